"""The best of several scales is chosen by frame EER, on test and on devel apart."""

import json
from pathlib import Path

import pytest
from omegaconf import OmegaConf

from msfans.apps.best_single import choose, single_configs
from msfans.results.cells import Cell, CellState


@pytest.fixture
def singles(tmp_path: Path) -> list[Cell]:
    """Scale, EER on test and EER on devel; 1.1 and 1.2 tie on test."""
    rows = (("1.0", 0.3, 0.2), ("1.1", 0.2, 0.3), ("1.2", 0.2, 0.1))
    for scale, *_ in rows:
        (tmp_path / f"cell {scale}").mkdir()
        (tmp_path / f"cell {scale}" / "scores.csv").write_text(f"scores of {scale}")
        (tmp_path / f"cell {scale}" / "cost.json").write_text("{}")
    return [
        Cell(
            state=CellState.FINISHED,
            scales=scale,
            fusion="single",
            words=(),
            folder=f"cell {scale}",
            metrics={"frame": {"eer": eer, "eer_devel": devel}, "video": {"eer": eer / 2}},
        )
        for scale, eer, devel in rows
    ]


def test_first_of_the_best_on_test_is_reported_and_the_best_on_devel_beside_it(singles, tmp_path):
    home = tmp_path / "choice"
    home.mkdir()
    metrics = choose(singles, home)
    assert metrics["choice"]["on_test"] == "1.1"
    assert metrics["choice"]["on_devel"] == "1.2"
    assert metrics["choice"]["candidates"]["1.0"] == "cell 1.0"
    assert metrics["video"]["eer"] == 0.1
    assert metrics["chosen_on_devel"]["frame"]["eer_devel"] == 0.1
    assert (home / "scores.csv").read_text() == "scores of 1.1"
    assert json.loads((home / "metrics.json").read_text()) == metrics


def test_without_devel_nothing_is_chosen_there(singles, tmp_path):
    for cell in singles:
        del cell.metrics["frame"]["eer_devel"]
    home = tmp_path / "choice"
    home.mkdir()
    metrics = choose(singles, home)
    assert metrics["choice"]["on_devel"] is None
    assert metrics["chosen_on_devel"] is None


def test_single_cells_have_the_settings_of_the_choice_and_one_scale():
    fusion = {"name": "best_single", "each": {"name": "single"}}
    settings = {"seed": 3, "scales": {"values": [0.9, 1.0], "members": None}, "fusion": fusion}
    config = OmegaConf.create(settings)
    first, second = single_configs(config)
    assert first == {
        "seed": 3,
        "scales": {"values": [0.9], "members": None},
        "fusion": fusion["each"],
    }
    assert second.scales["values"] == [1.0]
    assert config == settings
