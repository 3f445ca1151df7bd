"""Runs as they lie on disk, and which of them compare."""

from collections.abc import Callable
from pathlib import Path

import pytest

from msfans.errors import ScoreError
from msfans.results.cells import Cell, CellState
from msfans.results.finished_run import comparable_runs, open_run

MakeRun = Callable[..., Path]


def test_a_run_is_read(made_run: MakeRun) -> None:
    run = open_run(made_run())
    assert (run.cell.scales, run.cell.fusion) == ("1.0-1.2", "lstm")
    assert run.provenance["data"]["corpus"] == "casia_fasd"
    assert run.config.startswith("preset: demo")
    assert run.scores.is_file()
    assert run.fusion_weights.is_file()


def test_runs_that_differ_in_scales_and_fusion_compare(made_run: MakeRun) -> None:
    folder = made_run()
    single = made_run("1.0", "single")
    made_run("1.1", "single", seed=1)
    (folder.parent / "0.9_single~1").mkdir()
    (folder.parent / "0.9_single~1" / "cell.json").write_text("set aside")
    assert [run.path.name for run in comparable_runs(open_run(folder))] == [
        folder.name,
        single.name,
    ]


def test_other_folders_are_told_what_they_are(made_run: MakeRun, tmp_path: Path) -> None:
    with pytest.raises(ScoreError, match="there is no run in this folder"):
        open_run(tmp_path)
    (tmp_path / "sweep.json").write_text("{}")
    with pytest.raises(ScoreError, match="there is a sweep of several runs in this folder"):
        open_run(tmp_path)
    folder = made_run()
    (folder / "config.yaml").unlink()
    with pytest.raises(ScoreError, match="can not be read"):
        open_run(folder)


def test_a_failed_run_has_no_report(tmp_path: Path) -> None:
    cell = Cell(
        state=CellState.FAILED, scales="1.0", fusion="single", words=(), reason="the disk is full"
    )
    cell.write(tmp_path)
    with pytest.raises(ScoreError, match="the run is failed: the disk is full"):
        open_run(tmp_path)
