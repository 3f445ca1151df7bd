"""A tracker beside a run: where it fails, it falls silent and the run goes on."""

import warnings
from argparse import Namespace
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import wandb
from numpy.typing import NDArray
from pytorch_lightning.loggers import Logger, TensorBoardLogger, WandbLogger


class Tracker(Logger):
    """Hands figures to Lightning's logger `inner`, until that fails for the first time.

    A full disk or a lost connection then costs a warning and what the tracker would have shown;
    nothing that a run needs is kept here.
    """

    def __init__(self, inner: Logger) -> None:
        super().__init__()
        self.inner, self.silent = inner, False

    @property
    def name(self) -> str | None:
        """The tracker's name of the project."""
        return self.inner.name

    @property
    def version(self) -> int | str | None:
        """The tracker's name of the run."""
        return self.inner.version

    def log_metrics(self, metrics: dict[str, float], step: int | None = None) -> None:
        self.attempt(lambda: self.inner.log_metrics(metrics, step))

    def log_hyperparams(self, params: dict[str, Any] | Namespace, *args: Any, **kw: Any) -> None:
        self.attempt(lambda: self.inner.log_hyperparams(params, *args, **kw))

    def save(self) -> None:
        self.attempt(self.inner.save)

    def finalize(self, status: str) -> None:
        self.attempt(lambda: self.inner.finalize(status))

    def log_picture(self, key: str, picture_hwc: NDArray[np.uint8]) -> None:
        """Show a picture."""
        if isinstance(self.inner, WandbLogger):
            self.attempt(lambda: self.experiment.log({key: wandb.Image(picture_hwc)}))
        else:
            self.attempt(lambda: self.experiment.add_image(key, picture_hwc, dataformats="HWC"))

    def log_line(self, key: str, points: pd.DataFrame, *, x: str, y: str) -> None:
        """Show column `y` over `x` as a chart that lays runs over each other, if it can."""
        if isinstance(self.inner, WandbLogger):
            chart = wandb.plot.line(wandb.Table(dataframe=points), x, y, title=key)
            self.attempt(lambda: self.experiment.log({key: chart}))

    def log_row(self, row: Mapping[str, Any]) -> None:
        """Keep the run's row of the sweep's table with its last figures, under `table/`."""
        if isinstance(self.inner, WandbLogger):
            named = {f"table/{name}": value for name, value in row.items() if value is not None}
            self.attempt(lambda: self.experiment.summary.update(named))

    def close(self, *, exit_code: int) -> None:
        """End the run; 0 stands for success. Left open it would swallow what the next one logs."""
        if isinstance(self.inner, WandbLogger):
            self.attempt(lambda: self.experiment.finish(exit_code=exit_code), even_if_silent=True)

    @property
    def experiment(self) -> Any:
        """What `inner` writes to."""
        assert isinstance(self.inner, WandbLogger | TensorBoardLogger)
        return self.inner.experiment

    def attempt(self, act: Callable[[], object], *, even_if_silent: bool = False) -> None:
        """Do it; the first failure is told, and is the last."""
        if self.silent and not even_if_silent:
            return
        try:
            act()
        except Exception as error:  # whatever a tracker raises, it is none of the run's business
            if not self.silent:
                warn(f"{type(self.inner).__name__} has stopped ({error})")
            self.silent = True


def warn(fact: str) -> None:
    """Tell of a tracker's failure, and that it is no more than that."""
    warnings.warn(f"{fact}; training goes on, curves and scores are in its folder", stacklevel=3)
