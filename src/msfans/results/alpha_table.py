"""What weight each cell of a sweep gives to each scale, by kind of presentation, as a table."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from msfans.results.cells import Cell, CellState
from msfans.results.fusion_weights import PREFIX, by_kind, read_fusion_weights

WEIGHTS = "fusion_weights.csv"
COLUMNS = ("scales", "fusion", "kind", "scale", "n", "mean", "sd", "folder")


def weighted(folder: Path, cells: Iterable[Cell]) -> list[Cell]:
    """The finished cells of the sweep in `folder` whose fusion has weights that can differ."""
    finished = [cell for cell in cells if cell.state is CellState.FINISHED]
    return [
        cell
        for cell in finished
        if cell.fusion not in ("single", "avg") and (folder / cell.folder / WEIGHTS).exists()
    ]


def alpha_table(folder: Path, cells: Iterable[Cell]) -> pd.DataFrame:
    """Mean and standard deviation (n - 1) of alpha over the `n` scored test frames of each kind.

    One row a cell, kind and scale. Kinds are `bona fide`, `all attacks` and each species.
    """
    rows = (row for cell in cells for row in alpha_rows(folder / cell.folder / WEIGHTS, cell))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def alpha_rows(path: Path, cell: Cell) -> Iterator[tuple]:
    """The rows of one cell."""
    for kind, frames in by_kind(read_fusion_weights(path)):
        for name in (name for name in frames if str(name).startswith(PREFIX)):
            alpha = frames[name]
            about = (cell.scales, cell.fusion, kind, float(str(name).removeprefix(PREFIX)))
            yield (*about, len(alpha), alpha.mean(), alpha.std(), cell.folder)
