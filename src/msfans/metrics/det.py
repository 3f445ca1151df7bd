"""Detection error trade-off: APCER against BPCER at every threshold, by species and at worst."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from msfans.metrics.curves import (
    ErrorCounts,
    count_below,
    error_counts,
    sorted_scores,
)
from msfans.metrics.presentations import Presentations


@dataclass(frozen=True, slots=True, kw_only=True)
class DetCurve:
    """Both errors, in [0, 1], at rising candidate thresholds: APCER falls, BPCER rises."""

    apcer_n: NDArray[np.float64]
    bpcer_n: NDArray[np.float64]


def det_curves(tested: Presentations) -> dict[str, DetCurve]:
    """The curve of each species that has a score, at the candidates of its own and bona fide."""
    counts = {
        name: error_counts(tested.bona_fide, scores)
        for name, scores in tested.attack_by_species.items()
        if len(scores)
    }
    return {name: DetCurve(apcer_n=each.far_n, bpcer_n=each.frr_n) for name, each in counts.items()}


def worst_species_curve(tested: Presentations) -> DetCurve:
    """At each threshold the APCER of the species that is worst there, as the standard reports it.

    Raises ValueError where a class has no score.
    """
    bona_fide = sorted_scores(tested.bona_fide, "bona fide")
    sorted_scores(tested.attack, "attack")
    distinct = np.unique(np.concatenate([bona_fide, tested.attack]))
    apcers = [
        (len(scores) - count_below(np.sort(scores), distinct)) / len(scores)
        for scores in tested.attack_by_species.values()
        if len(scores)
    ]
    return DetCurve(
        apcer_n=np.max(apcers, axis=0),
        bpcer_n=count_below(bona_fide, distinct) / len(bona_fide),
    )


def area_under_roc(counts: ErrorCounts) -> float:
    """Chance that a bona fide presentation scores above an attack, ties counting one half."""
    return float(np.trapezoid(1 - counts.frr_n[::-1], counts.far_n[::-1]))
