"""Candidate thresholds and the errors at them, against counting and other people's curves."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_curve
from torchmetrics.functional.classification import binary_roc

from msfans.metrics.curves import candidate_thresholds, error_counts, sorted_scores

LARGEST = float(np.finfo(np.float64).max)
finite = st.floats(-LARGEST, LARGEST, exclude_max=True)
eighths = st.integers(0, 8).map(lambda k: k / 8)
some = st.lists(eighths, min_size=1, max_size=30).map(np.array)


def test_by_hand() -> None:
    counts = error_counts(np.array([0.1, 0.9]), np.array([0.2, 0.4, 0.6]))
    assert counts.threshold_n[1:-1].tolist() == pytest.approx([0.15, 0.3, 0.5, 0.75])
    assert counts.threshold_n[0] == np.nextafter(0.1, 0)
    assert counts.threshold_n[-1] == np.nextafter(0.9, 1)
    assert counts.accepted_attacks_n.tolist() == [3, 3, 2, 1, 0, 0]
    assert counts.rejected_bona_fide_n.tolist() == [0, 1, 1, 1, 1, 2]
    assert counts.far_n.tolist() == pytest.approx([1, 1, 2 / 3, 1 / 3, 0, 0])
    assert counts.frr_n.tolist() == [0, 0.5, 0.5, 0.5, 0.5, 1]


@given(scores=st.lists(finite, min_size=1, max_size=20))
def test_thresholds_are_finite_and_separate(scores: list[float]) -> None:
    distinct = np.unique(np.array(scores))
    threshold = candidate_thresholds(distinct)
    assert np.isfinite(threshold).all()
    rejected = (distinct[None, :] < threshold[:, None]).sum(axis=1)
    assert rejected.tolist() == list(range(len(distinct) + 1))


@pytest.mark.parametrize(
    "distinct",
    [
        [1.0, np.nextafter(1.0, 2.0)],
        [0.0, 5e-324],
        [-5e-324, 0.0],
        [5e-324, 1e-323],
        [-LARGEST, np.nextafter(LARGEST, 0)],
        [1e308, 1.7e308],
    ],
)
def test_neighbouring_and_huge_floats_are_told_apart(distinct: list[float]) -> None:
    low, middle, high = candidate_thresholds(np.array(distinct))
    assert low <= distinct[0] < middle <= distinct[1] < high
    assert np.isfinite([low, middle, high]).all()


def test_refuses_the_largest_float() -> None:
    with pytest.raises(ValueError, match="no threshold above"):
        candidate_thresholds(np.array([0.0, LARGEST]))


@given(bona_fide=some, attack=some)
def test_counts_are_those_of_counting(bona_fide: np.ndarray, attack: np.ndarray) -> None:
    counts = error_counts(bona_fide, attack)
    for i, threshold in enumerate(counts.threshold_n):
        assert counts.accepted_attacks_n[i] == (attack >= threshold).sum()
        assert counts.rejected_bona_fide_n[i] == (bona_fide < threshold).sum()


@given(bona_fide=some, attack=some)
def test_points_are_those_of_scikit_learn_and_torchmetrics(
    bona_fide: np.ndarray, attack: np.ndarray
) -> None:
    counts = error_counts(bona_fide, attack)
    truth = np.repeat([1, 0], [len(bona_fide), len(attack)])
    scores = np.concatenate([bona_fide, attack])
    fpr, tpr, _ = roc_curve(truth, scores, drop_intermediate=False)
    assert np.allclose(counts.far_n[::-1], fpr)
    assert np.allclose(counts.frr_n[::-1], 1 - tpr)
    fpr, tpr, _ = binary_roc(torch.tensor(scores), torch.tensor(truth))
    assert np.allclose(counts.far_n[::-1], fpr)
    assert np.allclose(counts.frr_n[::-1], 1 - tpr)


@pytest.mark.parametrize(
    ("bona_fide", "attack", "fact"),
    [
        ([], [1.0], "no bona fide score"),
        ([1.0], [], "no attack score"),
        ([np.nan], [1.0], "some bona fide score is not finite"),
        ([1.0], [np.inf], "some attack score is not finite"),
    ],
)
def test_refuses_empty_classes_and_what_is_no_number(
    bona_fide: list[float], attack: list[float], fact: str
) -> None:
    with pytest.raises(ValueError, match=fact):
        error_counts(np.array(bona_fide), np.array(attack))


def test_scores_are_judged_in_double_precision_whatever_they_came_in() -> None:
    for kind in (np.float32, np.float64, np.int64):
        scores = sorted_scores(np.array([3, 1, 2], kind), "attack")
        assert scores.dtype == np.float64
        assert scores.tolist() == [1, 2, 3]


def test_the_largest_float_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"^the largest float has no threshold above it$"):
        candidate_thresholds(np.array([0.0, LARGEST]))
