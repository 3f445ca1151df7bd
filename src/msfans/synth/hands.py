"""Thumbs and fingers that hold a medium at its edge."""

from dataclasses import dataclass

import numpy as np

from msfans.synth.fields import Field, bump, smoothstep
from msfans.synth.placement import Edges

INWARDS = {"left": (1.0, 0.2), "right": (-1.0, 0.2), "down": (0.15, -1.0)}
THUMB_RADIUS_IOD = (0.15, 0.19)
FINGER_RADIUS_IOD = (0.11, 0.14)
NAIL = np.array([1.15, 1.05, 1.0], np.float32)  # relative to the skin


@dataclass(frozen=True, slots=True, kw_only=True)
class Finger:
    """A tapering capsule from beyond the edge to its tip, in eye distances on the medium."""

    root_uv: tuple[float, float]
    tip_uv: tuple[float, float]
    radius: float
    has_nail: bool


def draw_fingers(rng: np.random.Generator, edges: Edges) -> tuple[Finger, ...]:
    """One or two hands at the sides or below; the eyes stay free."""
    sides = rng.permutation(list(INWARDS))[: int(rng.integers(1, 3))]
    return tuple(finger for side in sides for finger in draw_hand(rng, edges, str(side)))


def draw_hand(rng: np.random.Generator, edges: Edges, side: str) -> list[Finger]:
    """A thumb on the picture (the fingers are behind it), or two to four fingers over the edge."""
    is_thumb = bool(rng.random() < 0.6)
    radius = float(rng.uniform(*(THUMB_RADIUS_IOD if is_thumb else FINGER_RADIUS_IOD)))
    reach = (0.3, 0.6) if is_thumb else (0.1, 0.35)
    first = float(rng.uniform(0.1, 0.9)) if side != "down" else float(rng.uniform(-0.8, 0.6))
    direction = np.array(INWARDS[side]) + rng.normal(0, 0.15, 2)
    fingers = []
    for index in range(1 if is_thumb else int(rng.integers(2, 5))):
        root = root_on_edge(edges, side, first + 2.02 * radius * index)
        tip = root + direction * float(rng.uniform(*reach))
        fingers.append(
            Finger(
                root_uv=pair(root - 0.8 * direction),
                tip_uv=pair(tip),
                radius=radius,
                has_nail=is_thumb or bool(rng.random() < 0.3),
            )
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A finger in pixels of one frame."""

    root_xy: Field
    tip_xy: Field
    radius_px: float
    has_nail: bool

    def window(self, height_px: int, width_px: int) -> tuple[slice, slice]:
        """The pixels that it can touch."""
        low = np.floor(np.minimum(self.tip_xy, self.root_xy) - self.radius_px - 1)
        high = np.ceil(np.maximum(self.tip_xy, self.root_xy) + self.radius_px + 2)
        left, top = np.maximum(low, 0).astype(int).tolist()
        right, bottom = np.minimum(high, (width_px, height_px)).astype(int).tolist()
        return slice(top, max(top, bottom)), slice(left, max(left, right))


def draw_finger(image: Field, stroke: Stroke, skin: Field, towards: Field) -> None:
    """Shade a finger into `image` (h, w, 3), in place; `towards` points to the key light."""
    rows, columns = stroke.window(*image.shape[:2])
    patch = image[rows, columns]
    if not patch.size:
        return
    x = np.arange(columns.start, columns.stop, dtype=np.float32)[None] - float(stroke.root_xy[0])
    y = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] - float(stroke.root_xy[1])
    dx, dy = (stroke.tip_xy - stroke.root_xy).tolist()
    length = float(np.hypot(dx, dy)) + 1e-6
    run = (x * dx + y * dy) / length
    along = np.clip(run / length, 0, 1)
    width = stroke.radius_px * (1 - 0.22 * along)
    off_x, off_y = (x - along * dx) / width, (y - along * dy) / width
    distance = np.hypot(off_x, off_y)
    facing = np.sqrt(np.clip(1 - distance**2, 0, 1))
    lx, ly, lz = towards.tolist()
    shade = np.clip(0.3 + 0.7 * (off_x * lx - off_y * ly + facing * lz), 0.1, 1.2)
    from_tip = (length - run) / stroke.radius_px
    shade *= 1 - 0.25 * bump(from_tip, 2.1, 0.12) - 0.2 * bump(from_tip, 4.3, 0.15)
    colour = skin * shade[..., None]
    if stroke.has_nail:
        across = np.abs(off_x * dy - off_y * dx) / length
        nail = smoothstep(0.62, 0.5, across) * smoothstep(1.05, 0.9, from_tip)
        colour *= 1 + (NAIL - 1 + 0.12 * bump(across, 0.1, 0.2)[..., None]) * nail[..., None]
    patch += (colour - patch) * smoothstep(1.05, 0.92, distance)[..., None]
