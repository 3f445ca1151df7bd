"""Where a face lies in a picture, and the pinhole that sees it."""

from dataclasses import dataclass

import numpy as np

from msfans.synth.fields import Field
from msfans.synth.head import EYE_DISTANCE

CAMERA_DISTANCE = 7.0  # model units from the eyes to the lens: 11 eye distances, 70 cm


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A picture's size and where a face lies in it; `iod_px` is the distance between the eyes."""

    height_px: int
    width_px: int
    iod_px: float
    centre_xy_px: tuple[float, float]

    def shrunk(self, factor: float) -> "View":
        """The same view with fewer pixels."""
        x, y = self.centre_xy_px
        return View(
            height_px=round(self.height_px / factor),
            width_px=round(self.width_px / factor),
            iod_px=self.iod_px / factor,
            centre_xy_px=(x / factor, y / factor),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """A pinhole before the face: model units to pixels."""

    view: View

    @property
    def focal_px(self) -> float:
        """Focal length in pixels."""
        return self.view.iod_px / EYE_DISTANCE * CAMERA_DISTANCE

    def points(self, vertices_v3: Field) -> Field:
        """Pixel (x, y) of each vertex, (v, 2) float32."""
        scale = np.float32(self.focal_px) / (np.float32(CAMERA_DISTANCE) - vertices_v3[:, 2])
        x, y = self.view.centre_xy_px
        across, down = vertices_v3[:, 0] * scale + x, y - vertices_v3[:, 1] * scale
        return np.stack([across, down], 1).astype(np.float32)
