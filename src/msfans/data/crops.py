"""The crops a network sees, cut from one patch; the same code in training, judging and export."""

from collections.abc import Sequence

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
    if not scales:
        raise UsageError("scales", "none given", fix="give at least one, such as 1.2")
    sides_px = [geometry.side_px(scale) for scale in scales]
    crops = np.empty((len(scales), crop_px, crop_px, 3), np.uint8)
    for crop, side_px in zip(crops, sides_px, strict=True):
        start = (geometry.patch_px - side_px) // 2
        square = patch_hwc[start : start + side_px, start : start + side_px]
        cv2.resize(square, (crop_px, crop_px), dst=crop, interpolation=cv2.INTER_AREA)
    return crops


def centre(crops_shwc: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The middle 112 px of every scale, as a view: what is judged."""
    start = (crops_shwc.shape[1] - INPUT_PX) // 2
    return crops_shwc[:, start : start + INPUT_PX, start : start + INPUT_PX]
