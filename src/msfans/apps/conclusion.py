"""A sweep from its cells to its table, whatever became of them."""

import sys
from collections.abc import Sequence
from pathlib import Path

from omegaconf import OmegaConf

from msfans.apps.build import build
from msfans.apps.findings import sync_words, tracked
from msfans.apps.train import console
from msfans.metrics.intervals import Bootstrap
from msfans.results.cells import Cell, CellState, swept
from msfans.results.grid import terminal
from msfans.results.sweep_tables import SweepTable, shown, sweep_tables
from msfans.results.table_format import TableFormat


def conclude(folder: Path) -> None:
    """Write the tables of the sweep in `folder` and show the last ones; exit with an error if a
    cell failed.
    """
    cells = swept(folder)
    tables = list(sweep_tables(folder, Bootstrap()))
    written = [path for table in tables for path in table.write(folder, list(TableFormat))]
    for table in shown(tables):
        console().print(terminal(table.grid))
    console().print(f"{folder}: {', '.join(path.name for path in written)}; a folder for each cell")
    log_tables(folder, cells, tables)
    if words := sync_words(folder):
        console().print(words)
    failed = [cell for cell in cells if cell.state is not CellState.FINISHED]
    if failed:
        codes = {cell.exit_code or int(cell in failed) for cell in cells}
        print(f"error: {len(failed)} of {len(cells)} cells are not finished", file=sys.stderr)
        sys.exit(codes.pop() if len(codes) == 1 else 1)


def log_tables(folder: Path, cells: Sequence[Cell], tables: Sequence[SweepTable]) -> None:
    """Hand the tables to the tracker of the sweep, where its logger has a place for tables."""
    finished = [cell for cell in cells if cell.state is CellState.FINISHED]
    for cell in finished[:1]:
        config = OmegaConf.load(folder / cell.folder / "config.yaml")
        if config.logger.tables is not None:
            build(config.logger.tables)(tracked(tables), folder)
