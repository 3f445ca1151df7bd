"""From a protocol's clips and a patch cache to a table of frames, and from its rows to batches."""

import math
import mmap
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from torch.utils.data import Dataset

from msfans.data.augment import Augment
from msfans.data.crops import CROP_PX, cut_crops
from msfans.data.sampling import Draw
from msfans.errors import CacheError
from msfans.media.patches import FACE, PREPARE_AGAIN, PatchCache
from msfans.records import Clip, Label, Split
from msfans.tensors import CLASS_OF, Batch


def frame_table(cache: PatchCache, clips: Sequence[Clip]) -> pd.DataFrame:
    """One row a frame of `clips`, in their order: identity, label, `status` and patch `row`.

    A video that could not be read, and a frame without a face, are rows with an empty `row`.
    CacheError when a clip is not in the cache at all.
    """
    facts = pd.DataFrame(
        {
            "clip": [clip.path for clip in clips],
            "subject": [clip.subject for clip in clips],
            "split": [str(clip.split) for clip in clips],
            "label": [str(clip.label) for clip in clips],
            "pai_species": [clip.pai_species for clip in clips],
        },
    )
    known = cache.index[["clip", "frame", "status", "row"]]
    prepared = set(known["clip"])
    unknown = [clip.path for clip in clips if clip.path not in prepared]
    if unknown:
        fact = f"{len(unknown)} clips of the protocol were not prepared, {unknown[0]} first"
        raise CacheError(cache.folder, fact, fix=PREPARE_AGAIN)
    return facts.merge(known, on="clip", how="left", sort=False)


def usable(frames: pd.DataFrame, splits: Sequence[Split]) -> NDArray[np.int64]:
    """Index labels of the frames with a face, split after split."""
    has_face = frames.status == FACE
    return np.concatenate([np.flatnonzero(has_face & (frames.split == name)) for name in splits])


class CropStore:
    """Crops of a set of patches, cut at first use; kept in memory if all of them fit `keep_mb`.

    The kept crops lie in an anonymous shared mapping, so that forked loader workers fill and read
    one copy (and /dev/shm, which containers keep small, is not used).
    """

    def __init__(
        self, *, cache: PatchCache, rows: NDArray[np.int64], scales: Sequence[float], keep_mb: int
    ) -> None:
        self.cache, self.rows, self.scales, self.keep_mb = cache, rows, tuple(scales), keep_mb
        shape = (len(rows), len(self.scales), CROP_PX, CROP_PX, 3)
        self.kept = shared_zeros(shape) if 0 < np.prod(shape) <= keep_mb * 2**20 else None
        self.filled = shared_zeros((len(rows),)) if self.kept is not None else None

    @property
    def kept_mb(self) -> int:
        """Memory that the kept crops take when all are cut, rounded up."""
        return 0 if self.kept is None else math.ceil(self.kept.nbytes / 2**20)

    def __reduce__(self) -> tuple:
        """A spawned worker can not inherit the mapping: it starts with an empty one of its own."""
        arguments = {"cache": self.cache, "rows": self.rows, "scales": self.scales}
        return restore_store, ({**arguments, "keep_mb": self.keep_mb},)

    def crops(self, sample: int) -> NDArray[np.uint8]:
        """(s, 128, 128, 3) RGB of one patch; to be read, not written."""
        if self.kept is None or self.filled is None:
            return self.cut(sample)
        if not self.filled[sample]:
            self.kept[sample] = self.cut(sample)
            self.filled[sample] = 1
        return self.kept[sample]

    def cut(self, sample: int) -> NDArray[np.uint8]:
        """The crops, straight from the patch."""
        patch = np.asarray(self.cache.patches[self.rows[sample]])
        return cut_crops(patch, scales=self.scales, geometry=self.cache.geometry)


def shared_zeros(shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Zeroed bytes in an anonymous mapping, which forked processes share."""
    return np.frombuffer(mmap.mmap(-1, math.prod(shape)), np.uint8).reshape(shape)


def restore_store(arguments: dict) -> CropStore:
    """Counterpart of CropStore.__reduce__, which can not pass keywords."""
    return CropStore(**arguments)


class FaceDataset(Dataset[Batch]):
    """Map-style dataset over the rows `samples` of a frame table; hands out whole batches.

    Everything random in a sample comes from a generator of its own, keyed by (`seed`, ticket): the
    same draw gives the same bytes in any worker, in any order and after a resume.
    """

    def __init__(
        self,
        *,
        cache: PatchCache,
        frames: pd.DataFrame,
        samples: NDArray[np.int64],
        scales: Sequence[float],
        augment: Augment,
        seed: int,
        keep_mb: int,
    ) -> None:
        chosen = frames.loc[samples]
        self.samples, self.augment, self.seed = samples, augment, seed
        self.labels = np.array([CLASS_OF[Label(name)] for name in chosen.label], np.int64)
        rows = chosen.row.to_numpy(np.int64)
        self.store = CropStore(cache=cache, rows=rows, scales=scales, keep_mb=keep_mb)

    def __len__(self) -> int:
        return len(self.samples)

    def __getitems__(self, draws: Sequence[Draw]) -> Batch:
        """The whole batch at once, written into one array."""
        chosen = [draw.sample for draw in draws]
        crops_bshwc = np.stack([self.augmented(draw) for draw in draws])
        return Batch(
            torch.from_numpy(crops_bshwc),
            torch.from_numpy(self.labels[chosen]),
            torch.from_numpy(self.samples[chosen]),
        )

    def augmented(self, draw: Draw) -> NDArray[np.uint8]:
        """(s, 112, 112, 3) of one draw."""
        key = np.array([self.seed, draw.ticket], np.uint64)
        rng = np.random.Generator(np.random.Philox(key=key))
        return self.augment(self.store.crops(draw.sample), rng)


def whole_batch(batch: Any) -> Any:
    """Collate function of a loader whose dataset hands out batches (a lambda does not pickle)."""
    return batch
