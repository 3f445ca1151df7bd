"""A patch cache in memory and a protocol over it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from msfans.media.patches import PatchCache
from msfans.protocols import Protocol
from msfans.records import Clip, Label, Split

SCALES = (0.9, 1.2, 1.5)


def clip(split, label, number):
    return Clip(
        path=f"{split}/{label}_{number}.avi",
        subject=f"{split}_{number}",
        split=split,
        label=label,
        pai_species="" if label is Label.BONA_FIDE else "print",
    )


@pytest.fixture(scope="session")
def protocol():
    """In each split one bona fide and two attack clips."""
    clips = [
        clip(split, label, number)
        for split in Split
        for label, count in ((Label.BONA_FIDE, 1), (Label.ATTACK, 2))
        for number in range(count)
    ]
    return Protocol(corpus="tiny", name="overall", clips=tuple(clips))


@pytest.fixture(scope="session")
def cache(protocol):
    """Three frames a clip, the middle one without a face; the first devel attack is unreadable."""
    rows = []
    for path in sorted(c.path for c in protocol.clips):
        if path == "devel/attack_0.avi":
            rows.append((path, pd.NA, "not_a_video", pd.NA))
            continue
        for frame in range(3):
            patch = sum(row[2] == "face" for row in rows)
            seen = frame != 1
            rows.append((path, frame, "face" if seen else "no_face", patch if seen else pd.NA))
    index = pd.DataFrame(rows, columns=["clip", "frame", "status", "row"])
    index = index.astype({"frame": "Int64", "row": "Int64"})
    n = index["row"].count()
    patches = np.random.default_rng(0).integers(0, 256, (n, 240, 240, 3), dtype=np.uint8)
    meta = {"settings": {"geometry": {"max_scale": 1.5, "patch_px": 240}}}
    return PatchCache(folder=Path("tiny"), patches=patches, index=index, meta=meta)
