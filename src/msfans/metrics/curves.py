"""Errors at every threshold that matters: exact counts, no interpolation, no dropped points."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.floating]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCounts:
    """Accepted attacks and rejected bona fide presentations at rising candidate thresholds."""

    threshold_n: NDArray[np.float64]
    accepted_attacks_n: NDArray[np.int64]
    rejected_bona_fide_n: NDArray[np.int64]
    n_attack: int
    n_bona_fide: int

    @property
    def far_n(self) -> NDArray[np.float64]:
        """Share of attacks accepted, in [0, 1], at each candidate."""
        return self.accepted_attacks_n / self.n_attack

    @property
    def frr_n(self) -> NDArray[np.float64]:
        """Share of bona fide presentations rejected, in [0, 1], at each candidate."""
        return self.rejected_bona_fide_n / self.n_bona_fide


def error_counts(bona_fide: Scores, attack: Scores) -> ErrorCounts:
    """Both errors at all `candidate_thresholds` of the two classes together.

    Raises ValueError where a class is empty or a score is not finite.
    """
    bona_fide, attack = sorted_scores(bona_fide, "bona fide"), sorted_scores(attack, "attack")
    distinct = np.unique(np.concatenate([bona_fide, attack]))
    return ErrorCounts(
        threshold_n=candidate_thresholds(distinct),
        accepted_attacks_n=len(attack) - count_below(attack, distinct),
        rejected_bona_fide_n=count_below(bona_fide, distinct),
        n_attack=len(attack),
        n_bona_fide=len(bona_fide),
    )


def sorted_scores(scores: Scores, name: str) -> NDArray[np.float64]:
    """The scores of one class as float64, rising; ValueError names the class that has none."""
    scores = np.sort(np.asarray(scores, dtype=np.float64))
    if not len(scores):
        raise ValueError(f"there is no {name} score")
    if not np.isfinite(scores[[0, -1]]).all():
        raise ValueError(f"some {name} score is not finite")
    return scores


def candidate_thresholds(distinct: NDArray[np.float64]) -> NDArray[np.float64]:
    """One finite threshold below all, one between any two neighbours, one above all; rising.

    `distinct` are the distinct scores, rising. Between two floats that have no room for a middle
    the upper one serves, as a score at the threshold is accepted.
    """
    limit = np.finfo(np.float64).max
    if distinct[-1] >= limit:
        raise ValueError("the largest float has no threshold above it")
    lower, upper = distinct[:-1], distinct[1:]
    middle = lower / 2 + upper / 2  # halved first: the sum of two huge scores overflows
    between = np.where((lower < middle) & (middle <= upper), middle, upper)
    below = np.nextafter(distinct[:1], -limit)  # the least float of all accepts itself
    return np.concatenate([below, between, np.nextafter(distinct[-1:], np.inf)])


def count_below(sorted_n: NDArray[np.float64], distinct: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many of the sorted scores each candidate threshold of `distinct` rejects."""
    return np.append(np.searchsorted(sorted_n, distinct, side="left"), len(sorted_n))
