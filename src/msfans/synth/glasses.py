"""Spectacles, drawn as lines over the rendered face."""

from collections.abc import Callable

import cv2
import numpy as np

from msfans.synth.fields import Field, vector
from msfans.synth.head import EYE_DISTANCE
from msfans.synth.identity import Identity
from msfans.synth.motion import eyeball
from msfans.synth.traits import Glasses

SUBPIXEL_BITS = 4
OUTLINE = np.linspace(0, 2 * np.pi, 40, endpoint=False)


def draw_glasses(
    rgb: Field,
    alpha: Field,
    identity: Identity,
    vertices_v3: Field,
    project: Callable[[Field], Field],
) -> None:
    """Draw the person's glasses into `rgb` (h, w, 3) and `alpha` (h, w), in place."""
    glasses = identity.traits.glasses
    if glasses is None:
        return
    centres = lens_centres(identity, vertices_v3)
    eyes_px = project(centres)
    pixels_a_unit = float(np.linalg.norm(eyes_px[1] - eyes_px[0])) / EYE_DISTANCE
    mask = np.zeros(rgb.shape[:2], np.float32)
    strokes = [*lens_outlines(glasses, centres), *bars(glasses, centres)]
    thickness = max(1, round(pixels_a_unit * 0.032))
    for stroke in strokes:
        points = np.round(project(stroke) * 2**SUBPIXEL_BITS).astype(np.int32)
        cv2.polylines(mask, [points], False, 1.0, thickness, cv2.LINE_AA, SUBPIXEL_BITS)
    rgb += (glasses.colour * np.float32(0.5) - rgb) * mask[..., None]
    np.maximum(alpha, mask, out=alpha)


def lens_centres(identity: Identity, vertices_v3: Field) -> Field:
    """(2, 3): a little before and below each eye, image-left first."""
    eyes = [vertices_v3[eyeball(identity, side)[0]].mean(0) for side in (-1, 1)]
    offsets = [vector(0.02 * side, -0.03, 0.42) for side in (-1, 1)]
    return np.stack(eyes) + np.stack(offsets)


def lens_outlines(glasses: Glasses, centres_23: Field) -> list[Field]:
    """Closed outlines of both lenses in model units; a superellipse between oval and box."""
    power = 1 - 0.6 * glasses.squareness
    across, along = axes(centres_23)
    cosine, sine = np.cos(OUTLINE), np.sin(OUTLINE)
    u = np.sign(cosine) * np.abs(cosine) ** power * glasses.radius * 1.15
    v = np.sign(sine) * np.abs(sine) ** power * glasses.radius * 0.85
    shape = (u[:, None] * across + v[:, None] * along).astype(np.float32)
    return [np.concatenate([shape, shape[:1]]) + centre for centre in centres_23]


def bars(glasses: Glasses, centres_23: Field) -> list[Field]:
    """The bridge and the two sides back to the ears."""
    across, _ = axes(centres_23)
    left, right = centres_23
    rim = across * np.float32(glasses.radius * 1.15)
    back = across * np.float32(0.52) - vector(0, -0.03, 0.5)
    mirrored = -across * np.float32(0.52) - vector(0, -0.03, 0.5)
    return [
        np.stack([left + rim, right - rim]),
        np.stack([right + rim, right + back]),
        np.stack([left - rim, left + mirrored]),
    ]


def axes(centres_23: Field) -> tuple[Field, Field]:
    """Unit vectors from one lens to the other, and upwards in the plane of the lenses."""
    across = centres_23[1] - centres_23[0]
    across = across / np.float32(np.linalg.norm(across))
    return across, vector(-across[1], across[0], 0)
