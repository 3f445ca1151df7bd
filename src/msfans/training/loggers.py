"""Where a run's curves go besides its own CSV file: Weights & Biases or TensorBoard.

Nothing here waits for a prompt, and nothing here can end a run. Without a key, or where the server
does not answer, Weights & Biases writes to the run's folder only, and `wandb sync` sends it later.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import wandb
from pytorch_lightning.loggers import Logger, TensorBoardLogger, WandbLogger

from msfans.training.tracker import Tracker, warn

ANSWER_WITHIN_S, UPLOADED_WITHIN_S = 30.0, 120.0


def wandb_logger(
    folder: Path,
    *,
    name: str,
    group: str,
    settings: Mapping[str, Any],
    project: str = "msfans",
    entity: str | None = None,
) -> Tracker | None:
    """Log a cell and its `settings` to Weights & Biases, if that can be; cells share `group`."""
    about = {"name": name, "group": group, "project": project, "entity": entity}
    run = started(folder, **about, job_type="cell", config=dict(settings))
    return None if run is None else Tracker(WandbLogger(experiment=run))


def tensorboard_logger(
    folder: Path, *, name: str, group: str, settings: Mapping[str, Any]
) -> Tracker:
    """Log a cell to TensorBoard files in its folder; `tensorboard --logdir` on a sweep's folder
    shows all of them, named by their folders (what else is known serves other trackers).
    """
    return Tracker(TensorBoardLogger(save_dir=folder, name="tensorboard", version=""))


def close_loggers(loggers: Iterable[Logger], *, exit_code: int) -> None:
    """End the run of each tracker; `exit_code` 0 stands for success."""
    for logger in trackers(loggers):
        logger.close(exit_code=exit_code)


def trackers(loggers: Iterable[Logger]) -> Iterator[Tracker]:
    """Those that take more than numbers."""
    yield from (logger for logger in loggers if isinstance(logger, Tracker))


def log_sweep_tables(
    tables: Mapping[str, pd.DataFrame],
    folder: Path,
    *,
    project: str = "msfans",
    entity: str | None = None,
) -> None:
    """Log the tables of a whole sweep as a run of its own, named after the sweep's `folder`."""
    about = {"name": f"{folder.name}-tables", "group": folder.name, "project": project}
    run = started(folder, **about, entity=entity, job_type="tables")
    if run is not None:
        tracker = Tracker(WandbLogger(experiment=run))
        tracker.attempt(lambda: run.log({name: table(of) for name, of in tables.items()}))
        tracker.close(exit_code=0)


def table(frame: pd.DataFrame) -> wandb.Table:
    """The frame with empty fields where it has NaN."""
    return wandb.Table(dataframe=frame.astype(object).where(frame.notna(), None))


def unsent_runs(folder: Path) -> list[Path]:
    """Offline runs in a cell's or a sweep's `folder` and one level below, not yet synced."""
    found = [*folder.glob("wandb/offline-run-*"), *folder.glob("*/wandb/offline-run-*")]
    return [path for path in sorted(found) if not list(path.glob("*.wandb.synced"))]


def started(folder: Path, **about: Any) -> wandb.Run | None:
    """A run online where that is wanted and works, else offline, else None and a warning.

    A server that did not answer is not asked again by this process. Whatever Weights & Biases
    raises, none of it may end a run.
    """
    if os.environ.get("WANDB_MODE") not in ("offline", "disabled"):
        try:
            return start(folder, wanted_mode(), **about)
        except Exception as error:
            os.environ["WANDB_MODE"] = "offline"
            warn(f"Weights & Biases can not be reached ({error}), so its runs stay on this disk")
    try:
        return start(folder, wanted_mode(), **about)
    except Exception as error:
        warn(f"Weights & Biases could not start ({error})")
        return None


def start(folder: Path, mode: Literal["online", "offline", "disabled"], **about: Any) -> wandb.Run:
    """A run with its files in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = wandb.Settings(
        mode=mode,
        silent=True,
        console="off",
        disable_git=True,
        init_timeout=ANSWER_WITHIN_S,
        finish_timeout=UPLOADED_WITHIN_S,
    )
    return wandb.init(dir=folder, settings=settings, reinit="finish_previous", **about)


def wanted_mode() -> Literal["online", "offline", "disabled"]:
    """What WANDB_MODE asks for; else online when a key is there, else offline."""
    asked = os.environ.get("WANDB_MODE")
    if asked in ("online", "offline", "disabled"):
        return asked
    return "online" if wandb.login(prompt=False) else "offline"
