"""Smooth fields over float32 arrays: ramps, unit vectors, fractal noise, seeds by name.

Scalars stay Python floats all through the renderer: under NumPy 2 one np.float64 turns a float32
image into float64 in silence, at twice the time.
"""

import hashlib
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Field = NDArray[Any]  # float32 at run time; the stubs of NumPy and OpenCV lose the width


def seeded(*names: object) -> np.random.Generator:
    """A generator that depends on `names` alone, so that any part can be rendered by itself."""
    digest = hashlib.sha256("/".join(map(str, names)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "big"))


def smoothstep(start: float, end: float, x: Field) -> Field:
    """0 before `start`, 1 after `end`, a cubic between them; `start` may lie above `end`."""
    t = np.clip((x - start) * (1.0 / (end - start)), 0, 1)
    return t * t * (3 - 2 * t)


def bump(x: Field, centre: float, width: float) -> Field:
    """A Gaussian hill of height 1; `width` is where it has fallen to 1/e."""
    return np.exp(-(((x - centre) * (1.0 / width)) ** 2))


def unit(vectors: Field) -> Field:
    """Vectors of length 1 along the last axis."""
    squared = np.einsum("...k,...k->...", vectors, vectors)
    return vectors / np.sqrt(squared + 1e-12)[..., None]


def vector(*parts: float) -> Field:
    """A float32 vector."""
    return np.array(parts, np.float32)


def fractal_noise(
    rng: np.random.Generator, height: int, width: int, *, cells: float, octaves: int = 4
) -> Field:
    """Value noise (h, w) of standard deviation 1; the first octave has `cells` cells a width."""
    total, amplitude = np.zeros((height, width), np.float32), 1.0
    for octave in range(octaves):
        columns = max(2, int(cells * 2**octave))
        rows = max(2, int(columns * height / width))
        grid = rng.standard_normal((rows, columns), np.float32)
        total += amplitude * cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
        amplitude *= 0.55
    return total / np.float32(total.std())
