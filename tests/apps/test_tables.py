"""`msfans tables` on a sweep that nothing was learnt in."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from msfans.results.cells import Cell, CellState

PROGRAM = "from msfans.apps.cli import main; import sys; sys.argv[0] = 'msfans'; main()"


@pytest.fixture
def sweep(tmp_path: Path) -> Path:
    cell = Cell(
        state=CellState.FAILED,
        scales="1.1-1.2-1.3",
        fusion="lstm",
        words=("experiment",),
        corpus="casia_fasd",
        backbone="cnn_s",
        reason="the disk is full",
    )
    cell.write(tmp_path / "sweep" / "cell")
    record = {"experiments": ["table4"], "jobs": [["experiment"]]}
    (tmp_path / "sweep" / "sweep.json").write_text(json.dumps(record))
    return tmp_path / "sweep"


def msfans(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PROGRAM, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_tables_are_shown_and_written_beside_the_cells(sweep):
    answer = msfans("tables", sweep)
    assert answer.returncode == 0, answer.stderr
    assert "Table IV" in answer.stdout
    assert "failed: the disk is full" in " ".join(answer.stdout.split())
    assert {"table4.md", "table4.csv", "table4.tex", "table.md"} <= {
        path.name for path in sweep.iterdir()
    }


def test_only_what_is_asked_for_where_it_is_asked_for(sweep, tmp_path):
    answer = msfans("tables", sweep, "--format", "csv", "--out", tmp_path / "out")
    assert answer.stdout.split() == [
        str(tmp_path / "out" / name) for name in ("table.csv", "table4.csv")
    ]


def test_folder_without_a_sweep_is_named(tmp_path):
    answer = msfans("tables", tmp_path)
    assert answer.returncode == 3
    assert answer.stderr.startswith(f"error: {tmp_path}")
    assert len(answer.stderr.splitlines()) == 1


def test_torch_is_not_loaded(sweep):
    code = (
        "import sys; from msfans.apps.tables import tables; from pathlib import Path\n"
        f"tables(Path({str(sweep)!r})); assert 'torch' not in sys.modules"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
