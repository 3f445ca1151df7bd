"""Exact binomial statements, by hand and against SciPy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from msfans.metrics.binomial import (
    exact_limits,
    fewest_errors_above,
    most_errors_below,
    presentations_needed,
    probability_of_at_most,
)
from msfans.metrics.significance import rule_of_three

rates = st.floats(0.001, 0.999)


def test_probabilities_by_hand() -> None:
    assert probability_of_at_most(0, n=3, rate=0.5) == pytest.approx(1 / 8)
    assert probability_of_at_most(1, n=3, rate=0.5) == pytest.approx(4 / 8)
    assert probability_of_at_most(3, n=3, rate=0.5) == 1.0
    assert probability_of_at_most(-1, n=3, rate=0.5) == 0.0
    assert probability_of_at_most(0, n=3, rate=0.0) == 1.0
    assert probability_of_at_most(2, n=3, rate=1.0) == 0.0


def test_rounding_takes_no_probability_past_one_nor_a_certain_one_below_it() -> None:
    """As floats the probabilities of 0 ... 49 of 50 sum to 1 + 2e-14, of 0 ... 300 to 1 - 4e-14."""
    assert probability_of_at_most(49, n=50, rate=0.1) <= 1.0
    assert probability_of_at_most(300, n=300, rate=0.3) == 1.0


@given(n=st.integers(1, 300), share=st.floats(0, 1), rate=rates)
def test_probabilities_are_scipys(n: int, share: float, rate: float) -> None:
    errors = round(share * n)
    expected = binom.cdf(errors, n, rate)
    assert probability_of_at_most(errors, n=n, rate=rate) == pytest.approx(expected, abs=1e-9)


def test_limits_without_errors_by_hand() -> None:
    low, high = exact_limits(0, n=59, coverage=0.9)
    assert low == 0.0
    assert high == pytest.approx(1 - 0.05 ** (1 / 59))  # (1 - p)^59 = 0.05
    assert exact_limits(2, n=2) == (pytest.approx(0.025**0.5), 1.0)


@given(n=st.integers(1, 120), share=st.floats(0, 1))
def test_limits_are_scipys(n: int, share: float) -> None:
    errors = round(share * n)
    expected = binomtest(errors, n).proportion_ci(0.95, method="exact")
    assert exact_limits(errors, n=n) == pytest.approx((expected.low, expected.high), abs=1e-8)


@pytest.mark.parametrize(("errors", "n"), [(1, 0), (-1, 3), (4, 3)])
def test_counts_that_can_not_be_are_refused(errors: int, n: int) -> None:
    with pytest.raises(ValueError, match="presentations"):
        exact_limits(errors, n=n)


@pytest.mark.parametrize(("rate", "n"), [(0.10, 29), (0.05, 59), (0.01, 299), (0.5, 5)])
def test_presentations_needed_by_hand(rate: float, n: int) -> None:
    assert presentations_needed(rate) == n  # 0.95^58 = 0.051, 0.95^59 = 0.0485
    assert (1 - rate) ** n <= 0.05 < (1 - rate) ** (n - 1)


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.1])
def test_the_rule_of_three_is_the_round_form(rate: float) -> None:
    assert rule_of_three(presentations_needed(rate)) == pytest.approx(rate, rel=0.04)


@pytest.mark.parametrize("rate", [0.0, 1.0, -0.1])
def test_a_rate_that_no_number_supports(rate: float) -> None:
    with pytest.raises(ValueError, match="not inside"):
        presentations_needed(rate)


@pytest.mark.parametrize("confidence", [0.0, 1.0])
def test_a_confidence_that_no_number_gives(confidence: float) -> None:
    with pytest.raises(ValueError, match="not inside"):
        presentations_needed(0.05, confidence=confidence)


def test_allowed_errors_by_hand() -> None:
    assert most_errors_below(0.05, n=58) is None
    assert most_errors_below(0.05, n=59) == 0
    assert most_errors_below(0.05, n=92) == 0
    assert most_errors_below(0.05, n=93) == 1  # 0.95^93 + 93 * 0.05 * 0.95^92 = 0.04996
    assert fewest_errors_above(0.5, n=4) is None  # 1/16 is more than 0.05
    assert fewest_errors_above(0.5, n=5) == 5  # 1/32
    assert fewest_errors_above(0.05, n=59) == 7


def test_a_bound_that_is_met_exactly_is_met() -> None:
    """A coin shows 0 errors in 1 with a probability of exactly 1 - 0.5, and so it does 1 in 1."""
    assert most_errors_below(0.5, n=1, confidence=0.5) == 0
    assert fewest_errors_above(0.5, n=1, confidence=0.5) == 1


def test_no_presentation_supports_a_rate() -> None:
    assert most_errors_below(0.05, n=0) is None
    assert fewest_errors_above(0.05, n=0) is None


@given(n=st.integers(1, 150), rate=st.floats(0.02, 0.6))
def test_allowed_errors_are_where_the_exact_limits_say(n: int, rate: float) -> None:
    most, fewest = most_errors_below(rate, n=n), fewest_errors_above(rate, n=n)
    for errors in {0, most or 0, (most or 0) + 1, (fewest or n) - 1, fewest or n} & {*range(n + 1)}:
        low, high = exact_limits(errors, n=n, coverage=0.9)
        if abs(high - rate) > 1e-9:
            assert (high <= rate) == (most is not None and errors <= most)
        if abs(low - rate) > 1e-9:
            assert (low >= rate) == (fewest is not None and errors >= fewest)
