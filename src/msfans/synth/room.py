"""Rooms behind a subject: a wall, things on it, and often a rectangle right behind the head."""

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from msfans.synth.colour import linear, paint
from msfans.synth.difficulty import CROP_REACH_IOD, Difficulty
from msfans.synth.fields import Field, fractal_noise, smoothstep
from msfans.synth.light import Light
from msfans.synth.view import View


class RoomKind(StrEnum):
    """REPLAY-ATTACK's controlled background is plain, its adverse one is not."""

    PLAIN = "plain"
    RICH = "rich"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Place of each pixel (h, w) in eye distances from the face, x right and y down."""

    x: Field
    y: Field


def face_grid(view: View) -> Grid:
    """Coordinates about the face of a view."""
    centre_x, centre_y = view.centre_xy_px
    x = (np.arange(view.width_px, dtype=np.float32) - centre_x) / view.iod_px
    y = (np.arange(view.height_px, dtype=np.float32) - centre_y) / view.iod_px
    return Grid(
        x=np.broadcast_to(x.astype(np.float32), (view.height_px, view.width_px)),
        y=np.broadcast_to(y.astype(np.float32)[:, None], (view.height_px, view.width_px)),
    )


def draw_room(
    rng: np.random.Generator, view: View, kind: RoomKind, light: Light, difficulty: Difficulty
) -> Field:
    """Linear RGB (h, w, 3) of a room, out of focus, lit."""
    grid = face_grid(view)
    room = wall(rng, view, grid)
    count = rng.integers(0, 2) if kind is RoomKind.PLAIN else rng.integers(2, 6)
    for _ in range(int(count)):
        put_far_thing(room, rng, grid)
    if rng.random() < difficulty.clutter_share:
        put_rectangle(room, rng, grid, difficulty)
    defocus = max(0.6, view.iod_px * float(rng.uniform(0.005, 0.05)))
    return cv2.GaussianBlur(room, (0, 0), defocus) * light.on_wall


def wall(rng: np.random.Generator, view: View, grid: Grid) -> Field:
    """A painted wall with a slow gradient."""
    colour = linear(np.clip(rng.uniform(95, 230) + rng.normal(0, 9, 3) + (6, 2, -6), 30, 250))
    slope_x, slope_y = (0.04 * rng.normal(0, 1, 2)).tolist()
    shade = np.clip(1 + slope_x * grid.x + slope_y * grid.y, 0.3, 2)
    plaster = fractal_noise(rng, view.height_px, view.width_px, cells=40, octaves=2)
    return colour * (shade * np.exp(0.03 * plaster))[..., None]


def put_far_thing(room: Field, rng: np.random.Generator, grid: Grid) -> None:
    """A shelf, window, door, poster, lamp or plant anywhere in the room."""
    x, y = float(rng.uniform(-5, 5)), float(rng.uniform(-4, 3))
    half_width, half_height = rng.uniform(0.4, 2.2, 2).tolist()
    right, down = np.abs(grid.x - x) / half_width, np.abs(grid.y - y) / half_height
    is_round = rng.random() < 0.3
    outside = np.hypot(right, down) if is_round else np.maximum(right, down)
    bright = rng.random() < 0.2
    colour = np.full(3, rng.uniform(0.8, 1.6), np.float32) if bright else paint(rng)
    shade = (
        1 + float(rng.normal(0, 0.15)) * (grid.x - x) + float(rng.normal(0, 0.15)) * (grid.y - y)
    )
    texture = stripes(rng, grid) if rng.random() < 0.45 else np.ones_like(grid.x[:1])
    pattern = np.clip(shade, 0.4, 1.8) * texture
    blend(room, smoothstep(1.03, 0.97, outside), colour * pattern[..., None])


def stripes(rng: np.random.Generator, grid: Grid) -> Field:
    """Brightness (1, w) of a row of books or of the folds of a curtain."""
    x, rate = grid.x[:1], float(rng.uniform(3, 18))
    wave = np.sin(x * rate + 3 * np.sin(3 * x)).astype(np.float32)
    return 1 + 0.35 * (wave if rng.random() < 0.5 else smoothstep(-0.2, 0.2, wave))


def put_rectangle(
    room: Field, rng: np.random.Generator, grid: Grid, difficulty: Difficulty
) -> None:
    """A picture, whiteboard, door or monitor behind the head, as near as a medium's edge can be."""
    reach = CROP_REACH_IOD * rng.uniform(*difficulty.clutter_scale, 4)
    left, right, up, down = reach.tolist()
    turn = float(rng.normal(0, 0.04))
    x, y = grid.x + turn * grid.y, grid.y - turn * grid.x
    outside = np.maximum(np.maximum(x - right, -x - left), np.maximum(y - down, -y - up))
    blend(room, smoothstep(0.03, -0.03, outside), paint(rng) * (1 + 0.1 * y[..., None]))
    if rng.random() < 0.6:
        width = float(rng.uniform(0.03, 0.2))
        blend(room, smoothstep(0.03, -0.03, np.abs(outside) - width), paint(rng))


def blend(image: Field, cover: Field, colour: Field) -> None:
    """Lay `colour` over `image` where `cover` (h, w) says so, in place."""
    image += (colour - image) * cover[..., None]
