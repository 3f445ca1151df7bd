"""One cell on several processes: the first of them writes, the others train along.

Lightning starts the others with the first one's command line, or a cluster starts all of them. What
decides what a cell is (its folder, whether it is finished) is read from disk by each.
"""

import time
from pathlib import Path

from lightning_fabric.plugins.environments.slurm import SLURMEnvironment
from omegaconf import DictConfig
from pytorch_lightning.utilities import rank_zero_only

from msfans.apps.cell import learn_cell
from msfans.apps.material import open_material
from msfans.apps.provenance import fingerprint, read_fingerprint
from msfans.errors import UsageError
from msfans.results.cells import RECORD, CellState, read_cell

PATIENCE_S = 600.0


def is_first_process() -> bool:
    """Whether this process leads its cell; a cell's only process does."""
    return getattr(rank_zero_only, "rank", 0) == 0


def refuse_several_processes(config: DictConfig) -> None:
    """Lightning starts processes with the words of this one, which here stand for several cells."""
    if config.trainer.devices > 1 and not SLURMEnvironment.detect():
        raise UsageError(
            "trainer.devices",
            "a command that runs several cells can not start several processes for each",
            fix="leave -m out and name one cell, or use one device and hydra/launcher=joblib",
        )


def train_along(config: DictConfig, home: Path) -> None:
    """Take part in training the cell in `home`, unless its first process finds it finished.

    Raises UsageError where no first process comes to prepare the folder.
    """
    material = open_material(config)
    made_of = fingerprint(config, material)
    deadline = time.monotonic() + PATIENCE_S
    while read_fingerprint(home) != made_of or not (home / RECORD).exists():
        if time.monotonic() > deadline:
            fact = f"no process of rank 0 has prepared this cell within {PATIENCE_S:.0f} s"
            raise UsageError(home, fact, fix="start all processes of the cell together")
        time.sleep(0.1)
    if read_cell(home).state is not CellState.FINISHED:
        learn_cell(config, material, home, loggers=[])
