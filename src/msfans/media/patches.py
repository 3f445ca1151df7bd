"""The patch cache: one raw memory-mapped uint8 array, an index table, and what made them.

A published folder holds `patches.u8` (n, px, px, 3 RGB), `index.csv` (a row for each frame, face or
not) and `meta.json`. It is complete and never written again; its name says its content.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from msfans.errors import CacheError
from msfans.media.alignment import PatchGeometry

FORMAT = 1
PATCHES, INDEX, META = "patches.u8", "index.csv", "meta.json"
FACE, NO_FACE = "face", "no_face"
LANDMARK_COLUMNS = tuple(f"{axis}{point}" for point in range(5) for axis in "xy")
MEASURES = ("left", "top", "width", "height", *LANDMARK_COLUMNS, "confidence")
COLUMNS = ("clip", "frame", "status", "row", *MEASURES)
PREPARE_AGAIN = "run `msfans prepare` again"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PatchCache:
    """Patches of a list of videos, ready to read.

    `index` has the columns COLUMNS, sorted by clip and frame. `status` is `face`, `no_face` or,
    on a row without a frame number, the reason why a video could not be read (to its end).
    `row` points into `patches` where there is a face and is missing elsewhere.
    """

    folder: Path
    patches: NDArray[np.uint8]
    index: pd.DataFrame
    meta: Mapping[str, Any]

    @classmethod
    def open(cls, folder: Path, *, geometry: PatchGeometry | None = None) -> "PatchCache":
        """Open a published folder; CacheError if it is damaged or not of `geometry` (if given)."""
        meta = _read_meta(folder)
        if geometry is not None and _geometry(meta) != geometry:
            fact = f"its patches were prepared with {_geometry(meta)}, not {geometry}"
            raise CacheError(folder, fact, fix=PREPARE_AGAIN + " with the geometry asked for")
        return cls(
            folder=folder,
            patches=_map_patches(folder, meta),
            index=_read_index(folder, meta),
            meta=meta,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process maps the file again; it is not sent the patches."""
        return PatchCache.open, (self.folder,)

    @property
    def geometry(self) -> PatchGeometry:
        """What square of the face a patch covers."""
        return _geometry(self.meta)

    @property
    def fingerprint(self) -> str:
        """Sha256 of all that made the patches: equal fingerprints hold equal bytes."""
        return self.meta["fingerprint"]

    def rows_of(self, clip_path: str) -> pd.DataFrame:
        """The index rows of one video, in frame order; CacheError if it was not prepared."""
        rows = self.index.loc[self.index["clip"] == clip_path]
        if rows.empty:
            raise CacheError(self.folder, f"{clip_path} was not prepared", fix=PREPARE_AGAIN)
        return rows

    @property
    def unreadable(self) -> dict[str, str]:
        """Reason by path of the videos that gave no frame at all."""
        gave_frames = set(self.index.loc[self.index["frame"].notna(), "clip"])
        return {clip: why for clip, why in self._failures().items() if clip not in gave_frames}

    @property
    def damaged(self) -> dict[str, str]:
        """Reason by path of the videos whose frames are there only up to some damage."""
        unreadable = self.unreadable
        return {clip: why for clip, why in self._failures().items() if clip not in unreadable}

    def _failures(self) -> dict[str, str]:
        failed = self.index[self.index["frame"].isna()]
        return dict(zip(failed["clip"], failed["status"], strict=True))


def sha256(content: bytes) -> str:
    """Hexadecimal digest."""
    return hashlib.sha256(content).hexdigest()


def _geometry(meta: Mapping[str, Any]) -> PatchGeometry:
    return PatchGeometry(**meta["settings"]["geometry"])


def _read_meta(folder: Path) -> dict[str, Any]:
    path = folder / META
    try:
        meta = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise CacheError(folder, "no patch cache is there", fix=PREPARE_AGAIN) from error
    except (OSError, ValueError) as error:
        raise CacheError(path, f"can not be read ({error})", fix=PREPARE_AGAIN) from error
    found = meta.get("format") if isinstance(meta, dict) else None
    if found != FORMAT:
        fact = f"its format is {found}, and this version reads format {FORMAT}"
        raise CacheError(folder, fact, fix=PREPARE_AGAIN)
    return meta


def _map_patches(folder: Path, meta: Mapping[str, Any]) -> NDArray[np.uint8]:
    path, side_px = folder / PATCHES, meta["settings"]["geometry"]["patch_px"]
    shape = (meta["patches"], side_px, side_px, 3)
    expected = int(np.prod(shape, dtype=np.int64))
    found = path.stat().st_size if path.exists() else -1
    if found != expected:
        fact = f"has {max(found, 0)} bytes instead of {expected}"
        raise CacheError(path, fact, fix=f"delete the folder and {PREPARE_AGAIN}")
    if not expected:  # an empty file can not be mapped
        return np.empty(shape, np.uint8)
    return np.memmap(path, np.uint8, mode="r", shape=shape)


def _read_index(folder: Path, meta: Mapping[str, Any]) -> pd.DataFrame:
    path = folder / INDEX
    if not path.exists() or sha256(path.read_bytes()) != meta["index_sha256"]:
        fix = f"delete the folder and {PREPARE_AGAIN}"
        raise CacheError(path, "is missing or was changed after preparation", fix=fix)
    types: dict[Any, Any] = {"clip": str, "frame": "Int64", "status": str, "row": "Int64"}
    types |= dict.fromkeys(MEASURES, "float64")
    absent = {name: [""] for name in COLUMNS if name not in ("clip", "status")}
    return pd.read_csv(path, dtype=types, keep_default_na=False, na_values=absent)
