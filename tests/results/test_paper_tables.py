"""What a reader finds in Tables II to V, and what is said where something is missing."""

import pytest

from msfans.metrics.intervals import Bootstrap
from msfans.results.cells import CellState, swept
from msfans.results.grid import Grid
from msfans.results.paper_record import paper_frame
from msfans.results.paper_tables import TABLES

BOOTSTRAP = Bootstrap(draws=100)
BY_NAME = {table.experiment: table for table in TABLES}


@pytest.fixture
def grid_of(paper_sweep):
    def make(name: str, *cells) -> Grid:
        folder = paper_sweep(*cells)
        lines = BY_NAME[name].lines(swept(folder), folder, BOOTSTRAP)
        return BY_NAME[name].grid(lines, BOOTSTRAP)

    return make


def test_table2_has_ours_the_papers_and_what_stands_beside(grid_of, paper_cell):
    grid = grid_of("table2", (paper_cell("1.2", "single", embedded=True), 2))
    rows = {row[0]: row[1:] for row in grid.rows}
    assert list(rows) == ["0.9", "1.0", "1.1", "1.2", "1.3", "1.4", "1.5"]
    eer, videos, hter = rows["1.2"]
    assert eer == "20.00 [0.00, 40.00]\npaper 4.67, other corpus"
    assert videos == "20.00 [0.00, 40.00]"
    assert hter == "20.00 / 20.00"
    assert rows["0.9"] == ("not run\npaper 5.93", "", "")
    assert "n scored/expected: 20/20 frames, 20/20 videos" in grid.notes
    assert "other corpus: ours is of the embedded corpus: not comparable" in grid.notes


def test_table3_has_the_papers_columns_and_says_where_a_scale_was_chosen(grid_of, paper_cell):
    choice = {"candidates": {"1.1": "cell1"}, "on_test": "1.2", "on_devel": "1.1"}
    grid = grid_of(
        "table3",
        (paper_cell(fusion="best_single", metrics={"choice": choice}), 2),
        (paper_cell("1.1", "single"), 4),
    )
    assert grid.columns == ("scales", "best_single", "avg", "concat", "lstm")
    cell = next(row[1] for row in grid.rows if row[0] == "1.1-1.2-1.3")
    assert cell.splitlines()[:4] == [
        "20.00 [0.00, 40.00]",
        "paper 4.67, inside",
        "1.2, chosen on test",
        "1.1, chosen on devel: 40.00 [0.00, 80.00]",
    ]
    assert any("chosen on test as in the paper" in note for note in grid.notes)


def test_table4_has_the_methods_of_others_and_our_cost(grid_of, paper_cell):
    grid = grid_of("table4", (paper_cell(), 2))
    rows = {row[0]: row[1:] for row in grid.rows}
    assert rows["Fine-tuned VGG-Face"] == ("paper 5.20", "", "", "paper 30.919 G")
    assert rows["MS-FANS cnn_s 1.1-1.2-1.3"][3].splitlines() == [
        "51.01 MMAC, x 2 = 0.102 G",
        "trunk 51.000, fusion 0.012, head 0.002",
        "paper 0.075 G",
    ]
    assert rows["MS-FANS cnn_d 1.1-1.2-1.3"][0] == "not run\npaper 2.40"


def test_table5_holds_the_papers_eer_against_devel_and_test(grid_of, paper_cell):
    cell = paper_cell("1.3-1.4-1.5", corpus="replay_attack", protocol="grandtest")
    grid = grid_of("table5", (cell, 2))
    row = next(row for row in grid.rows if row[0] == "MS-FANS cnn_s 1.3-1.4-1.5")
    assert row[1].splitlines()[:2] == ["10.00 [0.00, 20.00]", "paper 0.002, inside"]
    assert row[2].startswith("20.00 [0.00, 40.00]\npaper 0.002, inside\nvideos 20.00")
    assert row[3].startswith("20.00 [0.00, 40.00]\npaper 0.24, inside")


def test_seeds_show_mean_and_spread_and_the_notes_say_so(grid_of, paper_cell):
    grid = grid_of(
        "table3",
        (paper_cell(seed=0), 2),
        (paper_cell(seed=1), 4),
        (paper_cell(fusion="avg", seed=0), 2),
        (paper_cell(fusion="avg", seed=1, state=CellState.FAILED, reason="disk full"), 2),
    )
    row = next(row for row in grid.rows if row[0] == "1.1-1.2-1.3")
    assert row[4].startswith("30.00 ± 14.14 [0.00, 60.00]")
    assert "seeds 0, 1: cnn_s 1.1-1.2-1.3 lstm" in grid.notes
    assert "seeds 0: cnn_s 1.1-1.2-1.3 avg" in grid.notes
    assert "cnn_s 1.1-1.2-1.3 avg, seed 1: failed: disk full" in grid.notes


def test_marks_are_explained_where_they_are_used(grid_of, paper_cell):
    others = [(paper_cell(fusion=fusion), 9) for fusion in ("avg", "concat", "best_single")]
    grid = grid_of("table3", (paper_cell(), 0), *others)
    row = next(row for row in grid.rows if row[0] == "1.1-1.2-1.3")
    assert row[4].startswith("0.00* [0.00, 30.00]†")
    assert any(note.startswith("* lowest of its row") for note in grid.notes)
    assert any(note.startswith("† no error at all") for note in grid.notes)


def test_failed_cell_and_incomplete_corpus_are_told(grid_of, paper_cell):
    grid = grid_of(
        "table4",
        (paper_cell(incomplete=3), 2),
        (paper_cell(backbone="cnn_d", state=CellState.FAILED, reason="no memory"), 0),
    )
    assert grid.rows[-1][1] == "failed\npaper 2.40"
    assert "cnn_d 1.1-1.2-1.3 lstm, seed 0: failed: no memory" in grid.notes
    assert any(note.startswith("incomplete corpus: 3 videos") for note in grid.notes)


def test_records_have_every_figure_in_a_column(paper_sweep, paper_cell):
    folder = paper_sweep((paper_cell(), 2))
    frame = paper_frame(BY_NAME["table4"].lines(swept(folder), folder, BOOTSTRAP))
    ours = frame[frame["backbone"] == "cnn_s"].iloc[0]
    assert (ours["frame_eer"], ours["frame_eer_low"], ours["frame_eer_high"]) == (20, 0, 40)
    assert (ours["paper_eer"], ours["verdict_eer"], ours["state"]) == (3.15, "inside", "finished")
    assert (ours["macs_trunk"], ours["paper_gflop"]) == (51_000_000, 0.075)
    assert ours["video_n_attack_expected"] == 10
    assert frame[frame["backbone"] == "cnn_d"].iloc[0]["state"] == "not run"
    assert frame.iloc[0]["state"] == ""
