"""What happens to the 128 px crops of a face before the network: one draw, the same at all scales.

An augmentation is called with the crops (s, 128, 128, 3) and a generator, and returns
(s, 112, 112, 3). It reads no other source of randomness and does not write to its input.
"""

import os
import random
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msfans.records import INPUT_PX

Crops = NDArray[np.uint8]


Augment = Callable[[Crops, np.random.Generator], Crops]


class CentreCrop:
    """The middle 112 px: evaluation always, training with `augment=none`."""

    def __call__(self, crops_shwc: Crops, rng: np.random.Generator) -> Crops:
        start = (crops_shwc.shape[1] - INPUT_PX) // 2
        return window(crops_shwc, top=start, left=start)


class RandomCrop:
    """112 px at one random place, the same at all scales: all that the paper states."""

    def __call__(self, crops_shwc: Crops, rng: np.random.Generator) -> Crops:
        top, left = rng.integers(crops_shwc.shape[1] - INPUT_PX + 1, size=2).tolist()
        return window(crops_shwc, top=top, left=left)


class StrongAugmentation:
    """The random crop, then mirroring, tone, colour, compression, blur and cut-out.

    `strength` in [0, 1] scales how often each happens; 1 is meant for training runs long enough to
    make use of it. Blur stays rare and weak: moire and grain are what gives an attack away.
    """

    def __init__(self, *, strength: float = 1.0) -> None:
        self.strength = strength
        self.crop = RandomCrop()

    @cached_property
    def transform(self) -> Any:
        """Built at first use: importing albumentations takes a second and asks for the network."""
        os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"
        import albumentations as al

        p = self.strength
        return al.Compose(
            [
                al.HorizontalFlip(p=0.5 * p),
                al.RandomBrightnessContrast(brightness_limit=0.2, contrast_limit=0.2, p=0.6 * p),
                al.RandomGamma(gamma_limit=(75, 133), p=0.4 * p),
                al.HueSaturationValue(
                    hue_shift_limit=6, sat_shift_limit=30, val_shift_limit=0, p=0.5 * p
                ),
                al.ImageCompression(quality_range=(55, 95), p=0.3 * p),
                al.GaussianBlur(sigma_limit=(0.3, 0.9), blur_limit=0, p=0.1 * p),
                al.CoarseDropout(
                    num_holes_range=(1, 2),
                    hole_height_range=(0.1, 0.35),
                    hole_width_range=(0.1, 0.35),
                    fill=127,
                    p=0.5 * p,
                ),
            ]
        )

    def __call__(self, crops_shwc: Crops, rng: np.random.Generator) -> Crops:
        cropped_shwc = self.crop(crops_shwc, rng)
        # set_random_seed would give every transform its own copy of one stream of numbers: all of
        # them would happen together, or none
        self.transform.set_random_state(rng, random.Random(int(rng.integers(2**63))))
        return self.transform(images=cropped_shwc)["images"]


def window(crops_shwc: Crops, *, top: int, left: int) -> Crops:
    """112 px square of every scale, as a view."""
    return crops_shwc[:, top : top + INPUT_PX, left : left + INPUT_PX]
