"""Re-photographs a medium: the attack as the second camera sees it."""

from dataclasses import dataclass

import cv2
import numpy as np

from msfans.synth.camera import Frame
from msfans.synth.exhibit import Exhibit
from msfans.synth.fields import Field, smoothstep
from msfans.synth.footage import Scene, Times, eye_distance
from msfans.synth.hands import Finger, Stroke, draw_finger
from msfans.synth.light import Light
from msfans.synth.placement import Edges, Placement, Surface

HOLE_HALF_WIDTH, HOLE_HALF_HEIGHT = 0.30, 0.17  # eye distances
SHADOW_REACH_IOD = 0.6
COARSE_PX = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class EyeHoles:
    """Living eyes behind a cut photo; `rim` is how pale the cut edge is."""

    behind: Scene
    rim: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Grip:
    """The fingers on the medium."""

    fingers: tuple[Finger, ...]
    skin: Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Recapture:
    """An attack before its second camera."""

    exhibit: Exhibit
    placement: Placement
    edges: Edges
    light: Light
    backdrop: Field
    times_s: Times
    grip: Grip
    holes: EyeHoles | None = None

    def frame(self, index: int) -> Frame:
        """The medium before its backdrop."""
        image = self.backdrop.copy()
        ripple = np.ones_like(image)
        window = self.window(index)
        surface = self.surface(index, window)
        outside = self.edges.outside(surface.u, surface.v)
        self.put_medium(image[window], ripple[window], surface, outside, index)
        self.put_fingers(image, index)
        return Frame(rgb=image, ripple=ripple, landmarks_xy=self.landmarks(index))

    def put_medium(
        self, image: Field, ripple: Field, surface: Surface, outside: Field, index: int
    ) -> None:
        """Shadow, border and picture, into views of the whole image, in place."""
        soft = 1.2 / self.placement.poses[index].iod_px
        medium = self.exhibit.medium
        picture = self.exhibit.picture(surface, index)
        lit = medium.lit(picture, surface, self.light, float(self.times_s[index]))
        if self.holes is not None:
            lit = self.with_eyes(lit, surface, index, self.holes)
        inner = smoothstep(soft, -soft, outside)[..., None]
        outer = smoothstep(soft, -soft, outside - self.edges.border)[..., None]
        beyond = smoothstep(SHADOW_REACH_IOD, 0.0, outside - self.edges.border)
        image *= (1 - medium.casts_shadow * beyond)[..., None]
        border = medium.border(surface, self.light)
        image += (border + (lit - border) * inner - image) * outer
        ripple += (medium.ripple(surface, picture) - 1) * inner

    def with_eyes(self, lit: Field, surface: Surface, index: int, holes: EyeHoles) -> Field:
        """Cut the holes; the eyes behind lie deeper, so they shift as the paper moves."""
        behind = holes.behind.frame(index)
        cuts = self.exhibit.landmarks_uv(0)[:2]
        tilt = np.array((self.placement.tilt_x, self.placement.tilt_y)) * 0.15
        for cut, eye in zip(cuts.tolist(), behind.landmarks_xy[:2].tolist(), strict=True):
            u, v = surface.u - cut[0], surface.v - cut[1]
            lit = self.with_eye(lit, u, v, np.array(eye) + tilt, behind, holes.rim)
        return lit

    def with_eye(
        self, lit: Field, u: Field, v: Field, eye_xy: np.ndarray, behind: Frame, rim: float
    ) -> Field:
        """One hole at (u, v) = 0 with the live eye at `eye_xy` px behind it."""
        iod_px = eye_distance(behind.landmarks_xy)
        x = (u * iod_px + float(eye_xy[0])).astype(np.float32)
        y = (v * iod_px + float(eye_xy[1])).astype(np.float32)
        live = cv2.remap(behind.rgb, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        inside = np.hypot(u / HOLE_HALF_WIDTH, v / HOLE_HALF_HEIGHT) - 1
        shade = 0.45 + 0.55 * smoothstep(-0.02, -0.6, inside + 0.25 * (v < 0))
        hole = smoothstep(0.18, -0.18, inside)[..., None]
        lit = lit + (live * shade[..., None] - lit) * hole
        edge = rim * np.exp(-((inside / 0.12) ** 2))[..., None]
        paper = self.light.on_wall * np.float32(0.7)
        return lit + (paper - lit) * edge

    def put_fingers(self, image: Field, index: int) -> None:
        """The hand, lit by the room, in place."""
        skin = self.grip.skin * self.light.on_wall
        for finger in self.grip.fingers:
            ends = np.array((finger.tip_uv, finger.root_uv), np.float32)
            tip, root = self.placement.pixels(index, ends)
            stroke = Stroke(
                root_xy=root,
                tip_xy=tip,
                radius_px=finger.radius * self.placement.poses[index].iod_px,
                has_nail=finger.has_nail,
            )
            draw_finger(image, stroke, skin, self.light.direction)

    def landmarks(self, index: int) -> Field:
        """Where the five points of the depicted face are seen, (5, 2) px."""
        return self.placement.pixels(index, self.exhibit.landmarks_uv(index))

    def surface(self, index: int, window: tuple[slice, slice]) -> Surface:
        """Medium coordinates of the pixels of a window."""
        rows, columns = window
        x = np.arange(columns.start, columns.stop, dtype=np.float32)[None]
        y = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None]
        x, y = np.broadcast_arrays(x, y)
        return self.placement.surface(index, x, y)

    def window(self, index: int) -> tuple[slice, slice]:
        """The rectangle of the picture that the medium and its shadow touch."""
        height, width = self.backdrop.shape[:2]
        x, y = np.meshgrid(
            np.arange(0, width + COARSE_PX, COARSE_PX, dtype=np.float32),
            np.arange(0, height + COARSE_PX, COARSE_PX, dtype=np.float32),
        )
        seen = self.placement.surface(index, x, y)
        near = self.edges.outside(seen.u, seen.v) < self.edges.border + SHADOW_REACH_IOD
        rows, columns = np.flatnonzero(near.any(1)), np.flatnonzero(near.any(0))
        return span(rows, height), span(columns, width)


def span(touched: np.ndarray, limit: int) -> slice:
    """Pixels from the first to the last touched coarse step, one step wider."""
    if not len(touched):
        return slice(0, 0)
    first, last = int(touched[0]) - 1, int(touched[-1]) + 2
    return slice(max(0, first * COARSE_PX), min(limit, last * COARSE_PX))
