"""The folder of one cell of an experiment: its state and what can be read back from it.

A cell's folder holds `cell.json` (this record), config.yaml, weights.pt, scores.csv, metrics.json
and provenance.json. A sweep's folder holds its cells, and in sweep.json the jobs it was made of.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from msfans.errors import ScoreError
from msfans.files import replacing

RECORD = "cell.json"


class CellState(StrEnum):
    """How far a cell has come."""

    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    MISSING = "not run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One trained (or failed, or not yet run) combination of settings.

    `scales` is written as in the paper's tables, `1.1-1.2-1.3`; `embedded` tells the rendered
    corpus from the licensed one of the same name. `words` are the command-line overrides that asked
    for the cell, none where another cell did. `incomplete` counts the videos that the official
    protocol has and the run did not use, `seconds` is what learning and scoring took, `exit_code`
    what a failure should end the command with.
    """

    state: CellState
    scales: str
    fusion: str
    words: tuple[str, ...]
    corpus: str = ""
    protocol: str = ""
    backbone: str = ""
    seed: int = 0
    embedded: bool = False
    reason: str = ""
    exit_code: int = 0
    incomplete: int = 0
    seconds: float = 0.0
    folder: str = ""
    metrics: Mapping[str, Any] = field(default_factory=dict, hash=False, repr=False)

    def write(self, folder: Path) -> None:
        """Write the record into the cell's `folder`; metrics have a file of their own."""
        record = asdict(self)
        del record["metrics"], record["folder"]
        with replacing(folder / RECORD) as path:
            path.write_text(json.dumps(record, indent=1))


def read_cell(folder: Path) -> Cell:
    """The cell in `folder`, with its metrics when it is finished.

    Raises ScoreError when a file is damaged or missing.
    """
    try:
        record = json.loads((folder / RECORD).read_text())
        record |= {"state": CellState(record["state"]), "words": tuple(record["words"])}
        finished = record["state"] is CellState.FINISHED
        metrics = json.loads((folder / "metrics.json").read_text()) if finished else {}
        return Cell(folder=folder.name, metrics=metrics, **record)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise no_cell(folder, error) from error


def no_cell(folder: Path, error: Exception) -> ScoreError:
    """What to say of a folder in which no cell can be read."""
    fact = f"this is not the folder of a cell ({error})"
    if (folder / RECORD).exists():
        return ScoreError(folder, fact, fix="delete it and run again")
    if not folder.is_dir():
        return ScoreError(folder, "there is no such folder", fix="check its name")
    if cells := sorted(record.parent for record in folder.glob(f"*/{RECORD}")):
        fact = "this is a folder of cells, as of a sweep"
        return ScoreError(folder, fact, fix=f"give the folder of one cell, such as {cells[0]}")
    return ScoreError(folder, fact, fix=f"give a folder that holds {RECORD}")


def newest_sweep(runs: Path) -> Path:
    """The folder below `runs` in which a sweep was started last; ScoreError if there is none."""
    records = sorted(runs.glob("*/sweep.json"), key=lambda path: path.stat().st_mtime)
    if not records:
        raise ScoreError(runs, "there is no sweep below it", fix="run `python train.py -m ...`")
    return records[-1].parent


def swept(folder: Path) -> list[Cell]:
    """The cells of the sweep in `folder`, one for each of its jobs and in their order.

    A folder with a ~ in its name was set aside. A job that left no record (its process died before
    it began) is a cell that was not run.
    """
    jobs = _record(folder)["jobs"]
    records = (path for path in folder.glob(f"*/{RECORD}") if "~" not in path.parent.name)
    cells = [read_cell(record.parent) for record in records]
    by_words = {cell.words: cell for cell in cells}
    return [by_words.get(tuple(job)) or _not_run(tuple(job)) for job in jobs]


def experiments_of(folder: Path) -> list[str]:
    """The experiments that the sweep in `folder` ran; none where it was free."""
    return _record(folder).get("experiments", [])


def _record(folder: Path) -> dict[str, Any]:
    """What sweep.json says; ScoreError where there is none."""
    try:
        return json.loads((folder / "sweep.json").read_text())
    except (OSError, ValueError) as error:
        fact = f"this is not the folder of a sweep ({error})"
        raise ScoreError(
            folder, fact, fix="name one that `python train.py -m ...` filled"
        ) from error


def _not_run(words: tuple[str, ...]) -> Cell:
    choices = dict(word.split("=", 1) for word in words)
    return Cell(
        state=CellState.MISSING,
        scales=choices.get("scales.values", choices.get("scales", "default")),
        fusion=choices.get("fusion", "default"),
        corpus=choices.get("data", "default"),
        backbone=choices.get("backbone", "default"),
        seed=int(choices.get("seed", 0)),
        words=words,
        reason="its process ended before it began",
    )
