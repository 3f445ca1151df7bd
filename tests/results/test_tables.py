"""The sweep's table says what each cell found, with its n, and what became of the others."""

from dataclasses import replace

from msfans.results.grid import markdown
from msfans.results.tables import cell_text, sweep_frame, sweep_grid


def test_grid_has_a_row_for_each_scales_and_a_column_for_each_fusion(finished):
    cells = [finished(s, f) for s in ("0.9-1.0-1.1", "1.0-1.1-1.2") for f in ("avg", "lstm")]
    grid = sweep_grid(cells)
    assert grid.columns == ("scales", "avg", "lstm")
    assert grid.rows[1] == ("1.0-1.1-1.2", "12.35 / 8.33", "12.35 / 8.33")
    assert grid.notes == ("n scored/expected: 160/160 frames, 40/40 videos",)


def test_each_cell_carries_its_n_where_they_differ(finished):
    grid = sweep_grid([finished("1.1", "avg"), finished("1.1", "lstm", unanswered=5)])
    assert grid.rows[0][1:] == (
        "12.35 / 8.33 (n scored/expected: 160/160 frames, 40/40 videos)",
        "12.35 / 8.33 (n scored/expected: 155/160 frames, 40/40 videos)",
    )


def test_failed_cell_says_so_and_why(finished, failed):
    grid = sweep_grid([finished("0.9-1.0-1.1", "avg"), failed])
    assert grid.rows[1] == ("1.0-1.1-1.2", "failed")
    assert "1.0-1.1-1.2 avg: failed: the disk is full" in grid.notes


def test_what_varies_besides_is_part_of_the_rows_name(finished):
    cells = [finished("1.1", "lstm", words=(f"seed={seed}", "preset=demo")) for seed in (0, 1)]
    assert [row[0] for row in sweep_grid(cells).rows] == ["1.1 seed=0", "1.1 seed=1"]


def test_incomplete_corpus_is_stated(finished):
    grid = sweep_grid([replace(finished("1.1", "lstm"), incomplete=3)])
    assert "incomplete corpus: 3 videos" in grid.notes[-1]


def test_whole_video_scores_have_no_frame_level(finished):
    cell = finished("1.1", "lstm")
    metrics = {"frame": None, "video": cell.metrics["video"]}
    assert cell_text(replace(cell, metrics=metrics)) == "- / 8.33"


def test_choice_says_where_it_fell(finished):
    cell = finished("0.9-1.0-1.1", "best_single")
    choice = {"on_test": "1.0", "on_devel": "1.1"}
    on_devel = {"frame": {"eer": 0.25}, "video": {"eer": 0.5}}
    metrics = {**cell.metrics, "choice": choice, "chosen_on_devel": on_devel}
    assert cell_text(replace(cell, metrics=metrics)) == (
        "12.35 / 8.33 (1.0, chosen on test), 25.00 / 50.00 (1.1, chosen on devel)"
    )


def test_records_hold_the_same_as_the_grid(finished, failed):
    cells = [finished("0.9-1.0-1.1", "avg"), failed]
    table = sweep_frame(cells)
    assert table["state"].tolist() == ["finished", "failed"]
    assert table["frame_eer_percent"][0] == 12.345
    assert table["video_n_attack"][0] == 30
    assert table["frame_eer_percent"].isna()[1]
    assert "| 0.9-1.0-1.1 | 12.35 / 8.33 |" in markdown(sweep_grid(cells))
