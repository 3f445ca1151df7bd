"""Changes that a deployed detector meets: of the face's box, of the picture, of the camera.

A family changes the frame before the face is sought, or the landmarks after it was found, at each
of its levels. All are deterministic. The box is the square of scale 1.0.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from msfans.media.alignment import TEMPLATE_PX, align
from msfans.media.video import RgbFrame

Landmarks = NDArray[np.floating]
BOX_LEVELS = (-20, -10, -5, -2, 2, 5, 10, 20)


def move_box(
    landmarks_xy: Landmarks, *, grow: float = 0.0, right: float = 0.0, down: float = 0.0
) -> Landmarks:
    """Landmarks (5, 2) whose box is grown about its centre and moved, by shares of its side.

    Right and down are the face's own, as the box turns with it.
    """
    linear = np.linalg.inv(align(landmarks_xy)[:, :2])  # from template pixels to frame pixels
    to_centre = np.full(2, (TEMPLATE_PX - 1) / 2) - align(landmarks_xy)[:, 2]
    centre_xy = linear @ to_centre
    shift_xy = linear @ (TEMPLATE_PX * np.array([right, down]))
    moved = centre_xy + (1 + grow) * (landmarks_xy - centre_xy) + shift_xy
    return moved.astype(landmarks_xy.dtype)


def grow_box(landmarks_xy: Landmarks, percent: float) -> Landmarks:
    """A box whose side is longer by so much, about its centre."""
    return move_box(landmarks_xy, grow=percent / 100)


def shift_right(landmarks_xy: Landmarks, percent: float) -> Landmarks:
    """A box that lies further right by so much of its side."""
    return move_box(landmarks_xy, right=percent / 100)


def shift_down(landmarks_xy: Landmarks, percent: float) -> Landmarks:
    """A box that lies lower by so much of its side."""
    return move_box(landmarks_xy, down=percent / 100)


def compress(rgb: RgbFrame, quality: float) -> RgbFrame:
    """The frame after JPEG at this quality, 1 to 100."""
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    _, coded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, round(quality)])
    decoded = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    assert decoded is not None
    return as_frame(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB))


def blur(rgb: RgbFrame, sigma_px: float) -> RgbFrame:
    """The frame out of focus: a Gaussian of this many pixels of the frame."""
    return as_frame(cv2.GaussianBlur(rgb, (0, 0), sigma_px, borderType=cv2.BORDER_REPLICATE))


def bend_gamma(rgb: RgbFrame, gamma: float) -> RgbFrame:
    """The frame with values v^gamma, v in [0, 1]: darker above 1, lighter below."""
    table = 255 * (np.arange(256) / 255) ** gamma
    return as_frame(cv2.LUT(rgb, np.round(table).astype(np.uint8)))


def brighten(rgb: RgbFrame, percent: float) -> RgbFrame:
    """The frame lighter (darker where negative) by so much of full white, clipped."""
    return np.clip(rgb + np.round(2.55 * percent), 0, 255).astype(np.uint8)


def rotate(rgb: RgbFrame, degrees: float) -> RgbFrame:
    """The frame turned counterclockwise about its middle; corners repeat the border."""
    height, width = rgb.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
    replicate = cv2.BORDER_REPLICATE
    turned = cv2.warpAffine(
        rgb, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=replicate
    )
    return as_frame(turned)


def shrink(rgb: RgbFrame, percent: float) -> RgbFrame:
    """The frame with both sides at so much of their length, as a poorer camera gives it."""
    size = [max(2, round(percent / 100 * side)) for side in rgb.shape[1::-1]]
    return as_frame(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA))


def as_frame(picture: cv2.typing.MatLike) -> RgbFrame:
    """What OpenCV gives, as the type that it is."""
    return np.asarray(picture, np.uint8)


def same_frame(rgb: RgbFrame, _level: float) -> RgbFrame:
    """The frame as it is."""
    return rgb


def same_landmarks(landmarks_xy: Landmarks, _level: float) -> Landmarks:
    """The landmarks as they are."""
    return landmarks_xy


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One kind of change at rising `levels`; at `neutral`, in the same `unit`, nothing changes.

    Percents are of the box's side, of full white, of the frame's sides.
    """

    name: str
    unit: str
    levels: tuple[float, ...]
    neutral: float = 0.0
    on_frame: Callable[[RgbFrame, float], RgbFrame] = same_frame
    on_landmarks: Callable[[Landmarks, float], Landmarks] = same_landmarks

    @property
    def is_box(self) -> bool:
        """Whether it moves the box and leaves the pixels."""
        return self.on_landmarks is not same_landmarks


BOX_FAMILIES = (
    Family(name="box scale", unit="%", levels=BOX_LEVELS, on_landmarks=grow_box),
    Family(name="box shift right", unit="%", levels=BOX_LEVELS, on_landmarks=shift_right),
    Family(name="box shift down", unit="%", levels=BOX_LEVELS, on_landmarks=shift_down),
)
FRAME_FAMILIES = (
    Family(
        name="JPEG quality",
        unit="",
        levels=(10, 20, 30, 50, 70, 90),
        neutral=100,
        on_frame=compress,
    ),
    Family(name="blur, sigma", unit="px", levels=(0.5, 1, 1.5, 2, 3), on_frame=blur),
    Family(name="gamma", unit="", levels=(0.5, 0.7, 1.4, 2), neutral=1, on_frame=bend_gamma),
    Family(name="brightness", unit="%", levels=(-30, -15, 15, 30), on_frame=brighten),
    Family(name="rotation", unit="°", levels=(-30, -15, -5, 5, 15, 30), on_frame=rotate),
    Family(
        name="resolution",
        unit="%",
        levels=(25, 35, 50, 75),
        neutral=100,
        on_frame=shrink,
    ),
)
FAMILIES = (*BOX_FAMILIES, *FRAME_FAMILIES)
