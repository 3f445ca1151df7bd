"""What makes a killed run end with the weights of an uninterrupted one, bit for bit.

The order of samples and their augmentation follow from the seed and the number of batches behind
(msfans.data.sampling). What is left is to keep the state on disk, and to draw dropout's masks from
a number that a resumed run knows as well.
"""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from pytorch_lightning import Callback, LightningModule, Trainer
from pytorch_lightning.loggers import CSVLogger, Logger


class CheckpointEverySteps(Callback):
    """One checkpoint, replaced every so many optimiser steps."""

    def __init__(self, path: Path, *, every_steps: int) -> None:
        self.path, self.every_steps = path, every_steps

    def on_train_batch_end(
        self,
        trainer: Trainer,
        pl_module: LightningModule,
        outputs: Any,
        batch: Any,
        batch_idx: int,
    ) -> None:
        stepped = (batch_idx + 1) % trainer.accumulate_grad_batches == 0
        last = trainer.global_step == trainer.max_steps
        if stepped and (last or trainer.global_step % self.every_steps == 0):
            trainer.save_checkpoint(self.path, weights_only=False)  # the optimiser too


class EarlierCurves(Callback):
    """Gives a CSV logger back what it logged before the step that a run is resumed from.

    Lightning's logger starts its file anew; the rows are read here before it does.
    """

    def __init__(self, file: Path) -> None:
        self.rows = csv_rows(file)

    def on_train_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        give_back(self.rows, trainer.loggers, before_step=trainer.global_step)


def csv_rows(file: Path) -> list[dict[str, Any]]:
    """The rows of a CSV file by the names in its header; none where there is no file."""
    if not file.exists():
        return []
    with file.open(newline="") as lines:
        return list(csv.DictReader(lines))


def give_back(
    rows: Iterable[dict[str, Any]], loggers: Iterable[Logger], *, before_step: int
) -> None:
    """Put the rows of earlier steps before what the CSV loggers have."""
    earlier = [row for row in rows if int(row["step"]) < before_step]
    for logger in loggers:
        if isinstance(logger, CSVLogger):
            logger.experiment.metrics[:0] = earlier


class SeedEveryBatch(Callback):
    """Seeds torch's generators, which dropout reads, by run seed, batch number and process."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def on_train_batch_start(
        self, trainer: Trainer, pl_module: LightningModule, batch: Any, batch_idx: int
    ) -> None:
        seed_generators(
            batch_seed(self.seed, batch_idx, trainer.global_rank), device=pl_module.device
        )


def batch_seed(seed: int, batch_idx: int, rank: int) -> int:
    """A number for each batch and process of a run."""
    words = np.random.SeedSequence([seed, batch_idx, rank])
    return int(words.generate_state(1, np.uint64)[0])


def seed_generators(seed: int, *, device: torch.device) -> None:
    """Seed the generators that layers on `device` draw from.

    torch.manual_seed leaves a note with a stack trace for each kind of device that is not in use,
    and never clears them: once a batch, that adds up to gigabytes over a run.
    """
    torch.default_generator.manual_seed(seed)
    if device.type == "cuda":
        torch.cuda.manual_seed(seed)
