"""A bundle's thresholds for another place: chosen on own presentations, for a stated error rate.

Each video counts once: its mean score for the threshold of videos, its first scored frame for the
threshold of pictures. So the count of errors is binomial where the videos are independent.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msfans.deploy.bundle import MODEL, Bundle, Threshold, Thresholds
from msfans.deploy.choice import Choice
from msfans.deploy.material import Presentation, is_picture
from msfans.deploy.perturbed_scores import ChangedScore
from msfans.deploy.publish import write_bundle
from msfans.errors import DataError
from msfans.media.weights import file_sha256
from msfans.metrics.error_count import ErrorCount, counted
from msfans.metrics.supported_threshold import (
    SupportedThreshold,
    TooFewPresentations,
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
class Calibration:
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


def calibrations(
    scores: Iterable[ChangedScore], material: Sequence[Presentation], target: Target
) -> dict[str, Calibration]:
    """By level: `frame`, and `video` where all of the material are videos.

    DataError where a class has no score, or too few presentations for the target.
    """
    frames = frame_scores(scores, material)
    pools: dict[str, Callable[[NDArray[np.float64]], float]] = {FRAME: lambda scores: scores[0]}
    if not any(is_picture(seen.path) for seen in material):
        pools[VIDEO] = lambda scores: float(scores.mean())
    return {
        level: calibration(class_scores(frames, material, pool), target)
        for level, pool in pools.items()
    }


def frame_scores(
    scores: Iterable[ChangedScore], material: Sequence[Presentation]
) -> dict[str, NDArray[np.float64]]:
    """The scores of each presentation's scored frames, in their order, by its name."""
    found: dict[str, list[float]] = {seen.name: [] for seen in material}
    for each in sorted(scores, key=lambda each: each.frame):
        if not np.isnan(each.score):
            found[each.clip].append(each.score)
    return {name: np.array(those) for name, those in found.items()}


def class_scores(
    frames: Mapping[str, NDArray[np.float64]],
    material: Sequence[Presentation],
    pool: Callable[[NDArray[np.float64]], float],
) -> ClassScores:
    """One score for each presentation that has any."""
    species = sorted({seen.pai_species for seen in material if seen.label is Label.ATTACK})
    scored = [(seen, pool(frames[seen.name])) for seen in material if len(frames[seen.name])]
    return ClassScores(
        bona_fide=np.array([score for seen, score in scored if seen.label is Label.BONA_FIDE]),
        attacks={
            name: np.array([score for seen, score in scored if seen.pai_species == name])
            for name in species
        },
    )


def calibration(scores: ClassScores, target: Target) -> Calibration:
    """The threshold of one level."""
    for label, those in ((Label.BONA_FIDE, scores.bona_fide), (Label.ATTACK, scores.attack)):
        if not len(those):
            fact = f"no {label} presentation has a score"
            raise DataError("the calibration", fact, fix="give presentations that show a face")
    try:
        found = target.threshold(scores)
    except TooFewPresentations as few:
        fact = f"{few.n} presentations of {few.kind} have a score, which can not support the target"
        fix = f"give {few.needed} or more for {target.supported}, or take a higher target"
        raise DataError("the calibration", fact, fix=fix) from few
    value = found.threshold if target.choice is Choice.SAFE else found.measured
    return Calibration(
        value=value,
        found=found,
        bpcer=counted(scores.bona_fide < value),
        apcer={
            name: counted(those >= value) for name, those in scores.attacks.items() if len(those)
        },
        eer=equal_error_point(scores.bona_fide, scores.attack).eer,
    )


def write_calibrated(
    out: Path,
    bundle: Bundle,
    found: Mapping[str, Calibration],
    *,
    target: Target,
    material: Sequence[Presentation],
) -> Bundle:
    """A new bundle in `out` with the new thresholds; its provenance says where they are from."""
    old = bundle.thresholds
    levels = {FRAME: old.frame, VIDEO: old.video}
    new = {level: threshold(found[level], target) for level in found}
    calibrated = replace(
        bundle,
        thresholds=Thresholds(**(levels | new)),
        provenance=dict(bundle.provenance)
        | {"calibration": calibration_provenance(bundle, found, target, material)},
    )
    return write_bundle(out, calibrated, model=bundle.read(MODEL))


def threshold(found: Calibration, target: Target) -> Threshold:
    """As the record of a bundle keeps it."""
    return Threshold(
        value=found.value,
        low=found.found.low,
        high=found.found.high,
        eer_devel=found.eer,
        chosen_on="own presentations",
        n_bona_fide=found.bpcer.n,
        n_attack=sum(count.n for count in found.apcer.values()),
        n_subjects=None,
        rule=target.rule,
    )


def calibration_provenance(
    bundle: Bundle,
    found: Mapping[str, Calibration],
    target: Target,
    material: Sequence[Presentation],
) -> dict[str, Any]:
    """Target, outcome, the bundle before, and digests of the files; their names stay at home."""
    return {
        "target": asdict(target),
        "levels": {level: each.to_json() for level, each in found.items()},
        "from_bundle": bundle.to_json()["digest"],
        "thresholds_before": asdict(bundle.thresholds),
        "n_presentations": {
            str(label): sum(seen.label is label for seen in material) for label in Label
        },
        "sha256": sorted(file_sha256(seen.path) for seen in material),
    }
