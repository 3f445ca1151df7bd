"""The paper's schedule of the auxiliary losses: a weight until MAXITER/2, nothing from then on."""

from typing import Any

from pytorch_lightning import Callback, LightningModule, Trainer

from msfans.training.system import SpoofingSystem


class AuxiliaryLossSwitch(Callback):
    """Sets `system.auxiliary_weight` before each batch from the trainer's step count alone.

    It keeps nothing, so a resume can not put it wrong; and as the count is of optimiser steps, all
    batches that accumulate into one step see the same weight. At MAXITER/2 exactly it is off.
    """

    def __init__(self, *, weight: float = 0.5, until_ratio: float = 0.5) -> None:
        self.weight, self.until_ratio = weight, until_ratio

    def on_train_batch_start(
        self, trainer: Trainer, pl_module: LightningModule, batch: Any, batch_idx: int
    ) -> None:
        assert isinstance(pl_module, SpoofingSystem)
        on = trainer.global_step < self.until_ratio * trainer.max_steps
        pl_module.auxiliary_weight = self.weight if on else 0.0
