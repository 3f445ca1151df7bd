"""A process that prepares videos, for tests that kill it or run several of them.

python prepare_videos.py CLIPS_ROOT CACHE_ROOT WORKERS MANNER

The detector is a stand-in that sees a face in the middle of bright frames. MANNER `slow` takes
30 ms a frame; `crash` dies on a saturated frame, and `crash_once` too, but only the first time.
"""

import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from msfans.errors import MsfansError
from msfans.media.alignment import TEMPLATE_XY, PatchGeometry
from msfans.media.faces import Face
from msfans.media.preparation import prepare
from msfans.records import FaceBox


@dataclass(frozen=True, slots=True, kw_only=True)
class MiddleDetector:
    """One face a frame, unless the frame is dark."""

    manner: str
    scratch: Path

    @property
    def fingerprint(self) -> str:
        return '{"detector": "middle"}'

    def detect(self, rgb: np.ndarray) -> list[Face]:
        if self.manner == "slow":
            time.sleep(0.03)
        if self.manner.startswith("crash") and rgb.min() == 255:
            self.die()
        if rgb.mean() < 64:
            return []
        points = (TEMPLATE_XY * rgb.shape[0] / 112).astype(np.float32)
        box = FaceBox(left=0, top=0, width=rgb.shape[1], height=rgb.shape[0])
        return [Face(box=box, landmarks_xy=points, confidence=1.0)]

    def die(self) -> None:
        """End this process as a crash in a codec would."""
        mark = self.scratch / "crashed"
        if self.manner == "crash" or not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGSEGV)


def main(clips_root: str, cache_root: str, workers: str, manner: str) -> None:
    paths = [path.name for path in Path(clips_root).iterdir() if path.suffix == ".mov"]
    cache = prepare(
        Path(clips_root),
        paths[::-1] if manner == "backwards" else paths,
        detector=MiddleDetector(manner=manner, scratch=Path(clips_root)),
        geometry=PatchGeometry(patch_px=48),
        cache_root=Path(cache_root),
        workers=int(workers),
    )
    print(cache.folder)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except MsfansError as error:
        sys.exit(f"error: {error}")
