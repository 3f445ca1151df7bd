"""Counts tell their rate and its exact interval."""

import numpy as np
import pytest

from msfans.metrics.error_count import ErrorCount, counted


def test_errors_are_counted() -> None:
    assert counted(np.array([True, False, False, True])) == ErrorCount(n_errors=2, n=4)


def test_the_record_holds_rate_and_limits() -> None:
    told = ErrorCount(n_errors=0, n=60).to_json()
    assert told == {"n_errors": 0, "n": 60, "rate": 0.0, "low": 0.0, "high": told["high"]}
    assert told["high"] == pytest.approx(1 - 0.025 ** (1 / 60))  # (1 - p)^60 = 0.025
    assert ErrorCount(n_errors=3, n=4).to_json()["rate"] == 0.75
