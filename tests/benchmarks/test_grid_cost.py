"""The arithmetic of the grid's cost, by hand."""

import importlib.util
from pathlib import Path

import pytest

PATH = Path(__file__).parents[2] / "benchmarks" / "grid_cost.py"


@pytest.fixture(scope="module")
def grid_cost():
    spec = importlib.util.spec_from_file_location("grid_cost", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_grid_has_the_cells_of_tables_ii_to_v(grid_cost):
    assert sum(cells.count for cells in grid_cost.GRID) == 7 + 15 + 1 + 2


def test_hours_of_a_cell_by_hand(grid_cost):
    cells = grid_cost.Cells("triple", 1, "cnn_s", 3, "casia_fasd")
    speed = {"train_crops_per_s": 400.0, "score_crops_per_s": 1000.0, "load_frames_per_s": 1500.0}
    trained_s = 60_000 * 64 * 3 / 400 + 60_000 * 64 / 1500
    frames = 111_000 * 0.08 * 11 + 111_000 * 0.6  # devel ten times on the way and once at the end
    assert grid_cost.cell_hours(cells, speed) == pytest.approx(
        (trained_s + frames * 3 / 1000) / 3600
    )


def test_seconds_of_the_processor_are_those_of_the_work(grid_cost):
    assert grid_cost.cpu_seconds(lambda: sum(range(200_000)), 3) > 0
