"""`msfans tables`: the tables of a sweep, on the screen and as files."""

from pathlib import Path
from typing import Annotated

import typer

from msfans.results.table_format import TableFormat


def tables(
    sweep: Annotated[Path, typer.Argument(help="Folder that `python train.py -m ...` filled.")],
    out: Annotated[
        Path | None, typer.Option(help="Where files go.", show_default="the sweep's folder")
    ] = None,
    formats: Annotated[
        list[TableFormat] | None,
        typer.Option("--format", help="One or more of these.", show_default="all of them"),
    ] = None,
    draws: Annotated[int, typer.Option(min=1, help="Bootstrap draws of subjects.")] = 2_000,
) -> None:
    """Show and write the tables of a sweep; for the paper's experiments beside its figures."""
    from rich.console import Console

    from msfans.metrics.intervals import Bootstrap
    from msfans.results.grid import terminal
    from msfans.results.sweep_tables import shown, sweep_tables

    chosen = formats or list(TableFormat)
    made = list(sweep_tables(sweep, Bootstrap(draws=draws)))
    written = [path for table in made for path in table.write(out or sweep, chosen)]
    if TableFormat.TERMINAL in chosen:
        for table in shown(made):
            Console(highlight=False).print(terminal(table.grid))
    for path in written:
        typer.echo(path)
