"""Triangles to pixels without a graphics library: painter's algorithm and interpolation."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from msfans.synth.fields import Field, smoothstep, unit

Triangles = NDArray[np.int32]
NOTHING = -1


def vertex_normals(vertices_v3: Field, triangles_t3: Triangles) -> Field:
    """Unit normals (v, 3), weighted by triangle area."""
    a, b, c = (vertices_v3[triangles_t3[:, corner]] for corner in range(3))
    face_normals = cross(b - a, c - a)
    corners = triangles_t3.T.ravel()
    sums = [
        np.bincount(corners, np.tile(face_normals[:, axis], 3), len(vertices_v3))
        for axis in range(3)
    ]
    return unit(np.stack(sums, 1).astype(np.float32))


def cross(a: Field, b: Field) -> Field:
    """Cross products of rows; np.cross takes five times as long."""
    (ax, ay, az), (bx, by, bz) = a.T, b.T
    return np.stack([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx], 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Which triangle each covered pixel shows; n runs over the covered pixels, row by row."""

    rows_n: NDArray[np.intp]
    columns_n: NDArray[np.intp]
    triangle_n: NDArray[np.int32]
    corners_n3: Triangles
    weights_n3: Field

    def interpolate(self, attributes_vc: Field, where: NDArray | None = None) -> Field:
        """Attributes (n, c) of the covered pixels, or of those that `where` selects."""
        corners, weights = self.corners_n3, self.weights_n3
        if where is not None:
            corners, weights = corners[where], weights[where]
        mixed = attributes_vc[corners[:, 0]] * weights[:, :1]
        mixed += attributes_vc[corners[:, 1]] * weights[:, 1:2]
        mixed += attributes_vc[corners[:, 2]] * weights[:, 2:]
        return mixed


def cover(
    points_v2: Field,
    depth_v: Field,
    triangles_t3: Triangles,
    *,
    height_px: int,
    width_px: int,
    two_sided_t: NDArray[np.bool_] | None = None,
) -> Coverage:
    """Draw triangles far to near; larger `depth_v` is nearer. Back faces show if `two_sided_t`."""
    ids = triangle_ids(
        points_v2,
        depth_v,
        triangles_t3,
        height_px=height_px,
        width_px=width_px,
        two_sided_t=two_sided_t,
    )
    rows, columns = np.nonzero(ids != NOTHING)
    triangle = ids[rows, columns]
    corners = triangles_t3[triangle]
    weights = barycentric(points_v2, triangles_t3, triangle, columns, rows)
    return Coverage(
        rows_n=rows, columns_n=columns, triangle_n=triangle, corners_n3=corners, weights_n3=weights
    )


def triangle_ids(
    points_v2: Field,
    depth_v: Field,
    triangles_t3: Triangles,
    *,
    height_px: int,
    width_px: int,
    two_sided_t: NDArray[np.bool_] | None = None,
) -> Triangles:
    """Image (h, w) of the index of the nearest triangle, NOTHING where there is none."""
    corners_t32 = points_v2[triangles_t3]
    shown = on_screen(corners_t32, height_px, width_px)
    if two_sided_t is not None:
        shown &= (signed_area(corners_t32) < 0) | two_sided_t
    index = np.flatnonzero(shown)
    index = index[np.argsort(depth_v[triangles_t3[index]].sum(1), kind="stable")]
    fixed_point = np.round(corners_t32[index] * 16).astype(np.int32)
    image = np.full((height_px, width_px), NOTHING, np.int32)
    draw = cv2.fillConvexPoly
    for triangle, corners in zip(index.tolist(), fixed_point, strict=True):
        draw(image, corners, triangle, 8, 4)
    return image


def signed_area(corners_t32: Field) -> Field:
    """Twice the signed area in square pixels; negative faces the viewer (y points down)."""
    a, b, c = corners_t32[:, 0], corners_t32[:, 1], corners_t32[:, 2]
    return (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])


def on_screen(corners_t32: Field, height_px: int, width_px: int) -> NDArray[np.bool_]:
    """Triangles that touch the image and have an area."""
    low, high = corners_t32.min(1), corners_t32.max(1)
    inside = (high > 0).all(1) & (low[:, 0] < width_px) & (low[:, 1] < height_px)
    return inside & (np.abs(signed_area(corners_t32)) > 1e-6)


def barycentric(
    points_v2: Field,
    triangles_t3: Triangles,
    triangle_n: NDArray,
    columns_n: NDArray,
    rows_n: NDArray,
) -> Field:
    """Weights (n, 3) of the three corners at pixel centres, clipped into the triangle.

    Each weight is a plane over the image; its three coefficients are found once a triangle.
    """
    planes_t23 = weight_planes(points_v2[triangles_t3])[triangle_n]
    x, y = columns_n.astype(np.float32), rows_n.astype(np.float32)
    two = planes_t23[..., 0] * x[:, None] + planes_t23[..., 1] * y[:, None] + planes_t23[..., 2]
    weights = np.empty((len(x), 3), np.float32)
    weights[:, :2] = two
    weights[:, 2] = 1 - two[:, 0] - two[:, 1]
    np.clip(weights, 0, 1, out=weights)
    return weights / weights.sum(1, keepdims=True)


def weight_planes(corners_t32: Field) -> Field:
    """(t, 2, 3): a, b, c of weight = a x + b y + c for the first two corners of each triangle."""
    (ax, bx, cx), (ay, by, cy) = corners_t32[..., 0].T, corners_t32[..., 1].T
    doubled = (by - cy) * (ax - cx) + (cx - bx) * (ay - cy)
    inverse = 1 / np.where(np.abs(doubled) < 1e-9, np.float32(1e-9), doubled)
    first = np.stack([by - cy, cx - bx, -(by - cy) * cx - (cx - bx) * cy], 1)
    second = np.stack([cy - ay, ax - cx, -(cy - ay) * cx - (ax - cx) * cy], 1)
    return (np.stack([first, second], 1) * inverse[:, None, None]).astype(np.float32)


def visible_from(
    vertices_v3: Field, triangles_t3: Triangles, direction: Field, *, side_px: int = 256
) -> Field:
    """How much of a far light from `direction` reaches each vertex (v,): a soft shadow map."""
    towards = unit(np.asarray(direction, np.float32))
    across = unit(np.cross(towards, np.array([0.02, 1, 0.03], np.float32)))
    along = np.cross(towards, across)
    reach = 2.4  # model units: the head and the shoulders
    points = np.stack(
        [vertices_v3 @ across / reach + 0.5, vertices_v3 @ along / reach + 0.45], 1
    ).astype(np.float32) * np.float32(side_px)
    nearness = (vertices_v3 @ towards).astype(np.float32)
    ids = triangle_ids(points, nearness, triangles_t3, height_px=side_px, width_px=side_px)
    nearest = np.where(ids >= 0, nearness[triangles_t3].mean(1)[ids], np.float32(-9))
    nearest = cv2.blur(nearest.astype(np.float32), (3, 3))
    at = np.clip(points.astype(int), 0, side_px - 1)
    return 1 - smoothstep(0.03, 0.12, nearest[at[:, 1], at[:, 0]] - nearness)
