"""Cells that two experiments, or an experiment and a choice, share are trained once."""

import json
from pathlib import Path

import pandas as pd
import pytest

SHORT = ("preset=demo", "trainer.max_steps=2", "loader.batch_size=4", "threads=1")


@pytest.fixture(scope="module")
def runs(tiny_casia, train, tmp_path_factory) -> Path:
    """What `best_single` of a triple leaves, and the single scales asked for afterwards."""
    runs = tmp_path_factory.mktemp("runs")
    words = (*SHORT, f"runs={runs}", f"data.casia_root={tiny_casia}")
    for name, cells in (
        ("chosen", ("experiment=table3", "scales=triple_09", "fusion=best_single")),
        ("singles", ("experiment=table2", "scales=single_09,single_10")),
    ):
        answer = train("-m", *cells, *words)
        assert answer.returncode == 0, answer.stderr
        (runs / f"{name}.txt").write_text(answer.stdout)
    return runs


def test_choice_trains_its_scales_and_says_where_it_fell(runs):
    (home,) = (runs / "paper-demo").glob("*_best_single_*")
    metrics = json.loads((home / "metrics.json").read_text())
    candidates = metrics["choice"]["candidates"]
    assert list(candidates) == ["0.9", "1.0", "1.1"]
    chosen = runs / "paper-demo" / candidates[metrics["choice"]["on_test"]]
    assert (home / "scores.csv").read_bytes() == (chosen / "scores.csv").read_bytes()
    assert "chosen on test" in (runs / "chosen.txt").read_text()


def test_single_scales_are_the_same_cells(runs):
    assert (runs / "singles.txt").read_text().count("finished before") == 2
    table = pd.read_csv(runs / "paper-demo" / "table.csv")
    assert table["state"].tolist() == ["finished", "finished"]


def test_cost_of_a_decision_is_on_record(runs):
    (home,) = (runs / "paper-demo").glob("*_0.9_single_*")
    cost = json.loads((home / "cost.json").read_text())
    assert cost["trunk"] == pytest.approx(17.0e6, rel=0.01)
    assert cost["head"] == 2 * 1024
