"""Colours in linear light: sRGB conversion, the Monk skin tones, hair, irises, paints."""

import numpy as np

from msfans.synth.fields import Field

LUMINANCE = np.array([0.25, 0.6, 0.15], np.float32)
GAMMA = 2.2


def linear(srgb: object) -> Field:
    """Linear light in [0, 1] of sRGB values in [0, 255], by a plain power of 2.2."""
    return (np.asarray(srgb, np.float32) / np.float32(255)) ** np.float32(GAMMA)


# The ten swatches of the Monk Skin Tone scale (Monk, 2019), light to dark, and beside each the
# hue that lit skin of this tone has in photographs: the swatches by themselves look like chalk.
MONK_SWATCHES = (
    (246, 237, 228), (243, 231, 219), (247, 234, 208), (234, 218, 186), (215, 189, 150),
    (160, 126, 86), (130, 92, 67), (96, 65, 52), (58, 49, 42), (41, 36, 32),
)  # fmt: skip
SKIN_HUES = (
    (247, 212, 195), (242, 204, 182), (235, 193, 164), (222, 175, 142), (203, 150, 116),
    (170, 118, 86), (144, 96, 70), (121, 79, 59), (102, 66, 50), (88, 58, 46),
)  # fmt: skip
HAIR_COLOURS = linear(
    [(20, 17, 16), (38, 27, 21), (70, 46, 30), (110, 76, 46), (165, 130, 84), (120, 52, 28)]
)
GREY_HAIR = linear((165, 162, 158))
IRIS_COLOURS = linear(
    [(60, 36, 20), (88, 55, 30), (110, 90, 50), (80, 105, 80), (90, 120, 150), (120, 140, 155)]
)
TEETH = linear((215, 205, 185))
TONGUE = linear((150, 70, 70))
SCLERA = linear((222, 212, 205))


def skin_albedo(monk: float) -> Field:
    """Linear RGB albedo of skin at a place on the Monk scale, 1 (lightest) to 10 (darkest)."""
    at = min(max(monk - 1.0, 0.0), 9.0)
    low = min(int(at), 8)
    mixed = np.float32(0.15) * linear(MONK_SWATCHES) + np.float32(0.85) * linear(SKIN_HUES)
    return mixed[low] * np.float32(low + 1 - at) + mixed[low + 1] * np.float32(at - low)


def paint(rng: np.random.Generator) -> Field:
    """Linear RGB of a painted or woven thing, mostly of weak saturation."""
    grey = rng.uniform(20, 240)
    return linear(np.clip(grey + (rng.uniform(0, 255, 3) - grey) * rng.beta(1.2, 3), 5, 250))
