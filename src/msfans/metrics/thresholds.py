"""Operating points: the threshold of equal errors, and the one that holds every species down."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from msfans.metrics.curves import (
    ErrorCounts,
    Scores,
    candidate_thresholds,
    error_counts,
    sorted_scores,
)

APCER_LIMITS_PERCENT = {"bpcer10": 10, "bpcer20": 5, "bpcer100": 1}


class EqualErrorPoint(NamedTuple):
    """The equal error rate, in [0, 1], and the threshold where it is read."""

    eer: float
    threshold: float


def equal_error_point(bona_fide: Scores, attack: Scores) -> EqualErrorPoint:
    """Least |FAR - FRR| over the candidate thresholds, the higher one on a tie, and their mean."""
    counts = error_counts(bona_fide, attack)
    best = equal_error_index(counts)
    eer = (counts.far_n[best] + counts.frr_n[best]) / 2
    return EqualErrorPoint(float(eer), float(counts.threshold_n[best]))


def equal_error_index(counts: ErrorCounts) -> int:
    """Index of the equal-error candidate. Compares counts, as rounded rates would break ties."""
    gap_n = np.abs(
        counts.accepted_attacks_n * counts.n_bona_fide
        - counts.rejected_bona_fide_n * counts.n_attack
    )
    return len(gap_n) - 1 - int(np.argmin(gap_n[::-1]))


def threshold_at_apcer(
    bona_fide: Scores, species_scores: Sequence[Scores], *, limit_percent: int
) -> float:
    """The lowest candidate threshold where every species' APCER is at most `limit_percent`.

    It is the threshold of BPCER10, 20 and 100 at 10, 5 and 1 percent (ISO/IEC 30107-3).
    """
    bound = max(highest_rejected(scores, limit_percent=limit_percent) for scores in species_scores)
    return threshold_above(bound, np.concatenate([np.asarray(bona_fide), *species_scores]))


def threshold_above(score: float, everything: Scores) -> float:
    """The lowest candidate threshold of `everything` that rejects `score` and all below it."""
    distinct = np.unique(sorted_scores(everything, "presentation"))
    return float(candidate_thresholds(distinct)[np.searchsorted(distinct, score, side="right")])


def threshold_below(score: float, everything: Scores) -> float:
    """The highest candidate threshold of `everything` that accepts `score` and all above it."""
    distinct = np.unique(sorted_scores(everything, "presentation"))
    return float(candidate_thresholds(distinct)[np.searchsorted(distinct, score, side="left")])


def highest_rejected(attack: Scores, *, limit_percent: int) -> float:
    """The highest score that must be rejected so that at most `limit_percent` are accepted.

    -inf where the limit lets all of them pass.
    """
    attack = sorted_scores(attack, "attack")
    may_pass = len(attack) * limit_percent // 100
    return float(attack[-1 - may_pass]) if may_pass < len(attack) else float("-inf")
