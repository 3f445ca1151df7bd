"""The bootstrap equals judging resampled rows, draw by draw."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from msfans.metrics import intervals as module
from msfans.metrics.intervals import (
    Bootstrap,
    drawn_figures,
    intervals,
    percentile_interval,
    species_held,
    subject_weights,
)
from msfans.metrics.pad_report import pad_report
from msfans.metrics.presentations import Presentations, presentations
from msfans.records import Split


def resampled(tested: Presentations, weight_s: np.ndarray) -> Presentations:
    """Each presentation as often as its subject was drawn."""
    taken = np.repeat(np.arange(len(tested.score_n)), weight_s.astype(int)[tested.subject_n])
    return Presentations(
        score_n=tested.score_n[taken],
        kind_n=tested.kind_n[taken],
        subject_n=tested.subject_n[taken],
        species=tested.species,
        subjects=tested.subjects,
    )


def test_every_figure_of_every_draw_is_that_of_the_resampled_rows(frames: pd.DataFrame) -> None:
    tested = presentations(frames[frames["split"] == Split.TEST])
    devel = presentations(frames[frames["split"] == Split.DEVEL])
    report = pad_report(tested, devel, None)
    assert report.devel is not None
    bootstrap = Bootstrap(draws=40, seed=3)
    drawn = drawn_figures(tested, report.devel.thresholds, bootstrap)
    (weights_ds,) = subject_weights(len(tested.subjects), bootstrap)
    assert (weights_ds.sum(axis=1) == len(tested.subjects)).all()
    for draw, weight_s in enumerate(weights_ds):
        document = pad_report(resampled(tested, weight_s), devel, None).to_json()
        for place, figure_d in drawn.items():
            expected = document
            for name in place:
                expected = expected[name]
            assert figure_d[draw] == pytest.approx(expected, abs=1e-12), place


@pytest.mark.filterwarnings("error")
def test_draws_without_a_class_define_nothing(videos: Callable[..., pd.DataFrame]) -> None:
    """One subject has all bona fide videos, the other all attacks."""
    rows = videos([("bona_fide", 0.9), ("cut", 0.1), ("bona_fide", 0.2), ("cut", 0.4)])
    drawn = drawn_figures(presentations(rows), {(): 0.5}, Bootstrap(draws=50))
    for place in (("eer",), ("oracle_acer",), ("oracle_bpcer10",), ("hter",), ("acer",)):
        assert 0 < np.isnan(drawn[place]).sum() < 50
    assert np.isnan(drawn["eer",]).tolist() == np.isnan(drawn["oracle_bpcer100",]).tolist()
    bounds = intervals(presentations(rows), {(): 0.5}, Bootstrap(draws=50))
    assert bounds["eer",].n_draws == (~np.isnan(drawn["eer",])).sum()


def test_seed_decides(frames: pd.DataFrame) -> None:
    tested = presentations(frames)
    first, again, other = (
        intervals(tested, {}, Bootstrap(draws=60, seed=seed)) for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_portions_do_not_change_the_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    (whole,) = subject_weights(7, Bootstrap(draws=30))
    monkeypatch.setattr("msfans.metrics.intervals.DRAWN_AT_ONCE", 40)
    portions = list(subject_weights(7, Bootstrap(draws=30)))
    assert len(portions) == 6
    assert np.array_equal(np.concatenate(portions), whole)


def test_one_subject_gives_no_interval(videos: Callable[..., pd.DataFrame]) -> None:
    rows = videos([("bona_fide", 0.9), ("cut", 0.1)], n_subjects=1)
    assert intervals(presentations(rows), {}, Bootstrap(draws=10)) == {}


def test_percentiles_by_hand() -> None:
    bounds = percentile_interval(np.append(np.arange(101.0), np.nan), 0.9)
    assert (bounds.low, bounds.high) == pytest.approx((5.0, 95.0))
    assert bounds.n_draws == 101


def test_an_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    """80 % intervals of a rate, 200 sets of 40 independent subjects."""
    rng = np.random.default_rng(0)
    hits = 0
    for _ in range(200):
        wrong = rng.random(40) < 0.3
        tested = Presentations(
            score_n=np.concatenate([np.where(wrong, 0.0, 1.0), np.zeros(40)]),
            kind_n=np.repeat([0, 1], 40),
            subject_n=np.tile(np.arange(40), 2),
            species=("cut",),
            subjects=tuple(map(str, range(40))),
        )
        bounds = intervals(tested, {(): 0.5}, Bootstrap(draws=200, coverage=0.8))["bpcer",]
        hits += bounds.low <= 0.3 <= bounds.high
    assert 140 <= hits <= 180


@pytest.mark.parametrize("drawn_at_once", [1, 12, 10_000])
def test_there_are_as_many_draws_as_asked_for_whatever_the_portions(
    monkeypatch: pytest.MonkeyPatch, drawn_at_once: int
) -> None:
    monkeypatch.setattr(module, "DRAWN_AT_ONCE", drawn_at_once)
    portions = list(subject_weights(4, Bootstrap(draws=10)))
    assert max(map(len, portions)) == min(max(1, drawn_at_once // 4), 10)
    weights_ds = np.concatenate(portions)
    assert weights_ds.shape == (10, 4)
    assert (weights_ds.sum(axis=1) == 4).all()


def test_each_oracle_figure_has_its_interval(frames: pd.DataFrame) -> None:
    tested = presentations(frames[frames["split"] == Split.TEST])
    found = intervals(tested, {}, Bootstrap(draws=20))
    limits = {("oracle_bpcer10",), ("oracle_bpcer20",), ("oracle_bpcer100",)}
    by_species = {("oracle_apcer", name) for name in tested.species}
    assert set(found) == limits | by_species | {("eer",), ("oracle_bpcer",), ("oracle_acer",)}


def test_a_limit_holds_where_every_species_is_at_it_or_below() -> None:
    """Kinds are bona fide and two species of 10 and 20; at 10 % one and two may be accepted."""
    totals_d1k = np.array([[[5.0, 10.0, 20.0]]])
    accepted_ik = np.array([[1.0, 2.0], [2.0, 2.0], [1.0, 3.0], [0.0, 0.0]])
    rejected_dik = np.zeros((1, 4, 3))
    rejected_dik[0, :, 1:] = totals_d1k[0, :, 1:] - accepted_ik
    held = species_held(rejected_dik, totals_d1k, limit_percent=10)
    assert held.tolist() == [[True, False, False, True]]
