"""Calibration by hand and against scikit-learn."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from msfans.metrics.presentations import Presentations, presentations
from msfans.metrics.reliability import N_BINS, reliability

tenths = st.integers(0, 20).map(lambda k: k / 20)


def test_by_hand(videos: Callable[..., pd.DataFrame]) -> None:
    """0.05 and 0.1 share the first bin; 0.95 and 1.0 the last."""
    rows = [("cut", 0.05), ("bona_fide", 0.1), ("bona_fide", 0.95), ("bona_fide", 1.0)]
    found = reliability(presentations(videos([*rows, ("cut", float("nan"))])))
    assert found is not None
    first, last = found.bins
    assert (first.low, first.high, first.n) == (0.0, 0.1, 2)
    assert (first.mean_score, first.bona_fide_share) == (pytest.approx(0.075), 0.5)
    assert (last.n, last.mean_score, last.bona_fide_share) == (2, pytest.approx(0.975), 1.0)
    assert found.brier == pytest.approx((0.05**2 + 0.9**2 + 0.05**2) / 4)
    assert found.expected_calibration_error == pytest.approx((2 * 0.425 + 2 * 0.025) / 4)
    assert found.to_json()["bins"][0]["n"] == 2


@pytest.mark.parametrize("score", [-0.1, 1.5])
def test_other_scores_are_no_probabilities(
    videos: Callable[..., pd.DataFrame], score: float
) -> None:
    assert reliability(presentations(videos([("cut", 0.1), ("bona_fide", score)]))) is None


@given(scores=st.lists(st.tuples(tenths, st.booleans()), min_size=1, max_size=60))
def test_bins_are_those_of_scikit_learn(scores: list[tuple[float, bool]]) -> None:
    score_n, true_n = (np.array(column) for column in zip(*scores, strict=True))
    tested = Presentations(
        score_n=score_n,
        kind_n=np.where(true_n, 0, 1),
        subject_n=np.zeros(len(scores), dtype=np.int64),
        species=("cut",),
        subjects=("a",),
    )
    found = reliability(tested)
    assert found is not None
    share, mean = calibration_curve(true_n, score_n, n_bins=N_BINS)
    assert [each.bona_fide_share for each in found.bins] == pytest.approx(share)
    assert [each.mean_score for each in found.bins] == pytest.approx(mean)
    assert found.brier == pytest.approx(np.mean((score_n - true_n) ** 2))
    if len(set(true_n)) == 2:
        assert found.brier == pytest.approx(brier_score_loss(true_n, score_n))
    assert sum(each.n for each in found.bins) == len(scores)
