"""Do scores mean what probabilities mean? Only for scores in [0, 1]."""

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from msfans.metrics.presentations import Presentations

N_BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliabilityBin:
    """Presentations whose score lies in (low, high], the first bin with 0: how many, their mean
    score, and the share of them that is bona fide.
    """

    low: float
    high: float
    n: int
    mean_score: float
    bona_fide_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """Bins that are not empty; Brier score and expected calibration error over all scores.

    All three depend on the share of bona fide presentations among those tested.
    """

    bins: tuple[ReliabilityBin, ...]
    brier: float
    expected_calibration_error: float

    def to_json(self) -> dict:
        """The fields by name."""
        return asdict(self)


def reliability(tested: Presentations) -> Reliability | None:
    """Calibration in `N_BINS` bins of equal width; None where a score is not in [0, 1]."""
    score_n = tested.score_n[tested.scored_n]
    true_n = (tested.kind_n[tested.scored_n] == 0).astype(float)
    if not ((score_n >= 0) & (score_n <= 1)).all():
        return None
    bins = tuple(reliability_bins(score_n, true_n))
    gaps = (each.n * abs(each.bona_fide_share - each.mean_score) for each in bins)
    return Reliability(
        bins=bins,
        brier=float(np.mean((score_n - true_n) ** 2)),
        expected_calibration_error=sum(gaps) / len(score_n),
    )


def reliability_bins(
    score_n: NDArray[np.float64], true_n: NDArray[np.float64]
) -> list[ReliabilityBin]:
    """The bins that hold something, rising."""
    edges = np.linspace(0, 1, N_BINS + 1)
    bin_n = np.searchsorted(edges[1:-1], score_n, side="left")
    n_b, score_b, true_b = (
        np.bincount(bin_n, weights=weight_n, minlength=N_BINS)
        for weight_n in (None, score_n, true_n)
    )
    return [
        ReliabilityBin(
            low=float(edges[b]),
            high=float(edges[b + 1]),
            n=int(n_b[b]),
            mean_score=float(score_b[b] / n_b[b]),
            bona_fide_share=float(true_b[b] / n_b[b]),
        )
        for b in np.flatnonzero(n_b)
    ]
