"""Shows a tracker the crops of the first batch; used only where the user allowed that."""

import numpy as np
from numpy.typing import NDArray
from pytorch_lightning import Callback, LightningModule, Trainer

from msfans.tensors import Batch
from msfans.training.loggers import trackers

N_FACES = 8


class CropImages(Callback):
    """Logs the run's first faces as the network sees them: a row a face, a column a scale.

    The CSV logger has no place for pictures and gets none.
    """

    def on_train_batch_start(
        self, trainer: Trainer, pl_module: LightningModule, batch: Batch, batch_idx: int
    ) -> None:
        if trainer.global_step == 0 and batch_idx == 0 and trainer.is_global_zero:
            sheet = crop_sheet(batch)
            for tracker in trackers(trainer.loggers):
                tracker.log_picture("crops", sheet)


def crop_sheet(batch: Batch) -> NDArray[np.uint8]:
    """The first faces of a batch as one picture (h, w, 3)."""
    crops = batch.crops_bschw[:N_FACES].permute(0, 3, 1, 4, 2).cpu().numpy()  # b h s w c
    faces, height, scales, width, channels = crops.shape
    return crops.reshape(faces * height, scales * width, channels).astype(np.uint8)
