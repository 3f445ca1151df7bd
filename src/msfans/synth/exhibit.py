"""A medium with the victim's recording on it, in coordinates of the depicted face."""

import cv2
import numpy as np

from msfans.synth.fields import Field
from msfans.synth.footage import Original, crop_centre, eye_distance
from msfans.synth.medium import Medium
from msfans.synth.placement import Surface


class Exhibit:
    """The first frame of the recording fixes origin and unit of (u, v) for all frames."""

    def __init__(self, original: Original, medium: Medium) -> None:
        self.original, self.medium = original, medium
        first = original.frame(0).landmarks_xy
        self.origin_xy, self.iod_px = crop_centre(first), eye_distance(first)
        self.last: tuple[int, Field] | None = None

    def picture(self, surface: Surface, index: int) -> Field:
        """What the medium shows at each camera pixel, before the room's light."""
        x, y = self.origin_xy
        across = (surface.u * self.iod_px + x).astype(np.float32)
        down = (surface.v * self.iod_px + y).astype(np.float32)
        border = cv2.BORDER_REFLECT
        return cv2.remap(self.sheet(index), across, down, cv2.INTER_LINEAR, borderMode=border)

    def sheet(self, index: int) -> Field:
        """The whole picture as the medium reproduces it; a photo is made once."""
        index = index if self.original.moving else 0
        if self.last is None or self.last[0] != index:
            made = self.medium.reproduce(self.original.frame(index).rgb)
            blur = self.medium.blur_iod * self.iod_px
            made = cv2.GaussianBlur(made, (0, 0), blur) if blur > 0.2 else made
            self.last = (index, made.astype(np.float32))
        return self.last[1]

    def landmarks_uv(self, index: int) -> Field:
        """The five points of a frame on the medium, (5, 2)."""
        points = self.original.frame(index).landmarks_xy
        return (points - np.array(self.origin_xy, np.float32)) * np.float32(1 / self.iod_px)
