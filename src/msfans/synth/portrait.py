"""Renders a person: linear RGB, coverage and landmarks of one frame."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from msfans.synth.fields import Field, vector
from msfans.synth.glasses import draw_glasses
from msfans.synth.hair import locks_density
from msfans.synth.head import Part
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
from msfans.synth.view import CAMERA_DISTANCE, Projection, View

Mask = NDArray[np.bool_]
Parts = NDArray[np.integer]


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
        self.is_locks_t = head.part_t == Part.HAIR
        self.nearer_v = depth_offsets(head.part_v)
        self.visible_v = self.key_shadows()
        slope = identity.skin.relief_hw2 @ (light.direction[:2] * vector(-1, 1))
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
        packed_vc = self.lit(vertices)
        rgb = np.zeros((view.height_px, view.width_px, 3), np.float32)
        alpha = np.zeros((view.height_px, view.width_px), np.float32)
        body = self.cover(points, vertices, view, ~self.is_locks_t)
        parts = self.identity.head.part_t[~self.is_locks_t][body.triangle_n]
        rgb[body.rows_n, body.columns_n] = self.shade(body, parts, packed_vc, frame)
        alpha[body.rows_n, body.columns_n] = 1
        if self.identity.traits.long_hair:
            locks = self.cover(points, vertices, view, self.is_locks_t)
            parts = np.full(len(locks.triangle_n), Part.HAIR)
            shaded = self.shade(locks, parts, packed_vc, frame)
            density = locks_density(self.identity, locks, body, vertices[:, 2], alpha.shape)
            lay(rgb, alpha, locks, shaded, density)
        if self.identity.traits.glasses is not None:
            draw_glasses(rgb, alpha, self.identity, vertices, projection.points)
        return Layer(
            rgb=rgb,
            coverage=cv2.GaussianBlur(alpha, (0, 0), 0.6),
            landmarks_xy=self.identity.head.landmarks(points),
        )

    def cover(self, points_v2: Field, vertices_v3: Field, view: View, which_t: Mask) -> Coverage:
        """The pixels that some of the triangles cover; hair is a sheet with two sides."""
        triangles = self.identity.head.triangles_t3[which_t]
        return cover(
            points_v2,
            vertices_v3[:, 2] + self.nearer_v,
            triangles,
            height_px=view.height_px,
            width_px=view.width_px,
            two_sided_t=self.is_locks_t[which_t],
        )

    def lit(self, vertices_v3: Field) -> Field:
        """What the pixels interpolate, (v, c)."""
        normals = vertex_normals(vertices_v3, self.identity.head.triangles_t3)
        return light_vertices(
            self.identity,
            vertices_v3,
            hair_normals(self.identity.head, normals, vertices_v3),
            self.light,
            visible_v=self.visible_v,
            eye_distance=CAMERA_DISTANCE,
        )

    def shade(self, coverage: Coverage, part_n: Parts, packed_vc: Field, frame: int) -> Field:
        """Linear RGB (n, 3) of the covered pixels."""
        packed = coverage.interpolate(packed_vc)
        made = materials(self.identity, coverage, part_n, packed[:, TEXTURE], self.detail_hw3)
        right, up = self.motion.gaze_t2[frame].tolist()
        put_eyes(made, self.identity, coverage, part_n, (right, up))
        return reflected(made, packed, self.light, self.identity.traits.hair)


def lay(rgb: Field, alpha: Field, locks: Coverage, shaded_n3: Field, density_n: Field) -> None:
    """Lay half transparent locks over what is there, in place."""
    at = locks.rows_n, locks.columns_n
    below = rgb[at] * alpha[at][:, None]
    total = density_n + alpha[at] * (1 - density_n)
    mixed = shaded_n3 * density_n[:, None] + below * (1 - density_n)[:, None]
    rgb[at] = mixed / np.maximum(total, np.float32(1e-3))[:, None]
    alpha[at] = total


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
