"""The table of cells tested on another corpus: what it shows, where thresholds come from, n."""

import json
from pathlib import Path

import pytest

from msfans.errors import ScoreError
from msfans.results.cells import Cell, CellState
from msfans.results.cross_corpus import (
    METRICS,
    Transfer,
    transfer_frame,
    transfer_grid,
    transfers,
)
from msfans.results.grid import markdown

COUNTS = {"n_bona_fide": 79, "n_bona_fide_expected": 80, "n_attack": 400, "n_attack_expected": 400}
LEVEL = {
    **COUNTS,
    "n_subjects": 20,
    "hter": 0.425,
    "apcer_worst": 0.6,
    "bpcer": 0.25,
    "eer": 0.4,
    "intervals": {"hter": [0.4, 0.45], "eer": [0.35, 0.45]},
}
REPORT = {
    "source": {"corpus": "casia_fasd", "protocol": "overall"},
    "target": {"corpus": "replay_attack", "protocol": "grandtest"},
    "frame": LEVEL | {"hter": 0.5, "intervals": {}},
    "video": LEVEL,
}


def cell(folder: str, *, state: CellState = CellState.FINISHED) -> Cell:
    return Cell(
        state=state,
        scales="1.1-1.2-1.3",
        fusion="lstm",
        backbone="cnn_s",
        words=(),
        embedded=True,
        folder=folder,
        metrics={"frame": {"hter": 0.1}, "video": {"hter": 0.05}},
    )


@pytest.fixture
def found() -> list[Transfer]:
    return [Transfer(cell=cell("a"), report=REPORT)]


def test_a_row_for_each_level(found: list[Transfer]) -> None:
    grid = transfer_grid(found)
    ends = "casia_fasd overall -> replay_attack grandtest"
    name = "1.1-1.2-1.3 lstm cnn_s seed 0"
    assert grid.rows == (
        (ends, name, "frame", "50.00", "60.00", "25.00", "40.00", "10.00"),
        (ends, name, "video", "42.50 [40.00, 45.00]", "60.00", "25.00", "40.00", "5.00"),
    )


def test_notes_say_where_thresholds_come_from_and_how_many_stand_behind(
    found: list[Transfer],
) -> None:
    notes = transfer_grid(found).notes
    assert "HTER, APCER of the worst species, BPCER: threshold from devel of the source" in notes
    assert any(note.startswith("EER: threshold on test of the target") for note in notes)
    assert (
        "n scored/expected of replay_attack/grandtest: 79/80 bona fide videos, 400/400 attack "
        "videos, 20 subjects"
    ) in notes
    assert notes[-1] == "both corpora are embedded stand-ins: rendered, not recorded"


def test_without_devel_of_the_source_only_the_eer_is_there() -> None:
    level = {name: LEVEL[name] for name in (*COUNTS, "n_subjects", "eer")}
    bare = Transfer(cell=cell("a"), report=REPORT | {"frame": None, "video": level})
    assert transfer_grid([bare]).rows[0][2:7] == ("video", "-", "-", "-", "40.00")


def test_numbers_of_the_csv(found: list[Transfer]) -> None:
    frame = transfer_frame(found)
    video = frame[frame["level"] == "video"].iloc[0]
    assert video["hter_percent"] == 42.5
    assert (video["hter_low"], video["hter_high"]) == (40.0, 45.0)
    assert video["source_hter_percent"] == 5.0
    assert (video["n_bona_fide"], video["n_bona_fide_expected"]) == (79, 80)
    assert (video["source_corpus"], video["target_protocol"]) == ("casia_fasd", "grandtest")
    assert video["folder"] == "a"


def test_only_finished_cells_with_a_target_have_a_line(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    for name in ("a", "c"):
        (tmp_path / name / METRICS).write_text(json.dumps(REPORT))
    cells = [cell("a"), cell("b"), cell("c", state=CellState.FAILED)]
    found = transfers(tmp_path, cells)
    assert [each.cell.folder for each in found] == ["a"]
    assert "| HTER | APCER worst | BPCER | EER on test |" in markdown(transfer_grid(found))
    assert len(transfer_frame(found)) == 2


def test_a_damaged_report_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / METRICS).write_text("{")
    with pytest.raises(ScoreError, match="not the report of a target"):
        transfers(tmp_path, [cell("a")])
