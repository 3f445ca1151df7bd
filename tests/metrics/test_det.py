"""DET curves and the area under ROC: by hand, and against scikit-learn."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import det_curve, roc_auc_score

from msfans.metrics.curves import error_counts
from msfans.metrics.det import area_under_roc, det_curves, worst_species_curve
from msfans.metrics.presentations import Presentations, presentations

eighths = st.integers(0, 8).map(lambda k: k / 8)
some = st.lists(eighths, min_size=1, max_size=25).map(np.array)
ROWS = [
    ("bona_fide", 0.4),
    ("bona_fide", 0.8),
    ("cut", 0.2),
    ("cut", 0.6),
    ("video", 0.1),
    ("video", 0.3),
    ("video", 0.5),
]


@pytest.fixture
def tested(videos: Callable[..., pd.DataFrame]) -> Presentations:
    return presentations(videos(ROWS))


def test_each_species_by_hand(tested: Presentations) -> None:
    curve = det_curves(tested)["cut"]  # candidates: below 0.2, 0.3, 0.5, 0.7, above 0.8
    assert curve.apcer_n.tolist() == [1, 0.5, 0.5, 0, 0]
    assert curve.bpcer_n.tolist() == [0, 0, 0.5, 0.5, 1]


def test_the_worst_species_by_hand(tested: Presentations) -> None:
    """Candidates lie round 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8; cut is worse between 0.5 and 0.6."""
    curve = worst_species_curve(tested)
    assert curve.apcer_n == pytest.approx([1, 1, 2 / 3, 1 / 2, 1 / 2, 1 / 2, 0, 0])
    assert curve.bpcer_n.tolist() == [0, 0, 0, 0, 0.5, 0.5, 0.5, 1]


def test_a_species_without_scores_has_no_curve(videos: Callable[..., pd.DataFrame]) -> None:
    tested = presentations(videos([*ROWS, ("mask", float("nan"))]))
    assert set(det_curves(tested)) == {"cut", "video"}
    assert len(worst_species_curve(tested).apcer_n) == 8


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        ([("bona_fide", np.nan), ("cut", 0.2)], "there is no bona fide score"),
        ([("bona_fide", 0.4), ("cut", np.nan)], "there is no attack score"),
    ],
)
def test_the_worst_species_needs_both_classes(
    rows: list[tuple[str, float]], missing: str, videos: Callable[..., pd.DataFrame]
) -> None:
    with pytest.raises(ValueError, match=f"^{missing}$"):
        worst_species_curve(presentations(videos(rows)))


@given(bona_fide=some, attack=some)
def test_points_are_those_of_scikit_learn(bona_fide: np.ndarray, attack: np.ndarray) -> None:
    """scikit-learn leaves out the ends where only one error is left to move."""
    tested = Presentations(
        score_n=np.concatenate([bona_fide, attack]),
        kind_n=np.repeat([0, 1], [len(bona_fide), len(attack)]),
        subject_n=np.zeros(len(bona_fide) + len(attack), dtype=np.int64),
        species=("cut",),
        subjects=("a",),
    )
    for curve in (det_curves(tested)["cut"], worst_species_curve(tested)):
        far, frr, _ = det_curve(tested.kind_n == 0, tested.score_n, drop_intermediate=False)
        ours = set(zip(curve.apcer_n.round(9), curve.bpcer_n.round(9), strict=True))
        assert set(zip(far.round(9), frr.round(9), strict=True)) <= ours


@given(bona_fide=some, attack=some)
def test_area_is_that_of_scikit_learn(bona_fide: np.ndarray, attack: np.ndarray) -> None:
    truth = np.repeat([1, 0], [len(bona_fide), len(attack)])
    expected = roc_auc_score(truth, np.concatenate([bona_fide, attack]))
    assert area_under_roc(error_counts(bona_fide, attack)) == pytest.approx(expected)


def test_area_by_hand() -> None:
    """Of 6 pairs, bona fide wins 3 and ties 1."""
    counts = error_counts(np.array([0.2, 0.5]), np.array([0.1, 0.2, 0.7]))
    assert area_under_roc(counts) == pytest.approx(3.5 / 6)
