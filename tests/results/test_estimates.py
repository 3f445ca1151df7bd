"""Mean, spread and interval over seeds, worked by hand on two people."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from msfans.metrics.intervals import Bootstrap
from msfans.results.estimates import Estimate, clearly_lower, estimates
from msfans.scores import write_scores

BOOTSTRAP = Bootstrap(draws=400)
PERFECT = ((0.9, 0.8, 0.7, 0.6), (0.2, 0.3, 0.4, 0.05))
ONE_WRONG = ((0.9, 0.8, 0.7, 0.1), (0.2, 0.3, 0.4, 0.05))


@pytest.fixture
def file(tmp_path: Path):
    """Writes four bona fide and four attack scores; the first two of either are of person p."""

    def write(name: str, scores: tuple[tuple[float, ...], tuple[float, ...]]) -> Path:
        rows = [
            {
                "clip": f"{label}/{number}",
                "frame": 0,
                "subject": "ppqq"[number],
                "split": "test",
                "label": label,
                "pai_species": species,
                "score": score,
            }
            for label, species, of_label in zip(
                ("bona_fide", "attack"), (None, "photo"), scores, strict=True
            )
            for number, score in enumerate(of_label)
        ]
        write_scores(tmp_path / name, pd.DataFrame(rows))
        return tmp_path / name

    return write


def test_one_seed_has_no_spread(file):
    found = estimates([file("a.csv", ONE_WRONG)], BOOTSTRAP)
    estimate = found["frame", "eer"]
    # at 0.35 one attack of four passes and one bona fide of four fails
    assert estimate.mean == 0.25
    assert estimate.sd is None
    # only p: 0, only q: 0.5 (0.1 < 0.4 < 0.7), both: 0.25; a quarter of the draws is at either end
    assert (estimate.interval.low, estimate.interval.high) == (0, 0.5)
    assert found["video", "eer"] == replace(estimate)
    assert ("frame", "hter") not in found


def test_seeds_are_averaged_draw_by_draw(file):
    paths = [file("a.csv", ONE_WRONG), file("b.csv", PERFECT)]
    estimate = estimates(paths, BOOTSTRAP)["frame", "eer"]
    assert estimate.mean == 0.125
    assert estimate.sd == pytest.approx(0.25 / 2**0.5)
    assert set(estimate.draw_d) == {0, 0.125, 0.25}
    assert estimate.interval.high == 0.25


def test_where_no_error_was_made_the_rule_of_three_bounds(file):
    estimate = estimates([file("a.csv", PERFECT)], BOOTSTRAP)["frame", "eer"]
    assert estimate.by_rule_of_three
    assert (estimate.mean, estimate.interval.low, estimate.interval.high) == (0, 0, 3 / 4)


def test_devel_gives_its_own_figure_and_the_threshold_of_hter(paper_sweep, paper_cell):
    scores = paper_sweep((paper_cell(), 3)) / "cell0" / "scores.csv"
    found = estimates([scores], BOOTSTRAP)
    assert found["frame", "eer"].mean == 0.3
    assert found["frame", "eer_devel"].mean == pytest.approx(0.1)
    assert found["frame", "hter"].mean == pytest.approx(0.3)
    assert found["video", "hter"].mean == pytest.approx(0.3)


def estimate(*draws: float, subjects: tuple[str, ...] = ("p", "q")) -> Estimate:
    return Estimate(mean=float(np.mean(draws)), subjects=subjects, draw_d=np.array(draws))


def test_lower_in_every_draw_is_clear_however_much_both_vary():
    assert clearly_lower(estimate(0.1, 0.3, 0.5), estimate(0.15, 0.35, 0.55), BOOTSTRAP)


def test_lower_on_average_alone_is_not_clear():
    assert not clearly_lower(estimate(0.1, 0.1, 0.3), estimate(0.3, 0.3, 0.2), BOOTSTRAP)
    assert not clearly_lower(estimate(0.3), estimate(0.1), BOOTSTRAP)


def test_other_subjects_can_not_be_paired():
    other = estimate(0.5, subjects=("p", "r"))
    assert not clearly_lower(estimate(0.1), other, BOOTSTRAP)
