"""What a finished run left behind, as far as a report tells of it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msfans.errors import ScoreError
from msfans.results.cells import RECORD, Cell, CellState, read_cell

SYSTEM = re.compile(r"^(?:scales|fusion):.*\n(?:[ -].*\n)*", re.MULTILINE)
"""The top-level keys of config.yaml in which runs that stand side by side may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedRun:
    """A finished cell; `config` is the text of its config.yaml."""

    path: Path
    cell: Cell
    provenance: Mapping[str, Any] = field(hash=False)
    config: str = field(repr=False)

    @property
    def scores(self) -> Path:
        """Scores of devel and test."""
        return self.path / "scores.csv"

    @property
    def fusion_weights(self) -> Path:
        """Weights of the scales, which only some fusions have."""
        return self.path / "fusion_weights.csv"

    def is_comparable(self, other: "FinishedRun") -> bool:
        """Whether both were made alike of the same data, but for scales and fusion."""
        return conditions(self) == conditions(other)


def open_run(path: Path) -> FinishedRun:
    """The run in a folder; ScoreError where there is none, or none that is finished."""
    if not (path / RECORD).is_file():
        found = "a sweep of several runs" if (path / "sweep.json").is_file() else "no run"
        fix = f"name the folder of one run (it holds {RECORD}), or a scores.csv"
        raise ScoreError(path, f"there is {found} in this folder", fix=fix)
    cell = read_cell(path)
    if cell.state is not CellState.FINISHED:
        fact = f"the run is {cell.state}{f': {cell.reason}' if cell.reason else ''}"
        raise ScoreError(path, fact, fix="run it again")
    try:
        provenance = json.loads((path / "provenance.json").read_text(encoding="utf-8"))
        config = (path / "config.yaml").read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        fact = f"what the run was made of can not be read ({error})"
        raise ScoreError(path, fact, fix="run it again") from error
    return FinishedRun(path=path, cell=cell, provenance=provenance, config=config)


def comparable_runs(run: FinishedRun) -> list[FinishedRun]:
    """Finished runs beside this one that differ in scales and fusion alone, itself among them."""
    records = sorted(run.path.resolve().parent.glob(f"*/{RECORD}"))
    folders = [record.parent for record in records if "~" not in record.parent.name]
    finished = [open_run(path) for path in folders if read_cell(path).state is CellState.FINISHED]
    return [each for each in finished if each.is_comparable(run)]


def conditions(run: FinishedRun) -> tuple[object, ...]:
    """What must be the same for two errors to be laid side by side: settings and data."""
    data = run.provenance.get("data", {})
    kept = ("corpus", "protocol", "fingerprint", "n_missing_or_unreadable")
    return (SYSTEM.sub("", run.config), *(data.get(key) for key in kept))
