"""The rule of three and McNemar's exact test, by hand and against SciPy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from msfans.metrics.significance import mcnemar_exact, rule_of_three


def test_rule_of_three_of_the_two_corpora() -> None:
    assert rule_of_three(90) == pytest.approx(0.0333, abs=5e-5)
    assert rule_of_three(80) == pytest.approx(0.0375)
    assert rule_of_three(2) == 1.0


@pytest.mark.parametrize("n", [30, 90, 400])
def test_rule_of_three_is_near_the_exact_limit(n: int) -> None:
    exact = 1 - 0.05 ** (1 / n)
    assert exact < rule_of_three(n) < 1.06 * exact


def test_mcnemar_by_hand() -> None:
    assert mcnemar_exact(0, 0) == 1.0
    assert mcnemar_exact(0, 5) == 2 / 32
    assert mcnemar_exact(1, 5) == 14 / 64
    assert mcnemar_exact(3, 3) == 1.0


@given(b=st.integers(0, 60), c=st.integers(0, 60))
def test_mcnemar_is_the_binomial_test(b: int, c: int) -> None:
    expected = binomtest(b, b + c).pvalue if b + c else 1.0
    assert mcnemar_exact(b, c) == pytest.approx(expected)
    assert mcnemar_exact(c, b) == mcnemar_exact(b, c)


def test_mcnemar_of_many_videos_is_a_number() -> None:
    assert 0 < mcnemar_exact(5_000, 5_100) < 1
