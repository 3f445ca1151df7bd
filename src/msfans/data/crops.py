"""The crops a network sees, cut from one patch; the same code in training, judging and export."""

import math
from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from msfans.errors import UsageError
from msfans.media.alignment import PatchGeometry
from msfans.records import INPUT_PX

CROP_PX = 128


def cut_crops(
    patch_hwc: NDArray[np.uint8],
    *,
    scales: Sequence[float],
    geometry: PatchGeometry,
    crop_px: int = CROP_PX,
) -> NDArray[np.uint8]:
    """Crops (s, crop_px, crop_px, 3), one a scale, in the order of `scales`.

    A scale is the centred square of `geometry.side_px(scale)` pixels: exact for tenths at the
    default geometry, else rounded to an even side. Raises UsageError for a scale beyond the patch.
    """
    sides_px = square_sides_px(scales, geometry)
    return np.stack([shrunk(middle(patch_hwc, side_px), crop_px) for side_px in sides_px])


def judged_crops(
    patch_hwc: NDArray[np.uint8], *, scales: Sequence[float], geometry: PatchGeometry
) -> NDArray[np.uint8]:
    """What a model judges (s, 112, 112, 3): the middle of what `cut_crops` gives.

    Of the patch its middle `judged_px(scales, geometry)` pixels are enough.
    """
    sides_px = square_sides_px(scales, geometry)
    return np.stack([judged_crop(patch_hwc, side_px) for side_px in sides_px])


def judged_crop(patch_hwc: NDArray[np.uint8], side_px: int) -> NDArray[np.uint8]:
    """The same of one scale, whose square has `side_px`: only what is judged is made smaller."""
    seen_px = judged_side_px(side_px)
    crop_px = CROP_PX * seen_px // side_px
    return middle(shrunk(middle(patch_hwc, seen_px), crop_px), INPUT_PX)


def judged_px(scales: Sequence[float], geometry: PatchGeometry) -> int:
    """Side of the patch's middle that judging these scales reads."""
    return max(judged_side_px(side_px) for side_px in square_sides_px(scales, geometry))


def judged_side_px(side_px: int) -> int:
    """Side of the middle of a scale's square that becomes the middle 112 of 128 px.

    That is 7/8 where these are whole pixels that shrink; any other square is needed whole.
    """
    rim_px, rest = divmod(side_px * (CROP_PX - INPUT_PX), 2 * CROP_PX)
    return side_px if rest or side_px < CROP_PX else side_px - 2 * rim_px


def square_sides_px(scales: Sequence[float], geometry: PatchGeometry) -> list[int]:
    """Side of each scale's square in the patch; UsageError without any."""
    if not scales:
        raise UsageError("scales", "none given", fix="give at least one, such as 1.2")
    return [geometry.side_px(scale) for scale in scales]


def shrunk(square_hwc: NDArray[np.uint8], side_px: int) -> NDArray[np.uint8]:
    """The square with another side; where that is smaller, a pixel is the mean of what it covers.

    This is OpenCV's INTER_AREA in half of its time: the weights of a period of pixels are one small
    matrix, applied to all periods of rows, then of columns.
    """
    if len(square_hwc) < side_px:
        grown = cv2.resize(square_hwc, (side_px, side_px), interpolation=cv2.INTER_AREA)
        return grown.astype(np.uint8, copy=False)
    n_periods = math.gcd(len(square_hwc), side_px)
    of_rows, of_columns = area_weights(len(square_hwc) // n_periods, side_px // n_periods)
    periods = square_hwc.astype(np.float32).reshape(n_periods, of_rows.shape[1], -1)
    narrow = (of_rows @ periods).reshape(n_periods, -1, len(of_columns)) @ of_columns
    return np.rint(narrow, out=narrow).astype(np.uint8).reshape(side_px, side_px, 3)


@cache
def area_weights(before: int, after: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights by which `before` pixels become `after`: (after, before), and (3 before, 3 after).

    The first is for rows, applied from the left; the second for columns of three colours.
    """
    starts = np.arange(after)[:, None] * before / after
    pixels = np.arange(before)
    overlap = np.minimum(starts + before / after, pixels + 1) - np.maximum(starts, pixels)
    weights = (overlap.clip(0) * after / before).astype(np.float32)
    return weights, np.kron(weights.T, np.eye(3, dtype=np.float32))


def middle(picture_hwc: NDArray[np.uint8], side_px: int) -> NDArray[np.uint8]:
    """The centred square of a square picture, as a view."""
    start = (len(picture_hwc) - side_px) // 2
    return picture_hwc[start : start + side_px, start : start + side_px]
