"""The test frames on which a run was most wrong, and their faces from the local patch cache."""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from msfans.errors import CacheError
from msfans.media.patches import PatchCache
from msfans.records import Label, Split

BY_LABEL = {Label.ATTACK: False, Label.BONA_FIDE: True}
"""Whether a label's low scores are its wrong ones."""


def worst_frames(scores: pd.DataFrame, label: Label, *, n: int) -> pd.DataFrame:
    """The highest-scored attacks, or the lowest-scored bona fide frames, of test; worst first.

    A clip shows once, with its worst frame, as its other frames would look the same.
    """
    wanted = (scores["split"] == Split.TEST) & (scores["label"] == label) & scores["score"].notna()
    rows = scores.loc[wanted.to_numpy()]
    order = rows.sort_values(["score", "clip", "frame"], ascending=[BY_LABEL[label], True, True])
    return order.drop_duplicates("clip").head(n).reset_index(drop=True)


def cache_with(root: Path, fingerprint: str) -> PatchCache:
    """The cache below `root` that a run's provenance names; CacheError where it is not there."""
    for meta in sorted(root.glob("*/meta.json")):
        cache = PatchCache.open(meta.parent)
        if cache.fingerprint == fingerprint:
            return cache
    fact = f"no patch cache with the fingerprint {fingerprint[:8]}... of the run"
    raise CacheError(root, fact, fix="name the folder that was data.cache, or prepare again")


def faces(cache: PatchCache, frames: pd.DataFrame) -> list[NDArray[np.uint8]]:
    """The aligned patch (h, w, RGB) of each of the `frames`, all of which have a face."""
    found = []
    for clip, frame in zip(frames["clip"], frames["frame"], strict=True):
        rows = cache.rows_of(str(clip))
        row = rows.loc[(rows["frame"] == frame).to_numpy(), "row"].iloc[0]
        found.append(np.asarray(cache.patches[int(row)]))
    return found
