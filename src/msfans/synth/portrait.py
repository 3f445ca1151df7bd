"""Renders a person: linear RGB, coverage and landmarks of one frame."""

from dataclasses import dataclass

import cv2
import numpy as np

from msfans.synth.fields import Field
from msfans.synth.glasses import draw_glasses
from msfans.synth.head import EYE_DISTANCE, Part
from msfans.synth.identity import Identity
from msfans.synth.light import Light
from msfans.synth.materials import Materials, materials, put_eyes
from msfans.synth.motion import Motion, posed
from msfans.synth.raster import Coverage, cover, vertex_normals, visible_from
from msfans.synth.shading import (
    DIFFUSE,
    HAIR_GLINT,
    HIGHLIGHT,
    KEY_SHARE,
    SHEEN,
    TEXTURE,
    hair_normals,
    light_vertices,
)

CAMERA_DISTANCE = 7.0  # model units from the eyes to the lens: 11 eye distances, 70 cm


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A picture's size and where a face lies in it; `iod_px` is the distance between the eyes."""

    height_px: int
    width_px: int
    iod_px: float
    centre_xy_px: tuple[float, float]

    def shrunk(self, factor: float) -> "View":
        """The same view with fewer pixels."""
        x, y = self.centre_xy_px
        return View(
            height_px=round(self.height_px / factor),
            width_px=round(self.width_px / factor),
            iod_px=self.iod_px / factor,
            centre_xy_px=(x / factor, y / factor),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """A pinhole before the face: model units to pixels."""

    view: View

    @property
    def focal_px(self) -> float:
        """Focal length in pixels."""
        return self.view.iod_px / EYE_DISTANCE * CAMERA_DISTANCE

    def points(self, vertices_v3: Field) -> Field:
        """Pixel (x, y) of each vertex, (v, 2) float32."""
        scale = np.float32(self.focal_px) / (np.float32(CAMERA_DISTANCE) - vertices_v3[:, 2])
        x, y = self.view.centre_xy_px
        across, down = vertices_v3[:, 0] * scale + x, y - vertices_v3[:, 1] * scale
        return np.stack([across, down], 1).astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A person cut out: linear RGB (h, w, 3), coverage (h, w) 0 to 1, landmarks (5, 2) px."""

    rgb: Field
    coverage: Field
    landmarks_xy: Field

    def over(self, background: Field) -> Field:
        """The person before a background."""
        cover_ = self.coverage[..., None]
        return background + (self.rgb - background) * cover_


class Sitter:
    """A person under one light, ready to be rendered frame after frame."""

    def __init__(self, identity: Identity, motion: Motion, light: Light) -> None:
        self.identity, self.motion, self.light = identity, motion, light
        head = identity.head
        shown = (head.part_t != Part.HAIR) | identity.traits.long_hair
        self.triangles_t3, self.part_t = head.triangles_t3[shown], head.part_t[shown]
        self.nearer_v = depth_offsets(head.part_v)
        self.visible_v = self.key_shadows()
        slope = identity.skin.relief_hw2 @ (light.direction[:2] * np.float32((-1, 1)))
        self.detail_hw3 = np.dstack([slope, identity.skin.scalp_hw, identity.skin.strands_hw])

    def key_shadows(self) -> Field:
        """Shadows of the first frame; they stay with the face while it moves a little."""
        head = self.identity.head
        solid = ~np.isin(head.part_t, (Part.HAIR, Part.EYE))
        pose = posed(self.identity, self.motion, 0)
        shadows = visible_from(pose, head.triangles_t3[solid], self.light.direction)
        return shadows.astype(np.float32)

    def render(self, frame: int, view: View) -> Layer:
        """The person at a frame of the motion."""
        vertices = posed(self.identity, self.motion, frame)
        projection = Projection(view=view)
        points = projection.points(vertices)
        coverage = cover(
            points,
            vertices[:, 2] + self.nearer_v,
            self.triangles_t3,
            height_px=view.height_px,
            width_px=view.width_px,
            two_sided_t=self.part_t == Part.HAIR,
        )
        rgb = np.zeros((view.height_px, view.width_px, 3), np.float32)
        rgb[coverage.rows_n, coverage.columns_n] = self.shade(coverage, vertices, frame)
        alpha = np.zeros((view.height_px, view.width_px), np.float32)
        alpha[coverage.rows_n, coverage.columns_n] = 1
        if self.identity.traits.glasses is not None:
            draw_glasses(rgb, alpha, self.identity, vertices, projection.points)
        return Layer(
            rgb=rgb,
            coverage=cv2.GaussianBlur(alpha, (0, 0), 0.6),
            landmarks_xy=self.identity.head.landmarks(points),
        )

    def shade(self, coverage: Coverage, vertices_v3: Field, frame: int) -> Field:
        """Linear RGB (n, 3) of the covered pixels."""
        head, light = self.identity.head, self.light
        normals = vertex_normals(vertices_v3, head.triangles_t3)
        normals = hair_normals(head, normals, vertices_v3)
        lit = light_vertices(
            self.identity,
            vertices_v3,
            normals,
            light,
            visible_v=self.visible_v,
            eye_distance=CAMERA_DISTANCE,
        )
        packed = coverage.interpolate(lit.packed_vc)
        parts = self.part_t[coverage.triangle_n]
        made = materials(self.identity, coverage, parts, packed[:, TEXTURE], self.detail_hw3)
        right, up = self.motion.gaze_t2[frame].tolist()
        put_eyes(made, self.identity, coverage, parts, (right, up))
        return reflected(made, packed, light, self.identity.traits.hair)


def depth_offsets(part_v: np.ndarray) -> Field:
    """Small shifts towards the viewer (v,) that keep lids before eyes and clothes before skin."""
    offsets = {Part.EYE: -0.06, Part.HAIR: -0.02, Part.CLOTH: 0.1}
    shift = np.zeros(len(part_v), np.float32)
    for part, offset in offsets.items():
        shift[part_v == part] = offset
    return shift


def reflected(made: Materials, packed_nc: Field, light: Light, hair: Field) -> Field:
    """Linear RGB (n, 3) that leaves each pixel towards the viewer."""
    falling = packed_nc[:, DIFFUSE] + (packed_nc[:, KEY_SHARE] * made.tilt_n)[:, None] * light.key
    rgb = made.albedo_n3 * falling
    rgb += (made.gloss_n * packed_nc[:, HIGHLIGHT])[:, None] * light.key
    rgb += (made.gloss_n * packed_nc[:, SHEEN])[:, None] * light.sky
    glint = (made.hair_n * packed_nc[:, HAIR_GLINT])[:, None]
    rgb += glint * ((hair + np.float32(0.05)) * light.key)
    return np.maximum(rgb, 0)
