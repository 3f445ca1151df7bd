"""How a head moves: smooth turns, expressions, blinks and glances over time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from msfans.synth.fields import Field
from msfans.synth.head import NECK_PIVOT, Part
from msfans.synth.identity import Identity

Track = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """Tracks over t frames: angles in radians, shifts in model units, the others 0 to 1."""

    yaw: Track
    pitch: Track
    roll: Track
    shift_t3: Track
    blink: Track
    smile: Track
    jaw: Track
    brow: Track
    gaze_t2: Track

    def expression(self, frame: int) -> dict[str, float]:
        """Weights of the morph targets."""
        blink, smile = float(self.blink[frame]), float(self.smile[frame])
        return {
            "eyeBlinkLeft": blink,
            "eyeBlinkRight": blink,
            "mouthSmileLeft": smile,
            "mouthSmileRight": smile,
            "jawOpen": float(self.jaw[frame]),
            "browInnerUp": float(self.brow[frame]),
            "cheekSquintLeft": smile * 0.5,
            "cheekSquintRight": smile * 0.5,
        }

    def rotation(self, frame: int) -> Field:
        """Head rotation (3, 3): yaw, then pitch, then roll."""
        (cy, cp, cr), (sy, sp, sr) = (
            [float(turn(angle[frame])) for angle in (self.yaw, self.pitch, self.roll)]
            for turn in (np.cos, np.sin)
        )
        yaw = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
        pitch = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
        roll = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
        return (roll @ pitch @ yaw).astype(np.float32)


def draw_motion(rng: np.random.Generator, times_s: Track) -> Motion:
    """The motion of somebody who sits before a camera and looks at it most of the time."""
    yaw, pitch, roll = (rng.normal(0, 1, 3) * (0.07, 0.05, 0.03)).tolist()
    return Motion(
        yaw=yaw + wander(rng, times_s, 0.05, 0.5),
        pitch=pitch + wander(rng, times_s, 0.035, 0.5),
        roll=roll + wander(rng, times_s, 0.02, 0.5),
        shift_t3=np.stack([wander(rng, times_s, *a) for a in SHIFTS], 1),
        blink=draw_blinks(rng, times_s),
        smile=np.clip(rng.uniform(-0.2, 0.35) + wander(rng, times_s, 0.12, 0.2), 0, 0.7),
        jaw=np.clip(rng.uniform(-0.1, 0.04) + wander(rng, times_s, 0.05, 0.5), 0, 0.3),
        brow=np.clip(wander(rng, times_s, 0.2, 0.3), 0, 0.6),
        gaze_t2=np.stack([wander(rng, times_s, *a) for a in ((0.12, 0.3), (0.06, 0.3))], 1),
    )


SHIFTS = ((0.06, 0.3), (0.04, 0.3), (0.08, 0.2))


def wander(rng: np.random.Generator, times_s: Track, size: float, rate_hz: float) -> Track:
    """A sum of four sines about `rate_hz` with random phase."""
    phases, rates = rng.uniform(0, 2 * np.pi, 4), rate_hz * rng.uniform(0.4, 1.8, 4)
    return size * np.sin(2 * np.pi * times_s[:, None] * rates + phases).sum(1) / 2


def draw_blinks(rng: np.random.Generator, times_s: Track) -> Track:
    """Closure of the lids, 0 to 1; a blink every 3 s or so, each 0.2 s long."""
    last = float(times_s[-1]) + 3
    moments = np.cumsum(rng.exponential(3.0, 8 + int(last))) - rng.uniform(0, 2)
    nearest = np.abs(times_s[:, None] - moments).min(1)
    return np.exp(-((nearest / 0.09) ** 2))


def posed(identity: Identity, motion: Motion, frame: int) -> Field:
    """Vertices (v, 3) of the person at a frame; the head turns on the neck, the shoulders stay."""
    head, vertices = identity.head, identity.rest_v3.copy()
    for name, weight in motion.expression(frame).items():
        if weight > 0.01:
            vertices += head.expressions[name] * np.float32(weight)
    turned = (vertices - NECK_PIVOT) @ motion.rotation(frame).T + NECK_PIVOT
    follows = head.follows_head_v[:, None]
    shift = motion.shift_t3[frame].astype(np.float32)
    return vertices + (turned - vertices) * follows + shift


def eyeball(identity: Identity, side: int) -> tuple[NDArray, Field]:
    """Vertex indices and centre of an eye; `side` -1 is the image's left, 1 its right."""
    is_eye = identity.head.part_v == Part.EYE
    index = np.flatnonzero(is_eye & (np.sign(identity.head.mean_v3[:, 0]) == side))
    corners = identity.rest_v3[index]
    return index, (corners.max(0) + corners.min(0)) / 2
