"""Every table that a sweep's folder has to offer, and the files they are written to.

A sweep has its table of scales x fusion; cells with a target have one of what they did there, and a
sweep of the paper's experiments has their tables.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from msfans.files import replacing
from msfans.metrics.intervals import Bootstrap
from msfans.results.cells import Cell, experiments_of, swept
from msfans.results.cross_corpus import transfer_frame, transfer_grid, transfers
from msfans.results.grid import Grid, latex, markdown
from msfans.results.paper_record import paper_frame
from msfans.results.paper_tables import TABLES, PaperTable
from msfans.results.table_format import TableFormat
from msfans.results.tables import settings_text, sweep_frame, sweep_grid, varying


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepTable:
    """A table under the name of its files: as text, and as records with every figure."""

    name: str
    grid: Grid
    frame: pd.DataFrame

    def write(self, folder: Path, formats: Collection[TableFormat]) -> list[Path]:
        """Write NAME.md, NAME.csv and NAME.tex, those that are asked for; their paths."""
        texts = {
            TableFormat.MARKDOWN: (".md", markdown(self.grid)),
            TableFormat.CSV: (".csv", self.frame.to_csv(index=False)),
            TableFormat.LATEX: (".tex", latex(self.grid)),
        }
        chosen = [texts[each] for each in formats if each in texts]
        for suffix, text in chosen:
            with replacing(folder / f"{self.name}{suffix}") as path:
                path.write_text(text, encoding="utf-8")
        return [folder / f"{self.name}{suffix}" for suffix, _ in chosen]


def sweep_tables(folder: Path, bootstrap: Bootstrap) -> Iterator[SweepTable]:
    """The tables of the sweep in `folder`, the one of scales x fusion first."""
    cells = swept(folder)
    yield SweepTable(name="table", grid=sweep_grid(cells), frame=sweep_frame(cells))
    if found := transfers(folder, cells):
        yield SweepTable(
            name="cross_corpus", grid=transfer_grid(found), frame=transfer_frame(found)
        )
    experiments = experiments_of(folder)
    for table in TABLES:
        if table.experiment in experiments:
            yield from variants_of(table, cells, folder, bootstrap)


def shown(tables: Sequence[SweepTable]) -> Sequence[SweepTable]:
    """Those worth a look: all that say more than scales x fusion, where there are any."""
    return tables[1:] or tables


def variants_of(
    table: PaperTable, cells: Sequence[Cell], folder: Path, bootstrap: Bootstrap
) -> Iterator[SweepTable]:
    """A paper's table for each combination of the settings that it knows nothing of."""
    variants: dict[str, list[Cell]] = {}
    for cell in cells:
        variants.setdefault(settings_text(cell, besides(cells)), []).append(cell)
    for number, (settings, members) in enumerate(variants.items(), start=1):
        lines = table.lines(members, folder, bootstrap)
        grid = table.grid(lines, bootstrap)
        name = table.experiment
        if len(variants) > 1:
            grid, name = replace(grid, title=f"{grid.title} ({settings})"), f"{name}-{number}"
        if len(variants) == 1 or any(line.cells for line in lines):
            yield SweepTable(name=name, grid=grid, frame=paper_frame(lines))


def besides(cells: Sequence[Cell]) -> list[str]:
    """The settings that vary over the cells and are no part of a published line, nor a seed."""
    return [key for key in varying(cells) if key not in ("data", "backbone", "seed")]
