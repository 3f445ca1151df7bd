"""The table of a sweep, scales x fusion: on the terminal, as Markdown and as CSV."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from msfans.results.cells import Cell, CellState
from msfans.results.grid import Grid

CAPTION = "EER in percent on test, threshold on test as in the paper: frame level / video level."
LEVELS = ("frame", "video")
COUNTS = ("n_bona_fide", "n_bona_fide_expected", "n_attack", "n_attack_expected")


def sweep_grid(cells: Sequence[Cell]) -> Grid:
    """Cells as a grid of scales x fusion; settings that vary besides go into a row's name.

    The number of presentations stands below the table where all cells share it, else in each cell.
    """
    columns = tuple(dict.fromkeys(cell.fusion for cell in cells))
    besides = varying(cells)
    shared = len({n_text(cell) for cell in _finished(cells)}) == 1
    by_row: dict[str, dict[str, str]] = {}
    for cell in cells:
        text = cell_text(cell) if shared else cell_text_with_n(cell)
        name = f"{cell.scales} {settings_text(cell, besides)}".strip()
        by_row.setdefault(name, {})[cell.fusion] = text
    rows = ((name, *(row.get(fusion, "") for fusion in columns)) for name, row in by_row.items())
    return Grid(
        caption=CAPTION,
        columns=("scales", *columns),
        rows=tuple(rows),
        notes=tuple(_notes(cells, shared)),
    )


def cell_text(cell: Cell) -> str:
    """`12.35 / 8.33`, or the state of a cell that is not finished; a choice says where it fell."""
    if cell.state is not CellState.FINISHED:
        return cell.state.value
    text = _eer_text(cell.metrics)
    choice = cell.metrics.get("choice")
    if choice is None:
        return text
    text = f"{text} ({choice['on_test']}, chosen on test)"
    if choice["on_devel"] is None:
        return text
    on_devel = _eer_text(cell.metrics["chosen_on_devel"])
    return f"{text}, {on_devel} ({choice['on_devel']}, chosen on devel)"


def cell_text_with_n(cell: Cell) -> str:
    """`12.35 / 8.33 (n scored/expected: ...)`, or the state of a cell that is not finished."""
    if cell.state is not CellState.FINISHED:
        return cell.state.value
    return f"{cell_text(cell)} ({n_text(cell)})"


def sweep_frame(cells: Sequence[Cell]) -> pd.DataFrame:
    """One row a cell, with everything that the Markdown table shows and what it leaves out."""
    return pd.DataFrame([_record(cell) for cell in cells])


def _eer_text(metrics: Mapping[str, Any]) -> str:
    reports = (metrics[level] for level in LEVELS)
    return " / ".join(f"{100 * report['eer']:.2f}" if report else "-" for report in reports)


def settings_text(cell: Cell, keys: Sequence[str]) -> str:
    """`seed=1 backbone=cnn_d`: those of the cell's words that have one of the keys."""
    settings = _settings(cell)
    return " ".join(f"{key}={settings[key]}" for key in keys if key in settings)


def _settings(cell: Cell) -> dict[str, str]:
    pairs = (word.partition("=") for word in cell.words)
    return {
        key: value for key, _, value in pairs if key not in ("scales", "scales.values", "fusion")
    }


def varying(cells: Sequence[Cell]) -> list[str]:
    """Settings other than scales and fusion that the words of the cells do not agree on."""
    settings = [_settings(cell) for cell in cells]
    keys = dict.fromkeys(key for setting in settings for key in setting)
    return [key for key in keys if len({setting.get(key) for setting in settings}) > 1]


def _notes(cells: Sequence[Cell], shared_n: bool) -> Iterable[str]:
    if shared_n:
        yield n_text(_finished(cells)[0])
    for cell in cells:
        if cell.state is not CellState.FINISHED:
            yield f"{cell.scales} {cell.fusion}: {cell.state.value}: {cell.reason}"
    yield from incomplete_note(cells)


def incomplete_note(cells: Sequence[Cell]) -> Iterable[str]:
    """That videos of the protocol were not there, if some cell lacked any."""
    incomplete = max((cell.incomplete for cell in cells), default=0)
    if incomplete:
        yield f"incomplete corpus: {incomplete} videos of the protocol are missing or unreadable"


def _finished(cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell.state is CellState.FINISHED]


def n_text(cell: Cell) -> str:
    """How many of how many presentations have a score, at each level."""
    counts = ((cell.metrics[level], f"{level}s") for level in LEVELS if cell.metrics[level])
    return "n scored/expected: " + ", ".join(_scored_of_expected(*count) for count in counts)


def _scored_of_expected(report: Mapping[str, Any], name: str) -> str:
    scored = report["n_bona_fide"] + report["n_attack"]
    expected = report["n_bona_fide_expected"] + report["n_attack_expected"]
    return f"{scored}/{expected} {name}"


def _record(cell: Cell) -> dict[str, object]:
    record: dict[str, object] = {"scales": cell.scales, "fusion": cell.fusion, **_settings(cell)}
    record |= {"state": cell.state.value, "reason": cell.reason, "incomplete": cell.incomplete}
    for level in LEVELS:
        report = cell.metrics.get(level) or {}
        for figure in ("eer", "hter"):
            record[f"{level}_{figure}_percent"] = as_percent(report.get(figure))
        for count in COUNTS:
            record[f"{level}_{count}"] = report.get(count)
    return record | {"folder": cell.folder}


def as_percent(rate: float | None) -> float | None:
    """Of a rate in [0, 1], with four decimals, for records."""
    return None if rate is None else round(100 * rate, 4)
