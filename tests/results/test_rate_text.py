"""Rates in words, by hand."""

import pytest

from msfans.metrics.intervals import Interval
from msfans.results.rate_text import bounds_text, decimals, percent, rate_text


@pytest.mark.parametrize(
    ("n", "expected"), [(1, 1), (90, 1), (100, 1), (101, 2), (480, 2), (5000, 3), (10**6, 3)]
)
def test_decimals_are_those_that_n_resolves(n: int, expected: int) -> None:
    assert decimals(n) == expected


def test_by_hand() -> None:
    assert rate_text(0.12345, n=90) == "12.3"
    assert rate_text(1 / 3, n=480) == "33.33"
    assert rate_text(None, n=480) == "no score"
    assert bounds_text(Interval(low=0.045, high=0.2, n_draws=5), n=90) == "[4.5, 20.0]"
    assert bounds_text(None, n=90) == ""
    assert percent(0.12345) == "12.35 %"
