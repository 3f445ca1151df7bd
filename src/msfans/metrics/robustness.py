"""What a change of the input does to scores, decisions and errors.

Rows are scored frames under changes: columns `family`, `level`, `clip`, `frame`, `label`,
`pai_species`, `score`; a score of NaN is a non-response, a label of NA is not known. The family
`UNCHANGED` holds the same frames as they were.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from msfans.metrics.binomial import exact_limits
from msfans.metrics.curves import Scores
from msfans.metrics.iso30107 import apcer, bpcer, hter
from msfans.metrics.thresholds import equal_error_point
from msfans.records import Label

UNCHANGED = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """Error rates at the threshold in use, in [0, 1]; `eer` is read on the changed scores."""

    bpcer: float
    apcer_worst: float
    far: float
    hter: float
    eer: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One change at one level, over videos.

    `mean_scores` is by label, of those that have scores. Of the `n_compared` videos that have a
    score with and without the change, `n_flipped` get the other decision, and their scores differ
    by `mean_abs_change`; `n_lost` more have a score only without it. `errors` is None where a class
    has no score or labels are not known.
    """

    family: str
    level: float
    n_videos: int
    n_scored: int
    mean_scores: dict[str, float]
    mean_abs_change: float
    n_compared: int
    n_flipped: int
    n_lost: int
    errors: Errors | None

    @property
    def flip_share(self) -> float:
        """Share of the compared videos that get the other decision; 0 where none is compared."""
        return self.n_flipped / self.n_compared if self.n_compared else 0.0

    @property
    def not_kept_share(self) -> float:
        """Share of the decisions without the change that the change turns, or takes away."""
        n_before = self.n_compared + self.n_lost
        return (self.n_flipped + self.n_lost) / n_before if n_before else 0.0

    @property
    def flip_limits(self) -> tuple[float, float]:
        """The exact 95 % interval of the share of flips."""
        if not self.n_compared:
            return 0.0, 1.0
        return exact_limits(self.n_flipped, n=self.n_compared)


def effects(rows: pd.DataFrame, *, threshold: float) -> list[Effect]:
    """The effect of each family at each level, in the order of the rows; UNCHANGED among them."""
    videos = video_means(rows)
    changes = videos[["family", "level"]].drop_duplicates()
    tables = {
        (str(family), float(level)): of_change(videos, str(family), float(level))
        for family, level in changes.itertuples(index=False)
    }
    (before,) = (table for (family, _), table in tables.items() if family == UNCHANGED)
    return [
        _effect(family, level, table, before.score_of, threshold)
        for (family, level), table in tables.items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedVideos:
    """Videos under one change; `species_n` holds "" for bona fide, `label_n` None where unknown."""

    clip_n: NDArray[np.object_]
    label_n: NDArray[np.object_]
    species_n: NDArray[np.object_]
    score_n: NDArray[np.float64]

    @property
    def score_of(self) -> dict[str, float]:
        """Scores by clip, NaN for a non-response."""
        return dict(zip(self.clip_n.tolist(), self.score_n.tolist(), strict=True))

    def scores(self, label: Label, species: str | None = None) -> Scores:
        """Scores of a class, or of one of its species, non-responses left out."""
        wanted_n = (self.label_n == label) & ~np.isnan(self.score_n)
        if species is not None:
            wanted_n &= self.species_n == species
        return self.score_n[wanted_n]

    def scored_species(self) -> list[str]:
        """The species of which an attack has a score."""
        scored_n = (self.label_n == Label.ATTACK) & ~np.isnan(self.score_n)
        return sorted(set(self.species_n[scored_n].tolist()))


def video_means(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each family, level and clip: the mean of its scored frames."""
    groups = rows.groupby(["family", "level", "clip"], sort=False)
    means = groups[["label", "pai_species"]].first()
    means["score"] = groups["score"].mean()
    return means.reset_index()


def of_change(videos: pd.DataFrame, family: str, level: float) -> ChangedVideos:
    """The videos of one family and level."""
    wanted_n = np.asarray((videos["family"] == family) & (videos["level"] == level))
    columns = {name: videos[name].to_numpy(object)[wanted_n] for name in videos.columns}
    return ChangedVideos(
        clip_n=columns["clip"],
        label_n=columns["label"],
        species_n=columns["pai_species"],
        score_n=columns["score"].astype(np.float64),
    )


def _effect(
    family: str,
    level: float,
    changed: ChangedVideos,
    score_before: Mapping[str, float],
    threshold: float,
) -> Effect:
    before_n = np.array([score_before.get(clip, np.nan) for clip in changed.clip_n.tolist()])
    now_n = changed.score_n
    both_n = ~np.isnan(now_n) & ~np.isnan(before_n)
    change_n = np.abs(now_n - before_n)[both_n]
    of_label = {str(label): changed.scores(label) for label in Label}
    return Effect(
        family=family,
        level=level,
        n_videos=len(now_n),
        n_scored=int(np.count_nonzero(~np.isnan(now_n))),
        mean_scores={label: float(those.mean()) for label, those in of_label.items() if len(those)},
        mean_abs_change=float(change_n.mean()) if len(change_n) else 0.0,
        n_compared=int(np.count_nonzero(both_n)),
        n_flipped=n_flipped(before_n[both_n], now_n[both_n], threshold=threshold),
        n_lost=int(np.count_nonzero(np.isnan(now_n) & ~np.isnan(before_n))),
        errors=_errors(changed, threshold),
    )


def n_flipped(before_n: Scores, now_n: Scores, *, threshold: float) -> int:
    """How many decisions differ at a threshold."""
    return int(np.count_nonzero((before_n >= threshold) != (now_n >= threshold)))


def _errors(changed: ChangedVideos, threshold: float) -> Errors | None:
    bona_fide, attack = changed.scores(Label.BONA_FIDE), changed.scores(Label.ATTACK)
    if not len(bona_fide) or not len(attack):
        return None
    species = [changed.scores(Label.ATTACK, name) for name in changed.scored_species()]
    frr, far = bpcer(bona_fide, threshold=threshold), apcer(attack, threshold=threshold)
    return Errors(
        bpcer=frr,
        apcer_worst=max(apcer(scores, threshold=threshold) for scores in species),
        far=far,
        hter=hter(far, frr),
        eer=equal_error_point(bona_fide, attack).eer,
    )
