"""Figures for whatever loggers there are: devel EER and fusion weights on the way, and the last."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pytorch_lightning import Callback, LightningModule, Trainer
from pytorch_lightning.loggers import Logger

from msfans.metrics.thresholds import equal_error_point
from msfans.records import Label
from msfans.training.score_writer import RawScores, datamodule_of


class DevelTracker(Callback):
    """Logs `devel_eer` (frames, in [0, 1]) and each scale's alpha over devel, mean and spread."""

    def on_validation_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        self.raw = RawScores()

    def on_validation_batch_end(
        self,
        trainer: Trainer,
        pl_module: LightningModule,
        outputs: Any,
        batch: Any,
        batch_idx: int,
        dataloader_idx: int = 0,
    ) -> None:
        self.raw.append(outputs)

    def on_validation_epoch_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        data = datamodule_of(trainer)
        rows = self.raw.read()
        labels = data.frames["label"].to_numpy()[rows[:, 0].astype(np.int64)]
        values = devel_eer(rows[:, 1], labels) | alpha_statistics(rows[:, 2:], data.scales)
        pl_module.log_dict(values)  # every process has scored the same faces

    def on_validation_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        self.raw.close()


def devel_eer(scores: NDArray[np.float64], labels: NDArray[Any]) -> dict[str, float]:
    """Frame-level EER by name; nothing where devel has one class only."""
    bona_fide, attack = scores[labels == Label.BONA_FIDE], scores[labels == Label.ATTACK]
    if not (len(bona_fide) and len(attack)):
        return {}
    return {"devel_eer": equal_error_point(bona_fide, attack).eer}


def alpha_statistics(alphas_bs: NDArray[np.float64], scales: Sequence[float]) -> dict[str, float]:
    """Mean and standard deviation over faces, by scale; nothing where the fusion has no alpha."""
    columns = dict(zip(scales, alphas_bs.T, strict=False))
    means = {f"alpha_mean_{scale:g}": float(column.mean()) for scale, column in columns.items()}
    spreads = {f"alpha_std_{scale:g}": float(column.std()) for scale, column in columns.items()}
    return means | spreads


def log_final(loggers: Iterable[Logger], values: Mapping[str, float]) -> None:
    """Hand the figures of a finished cell to every logger, whatever it is."""
    for logger in loggers:
        logger.log_metrics(dict(values))
        logger.save()
