"""From five landmarks to one upright patch that covers every scale.

Scale 1.0 is the square of the 112 x 112 five-point face template; scale s is the same centre with
the side times s. Coordinates are pixel indices: the centre of the top-left pixel is (0, 0).
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from msfans.errors import UsageError
from msfans.media.video import RgbFrame

TEMPLATE_PX = 112
TEMPLATE_XY = np.array(
    [
        [38.2946, 51.6963],
        [73.5318, 51.5014],
        [56.0252, 71.7366],
        [41.5493, 92.3655],
        [70.7299, 92.2041],
    ],
    dtype=np.float64,
)
"""ArcFace's template: eyes, nose, mouth corners; the one on the left of the image first."""

WARP_VERSION = 1
"""Raised when the same frame and landmarks give another patch: part of a cache's fingerprint."""

MAX_PATCH_PX = 4096  # beyond any face; a patch of it takes 50 MB

BLUR_SIGMA = 0.5
"""Blur before shrinking, in patch pixels: 29 % of the contrast is left at the patch's Nyquist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchGeometry:
    """A stored patch: a square of `patch_px` pixels that covers scale `max_scale`.

    At the default, one tenth of scale is 16 px, so 0.9 to 1.5 are squares of 144, 160, ... 240 px
    that share the patch's centre exactly, and the smallest has more than the 128 px of a crop.
    """

    max_scale: float = 1.5
    patch_px: int = 240

    def __post_init__(self) -> None:
        if not (0 < self.max_scale <= 10):
            raise UsageError("max_scale", f"is {self.max_scale}", fix="give a scale in (0, 10]")
        if not (2 <= self.patch_px <= MAX_PATCH_PX) or self.patch_px % 2:
            fix = f"give an even number of pixels, at most {MAX_PATCH_PX}"
            raise UsageError("patch_px", f"is {self.patch_px}", fix=fix)

    def side_px(self, scale: float) -> int:
        """Side of a scale's square in the patch, rounded to even so that the centres agree."""
        if not (0 < scale <= self.max_scale + 1e-9):
            raise UsageError(
                "scales",
                f"{scale} does not lie in (0, {self.max_scale}], which the prepared patches cover",
                fix="choose smaller scales, or prepare the videos again with a larger max_scale",
            )
        return max(2, 2 * round(scale / self.max_scale * self.patch_px / 2))


def align(landmarks_xy: NDArray[np.floating]) -> NDArray[np.float64]:
    """The similarity, as (2, 3), that brings five frame points (5, 2) closest to the template.

    Least squares without reflection: with points as complex numbers, one turn-and-zoom factor.
    """
    source, target = as_complex(landmarks_xy), as_complex(TEMPLATE_XY)
    moved = source - source.mean()
    factor = np.vdot(moved, target - target.mean()) / np.vdot(moved, moved).real
    shift = target.mean() - factor * source.mean()
    turn, zoom = factor.imag, factor.real
    return np.array([[zoom, -turn, shift.real], [turn, zoom, shift.imag]])


def as_complex(points_xy: NDArray[np.floating]) -> NDArray[np.complex128]:
    """Points (n, 2) as x + iy."""
    return points_xy[:, 0] + 1j * points_xy[:, 1].astype(np.float64)


def to_patch(landmarks_xy: NDArray[np.floating], geometry: PatchGeometry) -> NDArray[np.float64]:
    """The (2, 3) similarity from frame pixels to patch pixels."""
    zoom = geometry.patch_px / (TEMPLATE_PX * geometry.max_scale)
    matrix = zoom * align(landmarks_xy)
    matrix[:, 2] += (geometry.patch_px - 1) / 2 - zoom * (TEMPLATE_PX - 1) / 2
    return matrix


def warp_patch(
    rgb: RgbFrame,
    landmarks_xy: NDArray[np.floating],
    geometry: PatchGeometry,
    *,
    middle_px: int | None = None,
) -> RgbFrame:
    """The aligned patch (patch_px, patch_px, 3) of one face, anti-aliased.

    With `middle_px`, an even number, only so many pixels of its middle: (middle_px, middle_px, 3).
    """
    side_px = middle_px or geometry.patch_px
    matrix = to_patch(landmarks_xy, geometry)
    matrix[:, 2] -= (geometry.patch_px - side_px) / 2
    return warp(rgb, matrix, side_px)


def warp(rgb: RgbFrame, matrix: NDArray[np.float64], side_px: int) -> RgbFrame:
    """The square (side_px, side_px, 3) that a similarity (2, 3) makes of a frame, anti-aliased.

    What lies outside the frame repeats the frame's border: a black corner would be an edge near
    the face, which is what a paper or a bezel looks like.
    """
    zoom = math.hypot(matrix[0, 0], matrix[1, 0])
    sigma_px = BLUR_SIGMA * math.sqrt(max(zoom**-2 - 1, 0.0))
    left, top, region = _region(rgb, matrix, side_px, margin_px=3 * sigma_px + 3)
    if sigma_px > 0:
        region = cv2.GaussianBlur(region, (0, 0), sigma_px, borderType=cv2.BORDER_REPLICATE)
    moved = matrix.copy()
    moved[:, 2] += matrix[:, :2] @ (left, top)
    replicate = cv2.BORDER_REPLICATE
    size, cubic = (side_px, side_px), cv2.INTER_CUBIC
    warped = cv2.warpAffine(region, moved, size, flags=cubic, borderMode=replicate)
    return warped.astype(np.uint8, copy=False)


def _region(
    rgb: RgbFrame, matrix: NDArray[np.float64], side_px: int, *, margin_px: float
) -> tuple[int, int, RgbFrame]:
    """Left, top and pixels of the frame's part that the square sees: blurring the rest is waste."""
    inverse = cv2.invertAffineTransform(matrix)
    end = side_px - 1
    corners = np.array([[0, 0, 1], [end, 0, 1], [0, end, 1], [end, end, 1]]) @ inverse.T
    height, width = rgb.shape[:2]
    left, top = np.floor(corners.min(axis=0) - margin_px).astype(int)
    right, bottom = np.ceil(corners.max(axis=0) + margin_px).astype(int) + 1
    left, top = min(max(left, 0), width - 1), min(max(top, 0), height - 1)
    right, bottom = max(min(right, width), left + 1), max(min(bottom, height), top + 1)
    return int(left), int(top), rgb[top:bottom, left:right]
