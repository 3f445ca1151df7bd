"""Where a run's curves go besides its own CSV file: Weights & Biases or TensorBoard.

Nothing here waits for a prompt. Without a key Weights & Biases writes to the run's folder only,
and `wandb sync` sends that later.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import pandas as pd
import wandb
from pytorch_lightning.loggers import Logger, TensorBoardLogger, WandbLogger


def wandb_logger(
    folder: Path, *, name: str, group: str, project: str = "msfans", entity: str | None = None
) -> Logger:
    """Log a cell to Weights & Biases; a sweep's cells share `group`."""
    run = _start(folder, name=name, group=group, project=project, entity=entity, job_type="cell")
    return WandbLogger(experiment=run)


def tensorboard_logger(folder: Path, *, name: str, group: str) -> Logger:
    """Log a cell to TensorBoard files in its folder; `tensorboard --logdir` on a sweep's folder
    shows all of them, named by their folders (`name` and `group` serve other trackers).
    """
    return TensorBoardLogger(save_dir=folder, name="tensorboard", version="")


def close_loggers(loggers: Iterable[Logger], *, exit_code: int) -> None:
    """End the run of each tracker that has one; `exit_code` 0 stands for success."""
    for logger in loggers:
        if isinstance(logger, WandbLogger):
            logger.experiment.finish(exit_code=exit_code)


def log_sweep_table(
    table: pd.DataFrame, folder: Path, *, project: str = "msfans", entity: str | None = None
) -> None:
    """Log the table of a whole sweep as a run of its own, named after the sweep's `folder`."""
    name = f"{folder.name}-table"
    run = _start(folder, name=name, group=folder.name, project=project, entity=entity)
    try:
        run.log({"table": wandb.Table(dataframe=table.astype(object).where(table.notna(), None))})
    finally:
        run.finish()


def _start(
    folder: Path,
    *,
    name: str,
    group: str,
    project: str,
    entity: str | None,
    job_type: str = "table",
) -> wandb.Run:
    folder.mkdir(parents=True, exist_ok=True)
    settings = wandb.Settings(mode=_mode(), silent=True, console="off", disable_git=True)
    return wandb.init(
        dir=folder,
        name=name,
        group=group,
        project=project,
        entity=entity,
        job_type=job_type,
        settings=settings,
        reinit="finish_previous",
    )


def _mode() -> Literal["online", "offline", "disabled"]:
    """What WANDB_MODE asks for; else online when a key is there, else offline."""
    asked = os.environ.get("WANDB_MODE")
    if asked in ("online", "offline", "disabled"):
        return asked
    return "online" if wandb.login(prompt=False) else "offline"
