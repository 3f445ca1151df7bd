"""Cells survive the disk, and a sweep finds its own cells and only those."""

import os

import pytest

from msfans.errors import ScoreError
from msfans.results.cells import CellState, newest_sweep, read_cell, swept


def test_cell_is_read_as_it_was_written(sweep, finished):
    cell = finished("0.9-1.0-1.1", "lstm", words=("seed=3",))
    read = read_cell(sweep(cell) / "cell0")
    assert (read.state, read.scales, read.words) == (CellState.FINISHED, cell.scales, cell.words)
    assert read.metrics["frame"]["eer"] == 0.12345
    assert read.folder == "cell0"


def test_sweep_lists_its_jobs_in_order_with_those_that_left_nothing(sweep, finished, failed):
    gone = ("scales=triple_13", "fusion=concat")
    cells = swept(sweep(failed, finished("0.9-1.0-1.1", "lstm"), also=(gone,)))
    assert [cell.state for cell in cells] == [
        CellState.FAILED,
        CellState.FINISHED,
        CellState.MISSING,
    ]
    assert (cells[2].scales, cells[2].fusion) == ("triple_13", "concat")


def test_cells_that_were_set_aside_or_belong_to_another_sweep_are_left_out(sweep, finished):
    folder = sweep(finished("0.9-1.0-1.1", "lstm"))
    finished("0.9-1.0-1.1", "lstm").write(folder / "cell0~1")
    finished("0.9-1.0-1.1", "lstm", words=("seed=7",)).write(folder / "other")
    (folder / "other" / "metrics.json").write_text("{}")
    assert [cell.folder for cell in swept(folder)] == ["cell0"]


def test_damaged_record_is_named(sweep, finished):
    folder = sweep(finished("0.9-1.0-1.1", "lstm")) / "cell0"
    (folder / "cell.json").write_text('{"state": "done"}')
    with pytest.raises(ScoreError, match=r"cell0: this is not the folder of a cell .* Delete it"):
        read_cell(folder)


def test_a_sweep_where_a_cell_is_wanted_names_one_of_its_cells(sweep, finished):
    folder = sweep(finished("0.9-1.0-1.1", "lstm"))
    fact = "this is a folder of cells, as of a sweep. Give the folder of one cell, such as .*/cell0"
    with pytest.raises(ScoreError, match=fact):
        read_cell(folder)


def test_a_folder_that_is_no_cell_is_not_to_be_deleted(tmp_path):
    with pytest.raises(ScoreError, match=r"not the folder of a cell .* Give a folder that holds"):
        read_cell(tmp_path)
    with pytest.raises(ScoreError, match="nowhere: there is no such folder"):
        read_cell(tmp_path / "nowhere")


def test_newest_sweep_is_the_one_started_last(tmp_path):
    with pytest.raises(ScoreError, match="there is no sweep below it"):
        newest_sweep(tmp_path)
    for name, age in (("a", 0), ("b", 100), ("c", 50)):
        (tmp_path / name).mkdir()
        record = tmp_path / name / "sweep.json"
        record.write_text("{}")
        os.utime(record, (1000 - age, 1000 - age))
    assert newest_sweep(tmp_path).name == "a"
