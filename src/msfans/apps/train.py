"""A cell from its configuration to its folder: found finished, or run."""

import logging
import sys
import time
import traceback
import warnings
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from filelock import FileLock
from omegaconf import DictConfig, OmegaConf
from rich.console import Console

from msfans.apps.best_single import choose, single_configs
from msfans.apps.cell import learn_and_judge, write_json
from msfans.apps.distributed import is_first_process, refuse_several_processes, train_along
from msfans.apps.findings import sync_words
from msfans.apps.material import Material, open_material
from msfans.apps.provenance import provenance, read_fingerprint, settings_hash
from msfans.apps.target import score_target
from msfans.errors import MsfansError, UsageError
from msfans.files import replacing
from msfans.results.cells import RECORD, Cell, CellState, read_cell
from msfans.results.tables import cell_text_with_n
from msfans.training.learn import cell_files

# of these Lightning warns in every cell, and without reason here
UNFOUNDED = (
    "does not have many workers",
    "smaller than the logging",
    "is deprecated",
    "sync_dist",  # all processes have scored the same faces
    "Experiment logs directory",  # a resumed run gets its curves back
)


def run_cell(config: DictConfig, *, words: Sequence[str], folder: Path, sweeping: bool) -> None:
    """Run one cell in a folder of its own below `folder`, or find it finished there.

    `words` are the overrides that asked for it. In a sweep a failure is recorded and told, and the
    other cells go on; a cell that runs alone raises it.
    """
    refuse_alias(config)
    hush_lightning()
    cell = new_cell(config, words)
    if not is_first_process():
        train_along(config, folder / folder_name(config, cell))
        return
    try:
        home = folder / finished_cell(config, cell, folder, alone=not sweeping).folder
        if not sweeping and (told := sync_words(home)):
            console().print(told)
    except Exception as error:
        if not sweeping:
            raise
        name = folder_name(config, cell)
        print(f"{name}: failed: {failure(cell, error).reason}", file=sys.stderr)


def finished_cell(config: DictConfig, cell: Cell, folder: Path, *, alone: bool = False) -> Cell:
    """The cell, finished in its folder below `folder`; a failure is recorded there and raised.

    Two processes that need the same cell take turns, and the second finds it finished. `alone`
    says that this process runs no other cell.
    """
    home = folder / folder_name(config, cell)
    locks = folder / ".locks"
    locks.mkdir(parents=True, exist_ok=True)
    with FileLock(locks / home.name):
        try:
            if not alone:
                refuse_several_processes(config)
            return completed(config, cell, home)
        except Exception as error:
            failure(cell, error).write(home)
            (home / "error.txt").write_text(traceback.format_exc())
            raise


def completed(config: DictConfig, cell: Cell, home: Path) -> Cell:
    """Leave the cell finished: as it is, if settings, data and code are the same, or run anew.

    A cell that other cells need, and no command line, comes without words; a finished one then
    keeps the words it has.
    """
    material = open_material(config)
    made_of = provenance(config, material, cell.words)
    set_aside(home, unless_made_of=made_of["fingerprint"])
    cell = replace(
        cell,
        folder=home.name,
        protocol=material.protocol.name,
        embedded=material.corpus.embedded,
        incomplete=material.n_incomplete,
    )
    if (home / RECORD).exists() and (known := read_cell(home)).state is CellState.FINISHED:
        finished = replace(
            cell,
            state=CellState.FINISHED,
            words=cell.words or known.words,
            metrics=known.metrics,
            seconds=known.seconds,
        )
        told = "finished before"
    else:
        cell.write(home)
        write_json(home / "provenance.json", made_of)
        with replacing(home / "config.yaml") as path:
            path.write_text(OmegaConf.to_yaml(config, resolve=True))
        if cell_files(home).checkpoint.exists():
            console().print(f"{home.name}: goes on from its last checkpoint")
        start = time.monotonic()
        metrics = measured(config, material, home)
        seconds = round(time.monotonic() - start, 1)
        finished = replace(cell, state=CellState.FINISHED, metrics=metrics, seconds=seconds)
        told = f"{seconds:.0f} s"
    finished.write(home)
    console().print(f"{home.name}: EER % {cell_text_with_n(finished)}, {told}")
    return finished


def measured(config: DictConfig, material: Material, home: Path) -> dict[str, Any]:
    """The metrics of the cell: learnt in `home`, or of the one it chooses among single scales."""
    if "each" not in config.fusion:
        metrics = learn_and_judge(config, material, home)
        if material.target:
            score_target(config, material.protocol, material.target, home)
        return metrics
    singles = [
        finished_cell(single, new_cell(single, words=()), home.parent)
        for single in single_configs(config)
    ]
    return choose(singles, home)


def refuse_alias(config: DictConfig) -> None:
    """Without -m an alias or an experiment would run as one cell that does not exist."""
    if config.experiment.members is not None or config.experiment.grids is not None:
        raise UsageError("experiment", "it stands for several cells", fix="add -m to run them all")
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
        corpus=config.data.name,
        backbone=config.backbone.name,
        seed=config.seed,
    )


def folder_name(config: DictConfig, cell: Cell) -> str:
    """Readable first, then the hash of all settings: no two cells share a folder."""
    parts = [cell.corpus, cell.scales, cell.fusion, cell.backbone, f"seed{cell.seed}"]
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
    for words in UNFOUNDED:
        warnings.filterwarnings("ignore", message=f".*{words}.*", module="(pytorch_)?lightning")


def console() -> Console:
    """Terminal output that wraps nowhere but in tables."""
    return Console(highlight=False, soft_wrap=True)
