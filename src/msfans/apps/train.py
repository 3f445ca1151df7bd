"""A cell from its configuration to its folder, and a sweep from its cells to its table."""

import logging
import sys
import time
import traceback
import warnings
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from omegaconf import DictConfig, OmegaConf
from rich.console import Console

from msfans.apps.build import build
from msfans.apps.cell import learn_and_judge, write_json
from msfans.apps.material import open_material
from msfans.apps.provenance import provenance, read_fingerprint, settings_hash
from msfans.errors import MsfansError, UsageError
from msfans.files import replacing
from msfans.results.cells import RECORD, Cell, CellState, read_cell, swept
from msfans.results.tables import cell_text_with_n, sweep_frame, sweep_grid, terminal, write_tables


def run_cell(config: DictConfig, *, words: Sequence[str], folder: Path, sweeping: bool) -> None:
    """Run one cell in a folder of its own below `folder`, or find it finished there.

    `words` are the overrides that asked for it. In a sweep a failure is recorded and told, and the
    other cells go on; a cell that runs alone raises it.
    """
    refuse_alias(config)
    hush_lightning()
    cell = new_cell(config, words)
    home = folder / folder_name(config, cell)
    try:
        completed(config, cell, home)
    except Exception as error:
        failed = failure(cell, error)
        failed.write(home)
        (home / "error.txt").write_text(traceback.format_exc())
        if not sweeping:
            raise
        print(f"{home.name}: failed: {failed.reason}", file=sys.stderr)


def completed(config: DictConfig, cell: Cell, home: Path) -> None:
    """Leave the cell finished: as it is, if settings, data and code are the same, or run anew."""
    material = open_material(config)
    made_of = provenance(config, material, cell.words)
    set_aside(home, unless_made_of=made_of["fingerprint"])
    if (home / RECORD).exists() and (known := read_cell(home)).state is CellState.FINISHED:
        finished, told = replace(known, words=cell.words), "finished before"
    else:
        cell.write(home)
        write_json(home / "provenance.json", made_of)
        with replacing(home / "config.yaml") as path:
            path.write_text(OmegaConf.to_yaml(config, resolve=True))
        start = time.monotonic()
        metrics = learn_and_judge(config, material, home)
        seconds = round(time.monotonic() - start, 1)
        finished = replace(cell, state=CellState.FINISHED, metrics=metrics, seconds=seconds)
        told = f"{seconds:.0f} s"
    replace(finished, incomplete=material.n_incomplete).write(home)
    console().print(f"{home.name}: EER % {cell_text_with_n(finished)}, {told}")


def conclude(folder: Path) -> None:
    """Write and show the table of the sweep in `folder`; exit with an error if a cell failed."""
    cells = swept(folder)
    write_tables(folder, cells)
    console().print(terminal(sweep_grid(cells)))
    console().print(f"{folder / 'table.md'} and table.csv; a folder for each cell beside them")
    log_table(folder, cells)
    failed = [cell for cell in cells if cell.state is not CellState.FINISHED]
    if failed:
        codes = {cell.exit_code for cell in cells}
        print(f"error: {len(failed)} of {len(cells)} cells are not finished", file=sys.stderr)
        sys.exit(codes.pop() if len(codes) == 1 else 1)


def log_table(folder: Path, cells: Sequence[Cell]) -> None:
    """Hand the table to the tracker of the sweep, where its logger has a place for tables."""
    finished = [cell for cell in cells if cell.state is CellState.FINISHED]
    for cell in finished[:1]:
        config = OmegaConf.load(folder / cell.folder / "config.yaml")
        if config.logger.table is not None:
            build(config.logger.table)(sweep_frame(cells), folder)


def refuse_alias(config: DictConfig) -> None:
    """Without -m an alias would run as one cell that does not exist."""
    if config.scales.members is not None:
        members = ", ".join(config.scales.members)
        fact = f"this choice stands for several cells ({members})"
        raise UsageError("scales", fact, fix="add -m to run them all, or choose one of them")
    if not config.scales["values"]:
        raise UsageError("scales.values", "no scale is given", fix="list one or more, as [0.9,1.2]")


def new_cell(config: DictConfig, words: Sequence[str]) -> Cell:
    """The record of a cell that is about to run."""
    return Cell(
        state=CellState.RUNNING,
        scales="-".join(
            f"{scale:.3g}" if scale % 1 else f"{scale:.1f}" for scale in config.scales["values"]
        ),
        fusion=config.fusion.name,
        words=tuple(words),
    )


def folder_name(config: DictConfig, cell: Cell) -> str:
    """Readable first, then the hash of all settings: no two cells share a folder."""
    parts = [cell.scales, cell.fusion, config.backbone.name, f"seed{config.seed}"]
    return f"{'_'.join(parts)}-{settings_hash(config)}"


def set_aside(home: Path, *, unless_made_of: str) -> None:
    """Rename a cell's folder that was made of other data or code; nothing in it is lost."""
    if (home / "provenance.json").exists() and read_fingerprint(home) != unless_made_of:
        aside = next(p for n in count(1) if not (p := home.with_name(f"{home.name}~{n}")).exists())
        home.rename(aside)
        console().print(f"{home.name}: data or code have changed, the old cell is now {aside.name}")


def failure(cell: Cell, error: Exception) -> Cell:
    """The record of a cell that did not finish."""
    known = isinstance(error, MsfansError)
    reason = str(error) if known else f"{type(error).__name__}: {error} (see error.txt)"
    exit_code = error.exit_code if isinstance(error, MsfansError) else 1
    return replace(cell, state=CellState.FAILED, reason=reason, exit_code=exit_code)


def hush_lightning() -> None:
    """Lightning says for every cell which devices there are and where its tips are to be found."""
    for name in ("pytorch_lightning", "lightning_fabric", "lightning"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for words in ("does not have many workers", "smaller than the logging", "is deprecated"):
        warnings.filterwarnings("ignore", message=f".*{words}.*", module="pytorch_lightning")


def console() -> Console:
    """Terminal output that wraps nowhere but in tables."""
    return Console(highlight=False, soft_wrap=True)
