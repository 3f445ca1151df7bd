"""The camera: lens blur, sampling, exposure, noise, white balance, tone curve, sharpening."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from msfans.synth.colour import GAMMA, LUMINANCE
from msfans.synth.fields import Field

Range = tuple[float, float]
Rgb8 = NDArray[np.uint8]
NOISE_SIDE = 1400


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands before a camera at one moment, at the camera's own pixels.

    `ripple` (h, w, 3), mean 1, is a medium's periodic structure as the sensor samples it: it comes
    after the lens and before the noise. `landmarks_xy` (5, 2) in px.
    """

    rgb: Field
    landmarks_xy: Field
    ripple: Field | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraKind:
    """Ranges that a camera of this kind is drawn from; blur is the sigma in px."""

    blur_px: Range
    noise: Range
    mjpeg_scale: Range  # FFmpeg's quantiser scale, 2 is best
    sharpening: Range
    saturation: Range


LOW = CameraKind(
    blur_px=(0.8, 1.4), noise=(0.012, 0.03), mjpeg_scale=(3, 6), sharpening=(0, 0.6),
    saturation=(0.75, 1.05),
)  # fmt: skip
NORMAL = CameraKind(
    blur_px=(0.6, 1.1), noise=(0.006, 0.016), mjpeg_scale=(3, 5), sharpening=(0, 0.5),
    saturation=(0.85, 1.15),
)  # fmt: skip
HIGH = CameraKind(
    blur_px=(0.5, 0.9), noise=(0.002, 0.007), mjpeg_scale=(2, 3), sharpening=(0, 0.4),
    saturation=(0.9, 1.15),
)  # fmt: skip
WEBCAM = CameraKind(
    blur_px=(0.6, 1.1), noise=(0.006, 0.02), mjpeg_scale=(3, 6), sharpening=(0, 0.6),
    saturation=(0.8, 1.15),
)  # fmt: skip


class Camera:
    """One camera for one video: exposure is fixed by the first frame."""

    def __init__(self, kind: CameraKind, rng: np.random.Generator) -> None:
        self.rng = rng
        wide_open = 1 + 0.5 * max(0.0, float(rng.normal(0, 0.5)))
        self.blur_px = float(rng.uniform(*kind.blur_px)) * wide_open
        self.noise = float(rng.uniform(*kind.noise))
        self.mjpeg_scale = round(float(rng.uniform(*kind.mjpeg_scale)))
        self.sharpening = float(rng.uniform(*kind.sharpening))
        self.saturation = float(rng.uniform(*kind.saturation))
        self.white_balance = np.exp(rng.normal(0, 0.06, 3)).astype(np.float32)
        self.gamma = float(np.exp(rng.normal(0, 0.08)))
        self.target = float(rng.uniform(0.42, 0.58))
        self.gain: float | None = None

    def expose(self, frame: Frame) -> Rgb8:
        """The picture (h, w, 3) that the camera delivers."""
        image = cv2.GaussianBlur(frame.rgb, (0, 0), self.blur_px)
        if frame.ripple is not None:
            image *= frame.ripple
        if self.gain is None:
            self.gain = self.metered_gain(image)
        image *= self.white_balance * np.float32(self.gain)
        self.add_noise(image)
        np.clip(image, 0, 1, out=image)
        image = cv2.pow(image, self.gamma / GAMMA)
        return self.developed(image)

    def metered_gain(self, image: Field) -> float:
        """Exposure for the middle of the picture, three fifths of the way to grey."""
        height, width = image.shape[:2]
        middle = image[height // 4 : -height // 4, width // 3 : -width // 3] @ LUMINANCE
        return float((self.target**GAMMA / max(float(middle.mean()), 1e-3)) ** 0.6)

    def add_noise(self, image: Field) -> None:
        """Shot and read noise, in place."""
        height, width = image.shape[:2]
        top = int(self.rng.integers(0, NOISE_SIDE - height))
        left = int(self.rng.integers(0, NOISE_SIDE - width))
        grain = noise_plate()[top : top + height, left : left + width]
        image += grain * np.sqrt(
            np.maximum(image, 0) * (0.3 * self.noise**2) + 0.02 * self.noise**2
        )

    def developed(self, image: Field) -> Rgb8:
        """Saturation and sharpening of a display-referred picture; to 8 bits."""
        grey = cv2.transform(image, LUMINANCE[None])
        image = image * np.float32(self.saturation) + grey[..., None] * np.float32(
            1 - self.saturation
        )
        if self.sharpening > 0.05:
            soft = cv2.GaussianBlur(image, (0, 0), 1.2)
            image = cv2.addWeighted(image, 1 + self.sharpening, soft, -self.sharpening, 0)
        eight_bits = cv2.convertScaleAbs(np.clip(image, 0, 1), alpha=255)
        return eight_bits.astype(np.uint8, copy=False)


@cache
def noise_plate() -> Field:
    """White noise (h, w, 3) of unit deviation, cut at random places."""
    rng = np.random.default_rng(0)
    return rng.standard_normal((NOISE_SIDE, NOISE_SIDE, 3), np.float32)
