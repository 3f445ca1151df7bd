"""Expected performance curve: devel sets the threshold for a price of errors, test pays it.

After Bengio, Mariéthoz and Keller (2005). Unlike a DET or ROC curve, no point of it can only be
reached by looking at the test set.
"""

from dataclasses import dataclass

import numpy as np

from msfans.metrics.curves import ErrorCounts, error_counts
from msfans.metrics.intervals import (
    Bootstrap,
    Interval,
    drawn_rates,
    errors_by_subject,
    percentile_interval,
    subject_weights,
)
from msfans.metrics.presentations import Presentations
from msfans.metrics.rates import Rates, rates

PERCENTS = tuple(range(0, 101, 5))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedError:
    """Rates of test at the threshold where devel's alpha FAR + (1 - alpha) FRR is least."""

    alpha: float
    at: Rates
    hter_interval: Interval | None = None

    def to_json(self) -> dict:
        """The point as docs/report.md describes it."""
        bounds = self.hter_interval
        return {
            "alpha": self.alpha,
            "threshold_devel": self.at.threshold,
            "far": self.at.far,
            "bpcer": self.at.bpcer,
            "hter": self.at.hter,
            "hter_interval": None if bounds is None else [bounds.low, bounds.high],
        }


def expected_performance(
    tested: Presentations, devel: Presentations, *, bootstrap: Bootstrap | None = None
) -> list[ExpectedError]:
    """A point for each of `PERCENTS`; the interval draws subjects of test, thresholds stay."""
    counts = error_counts(devel.bona_fide, devel.attack)
    at = [rates(tested, least_cost_threshold(counts, percent=percent)) for percent in PERCENTS]
    return [
        ExpectedError(
            alpha=percent / 100,
            at=each,
            hter_interval=hter_interval(tested, each.threshold, bootstrap) if bootstrap else None,
        )
        for percent, each in zip(PERCENTS, at, strict=True)
    ]


def least_cost_threshold(counts: ErrorCounts, *, percent: int) -> float:
    """The candidate where an accepted attack's share costs `percent`, a rejected bona fide's the
    rest, and both together least.

    On a tie the one with the least sum of both errors, then the highest. Compares integers.
    """
    far_n = counts.accepted_attacks_n * counts.n_bona_fide
    frr_n = counts.rejected_bona_fide_n * counts.n_attack
    cost_n = percent * far_n + (100 - percent) * frr_n
    least = np.flatnonzero(cost_n == cost_n.min())
    sum_n = (far_n + frr_n)[least]
    return float(counts.threshold_n[least[sum_n == sum_n.min()][-1]])


def hter_interval(tested: Presentations, threshold: float, bootstrap: Bootstrap) -> Interval | None:
    """Interval of the HTER at a threshold from elsewhere.

    None where one subject was tested, or where no draw of subjects has both classes.
    """
    if len(tested.subjects) < 2:
        return None
    errors_sk, totals_sk = errors_by_subject(tested, threshold)
    drawn = [
        drawn_rates(weights_ds @ errors_sk, weights_ds @ totals_sk, tested.species)[("hter",)]
        for weights_ds in subject_weights(len(tested.subjects), bootstrap)
    ]
    hter_d = np.concatenate(drawn)
    return None if np.isnan(hter_d).all() else percentile_interval(hter_d, bootstrap.coverage)
