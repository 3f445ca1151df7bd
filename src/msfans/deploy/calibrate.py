"""A bundle's thresholds for another place: chosen on own presentations, for a stated error rate.

Each video counts once: its mean score for the threshold of videos, its first scored frame for the
threshold of pictures. So the count of errors is binomial where the videos are independent.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msfans.deploy.choice import Choice
from msfans.deploy.material import is_picture
from msfans.deploy.perturbed_scores import Scored, those_read
from msfans.errors import DataError
from msfans.metrics.error_count import ErrorCount, counted
from msfans.metrics.supported_threshold import (
    SupportedThreshold,
    TooFewPresentations,
    in_words,
    threshold_for_apcer,
    threshold_for_bpcer,
)
from msfans.metrics.thresholds import equal_error_point
from msfans.records import Label

FRAME, VIDEO = "frame", "video"


class Rate(StrEnum):
    """Which error the target bounds."""

    APCER = "apcer"
    BPCER = "bpcer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The error `rate` is to be at most `limit`: at a `confidence`, or only as measured."""

    rate: Rate
    limit: float
    confidence: float = 0.95
    choice: Choice = Choice.SAFE

    @property
    def supported(self) -> str:
        """What the presentations must be able to support."""
        return f"{self.bound} at {100 * self.confidence:g} % confidence"

    @property
    def rule(self) -> str:
        """`APCER at most 5 % at 95 % confidence`, or `... as measured`."""
        return self.supported if self.choice is Choice.SAFE else f"{self.bound} as measured"

    @property
    def bound(self) -> str:
        """`APCER at most 5 %`."""
        return f"{self.rate.upper()} at most {100 * self.limit:g} %"

    @property
    def bounded(self) -> Label:
        """The class whose presentations must be enough."""
        return Label.ATTACK if self.rate is Rate.APCER else Label.BONA_FIDE

    def threshold(self, scores: "ClassScores") -> SupportedThreshold:
        """The threshold that the scores support; TooFewPresentations where they are too few."""
        find = threshold_for_apcer if self.rate is Rate.APCER else threshold_for_bpcer
        return find(scores.bona_fide, scores.attacks, target=self.limit, confidence=self.confidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassScores:
    """One score a presentation; `attacks` are by species."""

    bona_fide: NDArray[np.float64]
    attacks: Mapping[str, NDArray[np.float64]]

    @property
    def attack(self) -> NDArray[np.float64]:
        """The scores of all species."""
        return np.concatenate(list(self.attacks.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenThreshold:
    """The threshold of one level, and what it does on the presentations that chose it."""

    value: float
    found: SupportedThreshold
    bpcer: ErrorCount
    apcer: Mapping[str, ErrorCount]
    eer: float

    def to_json(self) -> dict[str, Any]:
        """As the provenance of the bundle keeps it."""
        return {
            "value": self.value,
            **asdict(self.found),
            "bpcer": self.bpcer.to_json(),
            "apcer": {name: count.to_json() for name, count in self.apcer.items()},
            "eer": self.eer,
        }


def chosen_thresholds(
    scored: Sequence[Scored], target: Target, *, folders: Mapping[Label, Path]
) -> dict[str, ChosenThreshold]:
    """By level: `frame`, and `video` where all of the material are videos.

    DataError, which names the folder, where a class has no score, or too few presentations for the
    target.
    """
    pools: dict[str, Callable[[NDArray[np.float64]], float]] = {FRAME: lambda scores: scores[0]}
    if not any(is_picture(each.presentation.path) for each in those_read(scored)):
        pools[VIDEO] = lambda scores: float(scores.mean())
    return {
        level: chosen_threshold(class_scores(scored, pool), target, folders=folders)
        for level, pool in pools.items()
    }


def class_scores(
    scored: Sequence[Scored], pool: Callable[[NDArray[np.float64]], float]
) -> ClassScores:
    """One score for each presentation that has any; a species of which none has is empty."""
    seen = [each.presentation for each in scored]
    species = sorted({each.pai_species for each in seen if each.label is Label.ATTACK})
    frames = map(frame_scores, scored)
    pooled = [(each, pool(those)) for each, those in zip(seen, frames, strict=True) if len(those)]
    return ClassScores(
        bona_fide=np.array([score for each, score in pooled if each.label is Label.BONA_FIDE]),
        attacks={
            name: np.array([score for each, score in pooled if each.pai_species == name])
            for name in species
        },
    )


def frame_scores(scored: Scored) -> NDArray[np.float64]:
    """The scores of a presentation's scored frames, in their order."""
    in_order = sorted(scored.scores, key=lambda each: each.frame)
    return np.array([each.score for each in in_order if not np.isnan(each.score)])


def chosen_threshold(
    scores: ClassScores, target: Target, *, folders: Mapping[Label, Path]
) -> ChosenThreshold:
    """The threshold of one level."""
    for label, those in ((Label.BONA_FIDE, scores.bona_fide), (Label.ATTACK, scores.attack)):
        if not len(those):
            fact = f"no {label} presentation has a score"
            raise DataError(folders[label], fact, fix="give presentations that show a face")
    try:
        found = target.threshold(scores)
    except TooFewPresentations as few:
        fact = f"too few presentations have a score: {in_words(few.lacking)}"
        fix = f"give {few.needed:,} or more of each for {target.supported}, or take a higher target"
        raise DataError(folders[target.bounded], fact, fix=fix) from few
    value = found.threshold if target.choice is Choice.SAFE else found.measured
    return ChosenThreshold(
        value=value,
        found=found,
        bpcer=counted(scores.bona_fide < value),
        apcer={
            name: counted(those >= value) for name, those in scores.attacks.items() if len(those)
        },
        eer=equal_error_point(scores.bona_fide, scores.attack).eer,
    )
