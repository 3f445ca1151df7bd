"""A rendered face whose landmarks are known, and frames without one."""

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from msfans.synth.difficulty import Difficulty
from msfans.synth.footage import record_original
from msfans.synth.identity import make_identity
from msfans.synth.light import LightKind

Rgb = NDArray[np.uint8]


class Portrait(NamedTuple):
    """A picture (h, w, 3) with one face and its five points (5, 2)."""

    rgb: Rgb
    landmarks_xy: NDArray[np.float64]

    def moved(self, matrix: NDArray[np.float64], size: tuple[int, int]) -> "Portrait":
        """The picture under an affine map, `size` = (width, height)."""
        border = cv2.BORDER_REFLECT
        rgb = cv2.warpAffine(self.rgb, matrix, size, flags=cv2.INTER_CUBIC, borderMode=border)
        points = self.landmarks_xy @ matrix[:, :2].T + matrix[:, 2]
        return Portrait(rgb.astype(np.uint8), points)

    def turned(self, degrees: float, zoom: float, size: tuple[int, int]) -> "Portrait":
        """The face in the middle of a picture, turned counterclockwise and enlarged."""
        centre = self.landmarks_xy.mean(axis=0)
        matrix = cv2.getRotationMatrix2D((float(centre[0]), float(centre[1])), degrees, zoom)
        matrix[:, 2] += np.array(size) / 2 - centre
        return self.moved(matrix, size)


@pytest.fixture(scope="session")
def portrait() -> Portrait:
    """A face with 55 px between its eyes."""
    seen = record_original(
        make_identity("media", monk=4.0),
        np.random.default_rng(0),
        iod_px=55.0,
        times_s=np.zeros(1),
        moving=False,
        light=next(iter(LightKind)),
        difficulty=Difficulty(),
    ).frame(0)
    return Portrait(np.round(seen.rgb * 255).astype(np.uint8), seen.landmarks_xy.astype(np.float64))


@pytest.fixture(scope="session")
def frame_320x240(portrait: Portrait) -> Portrait:
    """The face as REPLAY-ATTACK's cameras show it."""
    return portrait.turned(4.0, 0.85, (320, 240))


@pytest.fixture(scope="session")
def noise_frames() -> Callable[[int], list[Rgb]]:
    """So many different pictures of 64 x 48 pixels without a face."""

    def frames(n: int) -> list[Rgb]:
        rng = np.random.default_rng(n)
        return [rng.integers(0, 256, (48, 64, 3), dtype=np.uint8) for _ in range(n)]

    return frames
