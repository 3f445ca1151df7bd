"""All rates at one threshold; pooled figures can hide a species that always gets through."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msfans.metrics.presentations import Presentations
from msfans.metrics.rates import Rates, rates
from msfans.metrics.thresholds import equal_error_point

ACCEPTED, REJECTED = 1.0, 0.0


def shares(*accepted_of: tuple[int, int]) -> Presentations:
    """Kind k has so many scores, so many of them accepted at 0.5; kind 0 is bona fide."""
    scores = [np.repeat([ACCEPTED, REJECTED], [yes, n - yes]) for yes, n in accepted_of]
    kinds = np.repeat(np.arange(len(accepted_of)), [n for _, n in accepted_of])
    return Presentations(
        score_n=np.concatenate(scores),
        kind_n=kinds,
        subject_n=np.zeros_like(kinds),
        species=tuple(f"species_{k}" for k in range(1, len(accepted_of))),
        subjects=("s",),
    )


def test_a_pooled_hter_of_8_percent_beside_an_acer_of_49_8_percent() -> None:
    at = rates(shares((99, 100), (493, 500), (107, 3500)), threshold=0.5)
    assert at.hter == pytest.approx(0.08)
    assert at.acer == pytest.approx(0.498)
    assert at.worst_species == "species_1"
    assert at.apcer == {"species_1": pytest.approx(0.986), "species_2": pytest.approx(107 / 3500)}
    assert at.bpcer == pytest.approx(0.01)
    assert at.far == pytest.approx(0.15)


def test_a_species_without_a_score_has_no_apcer() -> None:
    presentations = shares((4, 4), (1, 2), (0, 3))
    presentations.score_n[-3:] = np.nan
    at = rates(presentations, threshold=0.5)
    assert at.apcer == {"species_1": 0.5, "species_2": None}
    assert at.apcer_worst == 0.5
    assert at.to_json()["apcer"]["species_2"] is None


eighths = st.integers(-8, 8).map(lambda k: k / 8)
some = st.lists(eighths, min_size=1, max_size=20).map(np.array)
between = st.integers(-9, 8).map(lambda k: k / 8 + 1 / 16)  # no score stands there


def made(bona_fide: np.ndarray, *species: np.ndarray) -> Presentations:
    kinds = (bona_fide, *species)
    return Presentations(
        score_n=np.concatenate(kinds),
        kind_n=np.repeat(np.arange(len(kinds)), [len(kind) for kind in kinds]),
        subject_n=np.zeros(sum(map(len, kinds)), np.int64),
        species=tuple("ab"[: len(species)]),
        subjects=("s",),
    )


def figures(at: Rates) -> dict:
    return at.to_json()


@given(bona_fide=some, a=some, b=some, threshold=between)
def test_monotone_transforms_of_scores_and_threshold_change_nothing(
    bona_fide: np.ndarray, a: np.ndarray, b: np.ndarray, threshold: float
) -> None:
    before = figures(rates(made(bona_fide, a, b), threshold))
    for f in (np.exp, np.arctan, lambda x: 2 * x**3 - 5):
        assert figures(rates(made(f(bona_fide), f(a), f(b)), float(f(threshold)))) == before


@given(bona_fide=some, a=some, threshold=between, data=st.data())
def test_order_changes_nothing(
    bona_fide: np.ndarray, a: np.ndarray, threshold: float, data: st.DataObject
) -> None:
    rows = made(bona_fide, a)
    order = np.array(data.draw(st.permutations(range(len(rows.score_n)))))
    shuffled = Presentations(
        score_n=rows.score_n[order],
        kind_n=rows.kind_n[order],
        subject_n=rows.subject_n[order],
        species=rows.species,
        subjects=rows.subjects,
    )
    assert rates(shuffled, threshold) == rates(rows, threshold)


@given(bona_fide=some, a=some, threshold=between)
def test_flip_of_label_and_sign_swaps_the_errors(
    bona_fide: np.ndarray, a: np.ndarray, threshold: float
) -> None:
    at, flipped = rates(made(bona_fide, a), threshold), rates(made(-a, -bona_fide), -threshold)
    assert (at.far, at.bpcer) == (flipped.bpcer, flipped.far)
    assert (at.hter, at.acer) == (flipped.hter, flipped.acer)


@given(bona_fide=some, a=some, b=some, threshold=between)
def test_a_correct_sample_raises_no_error(
    bona_fide: np.ndarray, a: np.ndarray, b: np.ndarray, threshold: float
) -> None:
    before = rates(made(bona_fide, a, b), threshold)
    for after in (
        rates(made(np.append(bona_fide, 9.0), a, b), threshold),
        rates(made(bona_fide, np.append(a, -9.0), b), threshold),
        rates(made(bona_fide, a, np.append(b, -9.0)), threshold),
    ):
        for name in ("far", "bpcer", "apcer_worst", "acer", "hter"):
            assert getattr(after, name) <= getattr(before, name)


@given(bona_fide=some, a=some, devel_bona_fide=some, devel_a=some)
def test_hter_is_that_of_trying_every_threshold_on_devel(
    bona_fide: np.ndarray, a: np.ndarray, devel_bona_fide: np.ndarray, devel_a: np.ndarray
) -> None:
    """Midpoints of the neighbouring scores of devel; counts compared, the higher one on a tie."""
    scores = np.unique(np.concatenate([devel_bona_fide, devel_a]))
    ends = np.nextafter(scores[0], -9), np.nextafter(scores[-1], 9)
    candidates = [ends[0], *((scores[1:] + scores[:-1]) / 2), ends[1]]

    def gap(t: float) -> int:
        wrong_attacks, wrong_bona_fide = (devel_a >= t).sum(), (devel_bona_fide < t).sum()
        return abs(int(wrong_attacks * len(devel_bona_fide) - wrong_bona_fide * len(devel_a)))

    threshold = max(t for t in candidates if gap(t) == min(map(gap, candidates)))
    expected = ((a >= threshold).mean() + (bona_fide < threshold).mean()) / 2
    chosen = equal_error_point(devel_bona_fide, devel_a).threshold
    assert rates(made(bona_fide, a), chosen).hter == pytest.approx(expected)
