"""Fingers that hold a medium at its edge."""

from dataclasses import dataclass

import numpy as np

from msfans.synth.fields import Field, smoothstep
from msfans.synth.placement import Edges

INWARDS = {"left": (1.0, 0.2), "right": (-1.0, 0.2), "down": (0.15, -1.0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finger:
    """A capsule from beyond the edge to its tip, in eye distances on the medium."""

    root_uv: tuple[float, float]
    tip_uv: tuple[float, float]
    radius: float


def draw_fingers(rng: np.random.Generator, edges: Edges) -> tuple[Finger, ...]:
    """One or two hands at the sides or below; the eyes stay free."""
    sides = rng.permutation(list(INWARDS))[: int(rng.integers(1, 3))]
    return tuple(finger for side in sides for finger in draw_hand(rng, edges, str(side)))


def draw_hand(rng: np.random.Generator, edges: Edges, side: str) -> list[Finger]:
    """One to four fingers next to each other over one edge."""
    radius = float(rng.uniform(0.11, 0.15))
    count = int(rng.integers(1, 5))
    first = float(rng.uniform(0.1, 0.9)) if side != "down" else float(rng.uniform(-0.8, 0.6))
    direction = np.array(INWARDS[side]) + rng.normal(0, 0.12, 2)
    fingers = []
    for index in range(count):
        place = first + 2.05 * radius * index
        root = root_on_edge(edges, side, place)
        tip = root + direction * float(rng.uniform(0.15, 0.4))
        fingers.append(
            Finger(root_uv=pair(root - 0.5 * direction), tip_uv=pair(tip), radius=radius)
        )
    return fingers


def root_on_edge(edges: Edges, side: str, place: float) -> np.ndarray:
    """Where a finger crosses the outer edge; `place` runs along it from the face's centre."""
    border = edges.border
    if side == "left":
        return np.array((-edges.left - border, place))
    if side == "right":
        return np.array((edges.right + border, place))
    return np.array((place, edges.down + border))


def pair(point: np.ndarray) -> tuple[float, float]:
    """A point as Python floats."""
    return float(point[0]), float(point[1])


def draw_finger(
    image: Field, tip_xy: Field, root_xy: Field, radius_px: float, skin: Field, towards: Field
) -> None:
    """Shade a finger into `image` (h, w, 3), in place; `towards` points to the key light."""
    low = np.floor(np.minimum(tip_xy, root_xy) - radius_px - 1).astype(int).clip(0)
    high = np.ceil(np.maximum(tip_xy, root_xy) + radius_px + 2).astype(int)
    right, bottom = min(int(high[0]), image.shape[1]), min(int(high[1]), image.shape[0])
    left, top = int(low[0]), int(low[1])
    if right <= left or bottom <= top:
        return
    x = np.arange(left, right, dtype=np.float32)[None] - float(root_xy[0])
    y = np.arange(top, bottom, dtype=np.float32)[:, None] - float(root_xy[1])
    dx, dy = (tip_xy - root_xy).tolist()
    along = np.clip((x * dx + y * dy) / (dx * dx + dy * dy + 1e-6), 0, 1)
    width = radius_px * (1 - 0.2 * along)
    off_x, off_y = (x - along * dx) / width, (y - along * dy) / width
    distance = np.hypot(off_x, off_y)
    facing = np.sqrt(np.clip(1 - distance**2, 0, 1))
    lx, ly, lz = towards.tolist()
    shade = np.clip(0.25 + 0.8 * (off_x * lx - off_y * ly + facing * lz), 0.1, 1.2)
    cover = smoothstep(1.05, 0.9, distance)[..., None]
    patch = image[top:bottom, left:right]
    patch += (skin * shade[..., None] - patch) * cover
