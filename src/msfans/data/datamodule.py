"""Loaders over any corpus: a protocol says which clips, a patch cache holds their faces."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pytorch_lightning import LightningDataModule
from torch.utils.data import DataLoader, Sampler

from msfans.data.augment import Augment, CentreCrop
from msfans.data.clips import FaceDataset, frame_table, usable, whole_batch
from msfans.data.sampling import Draw, InTurn, Order, PlainOrder, RunSampler
from msfans.errors import ProtocolError, UsageError
from msfans.media.patches import PatchCache
from msfans.protocols import Protocol
from msfans.records import Split
from msfans.tensors import Batch


class FaceDataModule(LightningDataModule):
    """Training draws for a run of `trainer.max_steps`, and devel and test faces for scoring.

    `batch_size` counts the faces of one forward pass over all processes together. `keep_crops_mb`
    bounds the memory for cut crops: training comes first, devel gets what is left, and test, which
    is read once, gets none. `frames` is the table that `Batch.sample_b` points into.

    A Lightning epoch is the whole run here: a pass over the data means nothing to a run that is
    counted in steps, and where no epoch ends there is no epoch's end to resume wrongly from.
    """

    def __init__(
        self,
        *,
        cache: PatchCache,
        protocol: Protocol,
        scales: Sequence[float],
        augment: Augment,
        order: Order | None = None,
        batch_size: int = 32,
        score_batch_size: int = 64,
        seed: int = 0,
        num_workers: int = 0,
        keep_crops_mb: int = 2048,
    ) -> None:
        super().__init__()
        self.cache, self.protocol, self.scales = cache, protocol, tuple(scales)
        self.augment, self.order = augment, PlainOrder() if order is None else order
        self.batch_size, self.score_batch_size = batch_size, score_batch_size
        self.seed, self.num_workers = seed, num_workers
        self.frames = frame_table(cache, protocol.clips)
        self.train_faces = self.faces(Split.TRAIN, augment=augment, keep_mb=keep_crops_mb)
        left_mb = keep_crops_mb - self.train_faces.store.kept_mb
        self.devel_faces = self.faces(Split.DEVEL, keep_mb=left_mb)

    def faces(
        self, *splits: Split, augment: Augment | None = None, keep_mb: int = 0
    ) -> FaceDataset:
        """Data set of the usable frames of some splits, centre crops unless `augment` is given."""
        return FaceDataset(
            cache=self.cache,
            frames=self.frames,
            samples=usable(self.frames, splits),
            scales=self.scales,
            augment=CentreCrop() if augment is None else augment,
            seed=self.seed,
            keep_mb=keep_mb,
        )

    def train_dataloader(self) -> DataLoader[Batch]:
        """What is left of the run's draws; both classes must be there."""
        trainer = self.trainer
        assert trainer is not None
        require_both_classes(self.train_faces.labels, self.protocol)
        share = share_of_batch(self.batch_size, n_processes=trainer.world_size)
        sampler = RunSampler(
            labels=self.train_faces.labels,
            order=self.order,
            seed=self.seed,
            n_draws=required_length(trainer.max_steps) * trainer.accumulate_grad_batches * share,
            first=(trainer.fit_loop.total_batch_idx + 1) * share,  # more than 0 after a resume
            rank=trainer.global_rank,
            world_size=trainer.world_size,
        )
        return self.loader(self.train_faces, sampler, share)

    def val_dataloader(self) -> DataLoader[Batch] | list[DataLoader[Batch]]:
        """Devel faces in turn, all of them in every process; nothing where there is no devel."""
        return self.in_turn(self.devel_faces) if len(self.devel_faces) else []

    def predict_dataloader(self) -> DataLoader[Batch]:
        """Devel, then test faces in turn, all of them in every process."""
        return self.in_turn(self.faces(Split.DEVEL, Split.TEST))

    def in_turn(self, faces: FaceDataset) -> DataLoader[Batch]:
        """Loader for scoring."""
        return self.loader(faces, InTurn(len(faces)), self.score_batch_size)

    def loader(
        self, faces: FaceDataset, sampler: Sampler[Draw], batch_size: int
    ) -> DataLoader[Batch]:
        """Loader of whole batches."""
        return DataLoader(
            faces,
            batch_size=batch_size,
            sampler=sampler,
            collate_fn=whole_batch,
            num_workers=self.num_workers,
        )


def required_length(max_steps: int) -> int:
    """Length of the run in optimiser steps; UsageError where it is not given."""
    if max_steps < 1:
        fact, fix = "the run's length is not given", "set it, and not trainer.max_epochs"
        raise UsageError("trainer.max_steps", fact, fix=fix)
    return max_steps


def share_of_batch(batch_size: int, *, n_processes: int) -> int:
    """Faces of a batch for each of `n_processes`; UsageError unless all get the same number."""
    if batch_size < 1 or batch_size % n_processes:
        fact = f"{batch_size} faces do not divide over {n_processes} processes"
        raise UsageError("data.batch_size", fact, fix="choose a multiple of their number")
    return batch_size // n_processes


def require_both_classes(labels: NDArray[np.int64], protocol: Protocol) -> None:
    """ProtocolError unless there is something to tell apart."""
    if len(np.unique(labels)) < 2:
        fact = f"{len(labels)} usable training faces, of {len(np.unique(labels))} classes"
        fix = "choose a protocol with bona fide and attacks, and look at `msfans doctor`"
        raise ProtocolError(f"{protocol.corpus}/{protocol.name}", fact, fix=fix)
