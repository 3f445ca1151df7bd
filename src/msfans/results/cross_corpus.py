"""The table of cells that were tested on a corpus that they did not learn from."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from msfans.errors import ScoreError
from msfans.results.cells import Cell, CellState
from msfans.results.grid import Grid
from msfans.results.tables import LEVELS, as_percent

METRICS = "target_metrics.json"  # in the folder of a cell that has a target
CAPTION = (
    "Cross-corpus, in percent: learnt on the source, tested on the target's test videos "
    "[95 % interval over subjects]."
)
NOTES = (
    "HTER, APCER of the worst species, BPCER: threshold from devel of the source",
    "EER: threshold on test of the target, which no system in use could know",
    "source HTER: the same system and threshold on the source's own test videos",
)
FIGURES = ("hter", "apcer_worst", "bpcer", "eer")
COLUMNS = (
    *("source -> target", "cell", "level"),
    *("HTER", "APCER worst", "BPCER", "EER on test", "source HTER"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A finished cell, and the report on its target."""

    cell: Cell
    report: Mapping[str, Any]

    @property
    def direction(self) -> str:
        """Source and target with their protocols."""
        ends = (self.report[end] for end in ("source", "target"))
        return " -> ".join(f"{end['corpus']} {end['protocol']}" for end in ends)

    @property
    def name(self) -> str:
        """What was trained."""
        cell = self.cell
        return f"{cell.scales} {cell.fusion} {cell.backbone} seed {cell.seed}"


def transfers(folder: Path, cells: Sequence[Cell]) -> list[Transfer]:
    """The cells of the sweep in `folder` that have a target; ScoreError for a damaged report."""
    places = [
        (cell, folder / cell.folder / METRICS) for cell in cells if cell.state is CellState.FINISHED
    ]
    return [Transfer(cell=cell, report=read_report(path)) for cell, path in places if path.exists()]


def read_report(path: Path) -> Mapping[str, Any]:
    """What a cell says of its target."""
    try:
        return json.loads(path.read_text())
    except ValueError as error:
        fact = f"this is not the report of a target ({error})"
        raise ScoreError(path, fact, fix="delete the cell's folder and run again") from error


def transfer_grid(found: Sequence[Transfer]) -> Grid:
    """One row a cell and level; presentations are counted in the notes."""
    rows = (line(each, level) for each in found for level in LEVELS if each.report[level])
    counts = dict.fromkeys(count_text(each) for each in found)
    stand_in = any(each.cell.embedded for each in found)
    embedded = ["both corpora are embedded stand-ins: rendered, not recorded"] if stand_in else []
    return Grid(
        columns=COLUMNS, rows=tuple(rows), notes=(*NOTES, *counts, *embedded), caption=CAPTION
    )


def line(each: Transfer, level: str) -> tuple[str, ...]:
    """The table's row for one level of a cell."""
    figures = (percent(each.report[level], figure) for figure in FIGURES)
    return (each.direction, each.name, level, *figures, percent(each.cell.metrics[level], "hter"))


def percent(level: Mapping[str, Any], figure: str) -> str:
    """`8.33 [5.00, 12.50]`, a dash where the source has no devel; intervals of the HTER alone."""
    if level.get(figure) is None:
        return "-"
    bounds = level.get("intervals", {}).get(figure) if figure == "hter" else None
    interval = f" [{', '.join(f'{100 * bound:.2f}' for bound in bounds)}]" if bounds else ""
    return f"{100 * level[figure]:.2f}{interval}"


def count_text(each: Transfer) -> str:
    """How many presentations of the target stand behind the figures."""
    video = each.report["video"]
    parts = ", ".join(
        f"{video[f'n_{kind}']}/{video[f'n_{kind}_expected']} {name} videos"
        for kind, name in (("bona_fide", "bona fide"), ("attack", "attack"))
    )
    target = each.report["target"]
    return (
        f"n scored/expected of {target['corpus']}/{target['protocol']}: {parts}, "
        f"{video['n_subjects']} subjects"
    )


def transfer_frame(found: Sequence[Transfer]) -> pd.DataFrame:
    """One row a cell and level, with every figure of the table as a number."""
    return pd.DataFrame([row for each in found for row in records(each)])


def records(each: Transfer) -> Iterator[dict[str, object]]:
    """The levels of one cell."""
    for level in LEVELS:
        of_target = each.report[level] or {}
        row: dict[str, object] = {
            f"{end}_{what}": each.report[end][what]
            for end in ("source", "target")
            for what in ("corpus", "protocol")
        }
        row |= {"cell": each.name, "embedded": each.cell.embedded, "level": level}
        for figure in FIGURES:
            row[f"{figure}_percent"] = as_percent(of_target.get(figure))
            low, high = of_target.get("intervals", {}).get(figure, (None, None))
            row |= {f"{figure}_low": as_percent(low), f"{figure}_high": as_percent(high)}
        row["source_hter_percent"] = as_percent((each.cell.metrics[level] or {}).get("hter"))
        for kind in ("bona_fide", "attack"):
            row[f"n_{kind}"] = of_target.get(f"n_{kind}")
            row[f"n_{kind}_expected"] = of_target.get(f"n_{kind}_expected")
        yield row | {"folder": each.cell.folder}
