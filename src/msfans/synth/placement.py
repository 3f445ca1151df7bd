"""Where a medium lies before the second camera: hand movement, tilt, bending, edges.

Medium coordinates (u, v) are in eye distances of the depicted face, from the centre of its crop.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from msfans.synth.difficulty import CROP_REACH_IOD, Difficulty
from msfans.synth.fields import Field

TILT_PERSPECTIVE = 0.18
STEEPEST = 0.97


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """Distances of the picture's edges from the centre of the crop, in eye distances.

    `border` is the width of bezel or paper margin beyond them.
    """

    left: float
    right: float
    up: float
    down: float
    border: float

    def outside(self, u: Field, v: Field) -> Field:
        """Distance beyond the picture's edge, negative inside."""
        across = np.maximum(u - self.right, -u - self.left)
        return np.maximum(across, np.maximum(v - self.down, -v - self.up))

    @property
    def nearest_scale(self) -> float:
        """The crop scale at which the first edge enters."""
        return min(self.left, self.right, self.up, self.down) / CROP_REACH_IOD


def draw_edges(rng: np.random.Generator, difficulty: Difficulty, *, border: float) -> Edges:
    """One edge at the drawn scale, the others somewhat farther out."""
    near = rng.random() < difficulty.near_edge_share
    scale = rng.uniform(*(difficulty.near_edge_scale if near else difficulty.far_edge_scale))
    reach = CROP_REACH_IOD * scale * rng.uniform(1, 1.35, 4)
    reach[rng.integers(4)] = CROP_REACH_IOD * scale
    left, right, up, down = reach.tolist()
    return Edges(left=left, right=right, up=up, down=down, border=border)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """The medium at one frame: centre in px, px per eye distance, rotation in radians."""

    centre_x: float
    centre_y: float
    iod_px: float
    turn: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """Medium coordinates of pixels, (h, w) each; `slope` is the sine of the paper's bending."""

    u: Field
    v: Field
    slope: Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Tilt and bending stay for a video; `pose` moves.

    `bend` is the curvature per eye distance about an axis that leans by `lean`; 0 is flat.
    """

    tilt_x: float
    tilt_y: float
    bend: float
    lean: float
    poses: tuple[Pose, ...]

    def surface(self, frame: int, x: Field, y: Field) -> Surface:
        """What point of the medium each camera pixel sees."""
        pose = self.poses[frame]
        cosine, sine = np.cos(pose.turn) / pose.iod_px, np.sin(pose.turn) / pose.iod_px
        x, y = x - pose.centre_x, y - pose.centre_y
        p, q = float(cosine) * x + float(sine) * y, float(cosine) * y - float(sine) * x
        leaning = 1 - TILT_PERSPECTIVE * (self.tilt_x * p + self.tilt_y * q)
        nearer = 1 / np.clip(leaning, 0.3, 3)
        u = p * nearer * (1 + 0.5 * self.tilt_x**2)
        v = q * nearer * (1 + 0.5 * self.tilt_y**2)
        if not self.bend:
            return Surface(u=u, v=v, slope=np.zeros_like(u))
        return self.bent(u, v)

    def bent(self, u: Field, v: Field) -> Surface:
        """Unroll the cylinder that the sheet is bent to."""
        along = u + self.lean * v
        slope = np.clip(along * self.bend, -STEEPEST, STEEPEST)
        depth = (1 - np.sqrt(1 - slope * slope)) / self.bend
        unrolled = np.arcsin(slope) / self.bend
        return Surface(u=u + unrolled - along, v=v * (1 + 0.12 * depth), slope=slope)

    def pixels(self, frame: int, targets_k2: Field) -> Field:
        """Camera pixels (k, 2) at which points (u, v) of the medium are seen, by iteration."""
        pose = self.poses[frame]
        cosine, sine = float(np.cos(pose.turn)), float(np.sin(pose.turn))
        to_pixels = pose.iod_px * np.array([[cosine, -sine], [sine, cosine]])
        targets = np.asarray(targets_k2, np.float64)
        found = targets @ to_pixels.T + (pose.centre_x, pose.centre_y)
        for _ in range(20):
            seen = self.surface(frame, found[:, 0], found[:, 1])
            found = found + (targets - np.stack([seen.u, seen.v], 1)) @ to_pixels.T
        return found.astype(np.float32)


def draw_placement(
    rng: np.random.Generator,
    *,
    centre_xy_px: tuple[float, float],
    iod_px: float,
    times_s: NDArray[np.float64],
    hand_held: bool,
    curvature: float,
) -> Placement:
    """A medium before the camera; one in a hand tilts more and trembles."""
    tilt_x, tilt_y = (rng.normal(0, 0.13 if hand_held else 0.06, 2)).tolist()
    turn = float(rng.normal(0, 0.05))
    tremble = hand_tremble(rng, times_s) if hand_held else np.zeros((4, len(times_s)))
    return Placement(
        tilt_x=tilt_x,
        tilt_y=tilt_y,
        bend=curvature if abs(curvature) > 0.01 else 0.0,
        lean=float(rng.uniform(-0.5, 0.5)),
        poses=tuple(
            Pose(
                centre_x=centre_xy_px[0] + right * iod_px,
                centre_y=centre_xy_px[1] + down * iod_px,
                iod_px=iod_px * (1 + nearer),
                turn=turn + roll,
            )
            for right, down, roll, nearer in tremble.T.tolist()
        ),
    )


def hand_tremble(rng: np.random.Generator, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """(4, t): shift right and down in eye distances, roll in radians, relative size."""
    rates_hz = np.array((0.4, 1.1, 2.3))
    phases = rng.uniform(0, 2 * np.pi, (4, 3, 1))
    waves = np.sin(2 * np.pi * rates_hz[:, None] * times_s + phases).sum(1) / 2
    return waves * np.array((0.05, 0.05, 0.02, 0.03))[:, None]
