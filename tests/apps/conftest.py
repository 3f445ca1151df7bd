"""The embedded corpus at its smallest, rendered once for all of these tests, and train.py."""

import csv
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from msfans.apps import cli
from msfans.score_csv import COLUMNS
from msfans.synth.corpus import render_corpus

TRAIN = Path(__file__).parents[2] / "train.py"
Train = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def tiny_casia(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Root of a tiny CASIA-FASD; the processes of a parallel test run share it."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    with FileLock(shared / "tiny_casia.lock"):
        out = shared / "tiny_casia"
        return render_corpus(corpus="casia_fasd", size="tiny", seed=0, out=out, progress=False)


@pytest.fixture(scope="session")
def train(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Train:
    """Runs train.py with a patch cache that these tests share; words follow its own."""
    own = tmp_path_factory.getbasetemp()
    cache = (own if worker_id == "master" else own.parent) / "cache"

    def run(*words: str, **options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(TRAIN), *words, f"data.cache={cache}"]
        return subprocess.run(command, capture_output=True, text=True, timeout=300, **options)

    return run


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def msfans(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """Calls `msfans` as a user does."""

    def call(*words: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["msfans", *map(str, words)])
        monkeypatch.setenv("COLUMNS", "120")
        with pytest.raises(SystemExit) as left:
            cli.main()
        shown = capsys.readouterr()
        return Outcome(int(left.value.code or 0), shown.out, shown.err)

    return call


@pytest.fixture
def score_table() -> Callable[..., Path]:
    """Writes rows to a CSV file, by default as scores.csv."""

    def write(path: Path, rows: Iterable[tuple], header: Iterable[str] = COLUMNS) -> Path:
        with path.open("w", newline="") as handle:
            csv.writer(handle).writerows([tuple(header), *rows])
        return path

    return write
