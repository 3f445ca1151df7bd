"""A sweep from its cells to its table, whatever became of them."""

import sys
from collections.abc import Sequence
from pathlib import Path

from omegaconf import OmegaConf

from msfans.apps.build import build
from msfans.apps.findings import sweep_tables, sync_words
from msfans.apps.train import console
from msfans.results.cells import Cell, CellState, swept
from msfans.results.cross_corpus import transfer_grid, transfers, write_transfers
from msfans.results.tables import sweep_grid, terminal, write_tables


def conclude(folder: Path) -> None:
    """Write and show the table of the sweep in `folder`; exit with an error if a cell failed."""
    cells = swept(folder)
    write_tables(folder, cells)
    console().print(terminal(sweep_grid(cells)))
    console().print(f"{folder / 'table.md'} and table.csv; a folder for each cell beside them")
    show_transfers(folder, cells)
    log_tables(folder, cells)
    if words := sync_words(folder):
        console().print(words)
    failed = [cell for cell in cells if cell.state is not CellState.FINISHED]
    if failed:
        codes = {cell.exit_code or int(cell in failed) for cell in cells}
        print(f"error: {len(failed)} of {len(cells)} cells are not finished", file=sys.stderr)
        sys.exit(codes.pop() if len(codes) == 1 else 1)


def show_transfers(folder: Path, cells: Sequence[Cell]) -> None:
    """Write and show what the cells with a target did on it."""
    if found := transfers(folder, cells):
        write_transfers(folder, found)
        console().print(terminal(transfer_grid(found)))
        console().print(f"{folder / 'cross_corpus.md'} and cross_corpus.csv")


def log_tables(folder: Path, cells: Sequence[Cell]) -> None:
    """Hand the tables to the tracker of the sweep, where its logger has a place for tables."""
    finished = [cell for cell in cells if cell.state is CellState.FINISHED]
    for cell in finished[:1]:
        config = OmegaConf.load(folder / cell.folder / "config.yaml")
        if config.logger.tables is not None:
            build(config.logger.tables)(sweep_tables(folder, cells), folder)
