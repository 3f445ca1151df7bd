"""The expected performance curve: by hand, by brute force, and what its interval must hold."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msfans.metrics.curves import error_counts
from msfans.metrics.expected_performance import (
    PERCENTS,
    expected_performance,
    hter_interval,
    least_cost_threshold,
)
from msfans.metrics.intervals import Bootstrap, Interval, drawn_figures, percentile_interval
from msfans.metrics.presentations import Presentations, presentations
from msfans.records import Split

eighths = st.integers(0, 8).map(lambda k: k / 8)
some = st.lists(eighths, min_size=1, max_size=20).map(np.array)


def both(frames: pd.DataFrame) -> tuple[Presentations, Presentations]:
    test, devel = (
        presentations(frames.loc[(frames["split"] == split).to_numpy()])
        for split in (Split.TEST, Split.DEVEL)
    )
    return test, devel


@pytest.mark.parametrize(("percent", "threshold"), [(0, 0.2), (50, 0.2), (80, 0.55), (100, 0.55)])
def test_thresholds_by_hand(percent: int, threshold: float) -> None:
    """Bona fide 0.3, 0.5, 0.6; attacks 0.1, 0.5.

    Between 0.1 and 0.3: FAR 1/2, FRR 0. Between 0.5 and 0.6: FAR 0, FRR 2/3. At 80 % the first
    costs 0.40 and the second 0.13, so the second wins there; at 50 % 0.25 against 0.33.
    """
    counts = error_counts(np.array([0.3, 0.5, 0.6]), np.array([0.1, 0.5]))
    assert least_cost_threshold(counts, percent=percent) == pytest.approx(threshold)


def test_ends_do_not_reject_or_accept_everything() -> None:
    """At alpha 0 and 1 many thresholds cost nothing: the one with the least other error serves."""
    counts = error_counts(np.array([0.4, 0.9]), np.array([0.1, 0.2]))
    for percent in (0, 50, 100):
        assert least_cost_threshold(counts, percent=percent) == pytest.approx(0.3)


@given(bona_fide=some, attack=some, percent=st.sampled_from(PERCENTS))
def test_no_candidate_costs_less(bona_fide: np.ndarray, attack: np.ndarray, percent: int) -> None:
    counts = error_counts(bona_fide, attack)
    alpha = Fraction(percent, 100)

    def cost(threshold: float) -> tuple[Fraction, Fraction]:
        far = Fraction(int((attack >= threshold).sum()), len(attack))
        frr = Fraction(int((bona_fide < threshold).sum()), len(bona_fide))
        return alpha * far + (1 - alpha) * frr, far + frr

    chosen = least_cost_threshold(counts, percent=percent)
    assert cost(chosen) == min(cost(each) for each in counts.threshold_n)
    assert all(cost(each) > cost(chosen) for each in counts.threshold_n if each > chosen)


def test_test_pays_at_thresholds_of_devel(videos: Callable[..., pd.DataFrame]) -> None:
    devel = presentations(videos([("bona_fide", 0.8), ("cut", 0.2)], split="devel"))
    tested = presentations(
        videos([("bona_fide", 0.4), ("bona_fide", 0.9), ("cut", 0.6), ("cut", 0.1), ("cut", 0)])
    )
    points = expected_performance(tested, devel)
    assert [point.alpha for point in points] == pytest.approx(np.linspace(0, 1, 21))
    assert {point.at.threshold for point in points} == {0.5}
    assert points[7].at.hter == pytest.approx((1 / 3 + 1 / 2) / 2)
    assert points[7].to_json() == {
        "alpha": 0.35,
        "threshold_devel": 0.5,
        "far": pytest.approx(1 / 3),
        "bpcer": 0.5,
        "hter": pytest.approx(5 / 12),
        "hter_interval": None,
    }


def test_intervals_are_those_of_the_bootstrap(frames: pd.DataFrame) -> None:
    tested, devel = both(frames)
    bootstrap = Bootstrap(draws=200)
    for point in expected_performance(tested, devel, bootstrap=bootstrap)[::10]:
        drawn = drawn_figures(tested, {(): point.at.threshold}, bootstrap)[("hter",)]
        assert point.hter_interval == percentile_interval(drawn, 0.95)
        assert point.hter_interval.low <= point.at.hter <= point.hter_interval.high
        written = point.to_json()["hter_interval"]
        assert written == [point.hter_interval.low, point.hter_interval.high]


def test_one_subject_has_no_interval(videos: Callable[..., pd.DataFrame]) -> None:
    tested = presentations(videos([("bona_fide", 0.8), ("cut", 0.2)], n_subjects=1))
    assert hter_interval(tested, 0.5, Bootstrap(draws=5)) is None


def test_two_subjects_have_an_interval_where_a_draw_has_both_classes(
    videos: Callable[..., pd.DataFrame],
) -> None:
    """One subject has the bona fide video, the other the attack: half of the draws miss a class."""
    tested = presentations(videos([("bona_fide", 0.8), ("cut", 0.2)]))
    each = [hter_interval(tested, 0.5, Bootstrap(draws=1, seed=seed)) for seed in range(20)]
    assert None in each
    assert Interval(low=0.0, high=0.0, n_draws=1) in each
