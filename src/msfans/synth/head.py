"""The morphable head: an average head and shoulders, its principal components, expressions.

The two assets hold what tools/build_head.py distilled from MakeHuman's CC0 assets. Model units:
about 0.62 to the distance between the eyes; the origin lies between them, x to the image's right,
y up, z towards the viewer. v runs over vertices, t over triangles, k over components.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from msfans.synth.fields import Field, smoothstep, vector
from msfans.synth.raster import Triangles, barycentric, triangle_ids

EYE_DISTANCE = 0.62
NECK_PIVOT = vector(0, -1.3, -0.9)
TEXTURE_HEIGHT, TEXTURE_WIDTH = 480, 768


class Part(IntEnum):
    """What a triangle belongs to, as numbered in the asset."""

    SKIN = 0
    EYE = 1
    TEETH = 2
    TONGUE = 3
    CLOTH = 4
    HAIR = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """The average skin unrolled on a cylinder: position and masks at each texel, (h, w) each."""

    x: Field
    y: Field
    z: Field
    lips: Field
    lids: Field
    ears: Field

    @property
    def azimuth(self) -> Field:
        """Angle from straight ahead, radians, unsigned."""
        return np.abs(np.arctan2(self.x, self.z + 0.9))


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadModel:
    """What all people share: topology, texture coordinates and the ways in which faces differ."""

    mean_v3: Field
    components_kd: Field
    coefficient_mean_gk: Field
    coefficient_cholesky_gkk: Field
    expressions: dict[str, Field]
    triangles_t3: Triangles
    part_t: NDArray[np.uint8]
    part_v: NDArray[np.uint8]
    masks_v4: Field
    occlusion_v: Field
    texture_xy_v2: Field
    surface: Surface
    follows_head_v: Field
    landmark_vertices: tuple[NDArray[np.intp], ...]

    def draw_shape(self, rng: np.random.Generator, *, male: bool) -> Field:
        """Vertices (v, 3) of a new person; coefficients beyond 1.8 deviations are cut off."""
        sex = int(male)
        normal = np.clip(rng.standard_normal(len(self.components_kd)), -1.8, 1.8) * 0.9
        weights = self.coefficient_mean_gk[sex] + self.coefficient_cholesky_gkk[sex] @ normal
        return self.mean_v3 + (weights.astype(np.float32) @ self.components_kd).reshape(-1, 3)

    def landmarks(self, points_v2: Field) -> Field:
        """(5, 2): image-left eye, image-right eye, nose tip, image-left and -right mouth corner."""
        return np.stack([points_v2[index].mean(0) for index in self.landmark_vertices])


@cache
def load_head() -> HeadModel:
    """The model of the installed package; read once a process."""
    asset = np.load(asset_path("head.npz"))
    mean = asset["mean"].reshape(-1, 3).astype(np.float32)
    mean = with_lowered_arms(mean)
    triangles, part_t = worn_triangles(mean, asset["tri"].astype(np.int32), asset["part"])
    part_v = np.zeros(len(mean), np.uint8)
    part_v[triangles.ravel()] = np.repeat(part_t, 3)
    masks = asset["masks"].astype(np.float32) / 255
    texture = texture_coordinates(mean)
    return HeadModel(
        mean_v3=mean,
        components_kd=(asset["comp"] * asset["comp_scale"]).astype(np.float32),
        coefficient_mean_gk=asset["coef_mu"],
        coefficient_cholesky_gkk=asset["coef_chol"],
        expressions=read_expressions(asset, mean, part_v),
        triangles_t3=triangles,
        part_t=part_t,
        part_v=part_v,
        masks_v4=masks,
        occlusion_v=np.clip(np.load(asset_path("ao.npy")), 0, 1).astype(np.float32),
        texture_xy_v2=texture,
        surface=unroll(mean, masks, texture, triangles[part_t == Part.SKIN]),
        follows_head_v=smoothstep(-2.3, -1.1, mean[:, 1]),
        landmark_vertices=find_landmarks(mean, masks, part_v),
    )


def asset_path(name: str) -> str:
    """Where an asset lies inside the installed package."""
    return str(files("msfans.synth") / "assets" / name)


def with_lowered_arms(mean_v3: Field) -> Field:
    """The assets stand with arms spread; a sitter's shoulders fall."""
    x, y = mean_v3[:, 0], mean_v3[:, 1]
    excess = np.maximum(np.abs(x) - 1.4, 0) * (y < -1.5)
    return mean_v3 + np.stack([-np.sign(x) * excess * 0.5, -excess * 0.8, excess * 0], 1)


def worn_triangles(mean_v3: Field, triangles_t3: Triangles, part_t: NDArray) -> tuple:
    """Triangles and parts without the body under the shirt and the hair before the face."""
    centre = mean_v3[triangles_t3].mean(1)
    keep = np.where(part_t == Part.SKIN, centre[:, 1] > -2.45, True)
    behind = (centre[:, 2] < -0.35) | ((centre[:, 1] > 0.75) & (centre[:, 2] < 0.1))
    keep &= np.where(part_t == Part.HAIR, behind, True)
    return triangles_t3[keep], part_t[keep]


def read_expressions(asset: np.lib.npyio.NpzFile, mean_v3: Field, part_v: NDArray) -> dict:
    """Displacement (v, 3) of each expression at full strength; lower teeth follow the jaw."""
    fields = asset["expr"].reshape(len(asset["expr_names"]), -1, 3).astype(np.float32)
    expressions = dict(zip(asset["expr_names"].tolist(), fields, strict=True))
    inner = np.isin(part_v, (Part.TEETH, Part.TONGUE))
    lower = inner & (mean_v3[:, 1] < mean_v3[inner, 1].mean())
    chin = (part_v == Part.SKIN) & (np.abs(mean_v3[:, 0]) < 0.2)
    chin &= (mean_v3[:, 1] < -0.85) & (mean_v3[:, 1] > -1.1) & (mean_v3[:, 2] > -0.3)
    expressions["jawOpen"][lower] = 0.8 * expressions["jawOpen"][chin].mean(0)
    return expressions


def texture_coordinates(mean_v3: Field) -> Field:
    """Texel (x, y) of each vertex on the unrolled cylinder about the head's axis."""
    azimuth = np.arctan2(mean_v3[:, 0], mean_v3[:, 2] + 0.9)
    across = (azimuth / (2 * np.pi) + 0.5) * (TEXTURE_WIDTH - 1)
    down = (1.6 - mean_v3[:, 1]) / 3.6 * (TEXTURE_HEIGHT - 1)
    return np.stack([across, down], 1).astype(np.float32)


def unroll(mean_v3: Field, masks_v4: Field, texture_v2: Field, skin_t3: Triangles) -> Surface:
    """Positions and masks of the average skin at every texel; far below it where there is none."""
    seam = np.ptp(texture_v2[skin_t3, 0], axis=1) > TEXTURE_WIDTH / 2
    triangles = skin_t3[~seam]
    nearness = np.hypot(mean_v3[:, 0], mean_v3[:, 2] + 0.9) - 2 * masks_v4[:, 2]
    ids = triangle_ids(
        texture_v2, nearness, triangles, height_px=TEXTURE_HEIGHT, width_px=TEXTURE_WIDTH
    )
    rows, columns = np.nonzero(ids >= 0)
    weights = barycentric(texture_v2, triangles, ids[rows, columns], columns, rows)
    attributes = np.concatenate([mean_v3, masks_v4], 1)[triangles[ids[rows, columns]]]
    maps = np.zeros((7, TEXTURE_HEIGHT, TEXTURE_WIDTH), np.float32)
    maps[1] = -9
    maps[:, rows, columns] = np.einsum("nk,nkc->cn", weights, attributes)
    x, y, z, lips, lids, ears, _ = maps
    return Surface(x=x, y=y, z=z, lips=lips, lids=lids, ears=ears)


def find_landmarks(mean_v3: Field, masks_v4: Field, part_v: NDArray) -> tuple[NDArray, ...]:
    """Vertex sets whose mean is each of the five points."""
    x, y, z = mean_v3.T
    skin = part_v == Part.SKIN
    lips = np.flatnonzero((masks_v4[:, 0] > 0.5) & skin)
    nose = np.flatnonzero(skin & (np.abs(x) < 0.1) & (y < -0.2) & (y > -0.65))
    return (
        lid_rim(mean_v3, part_v, side=-1),
        lid_rim(mean_v3, part_v, side=1),
        nose[z[nose] > z[nose].max() - 0.05],
        lips[[x[lips].argmin()]],
        lips[[x[lips].argmax()]],
    )


def lid_rim(mean_v3: Field, part_v: NDArray, *, side: int) -> NDArray:
    """Skin that lies on the front of an eyeball; its mean is the middle of the eye's opening.

    The middle of the eyeball itself is seen 0.025 eye distances nearer to the nose than the point
    that detectors and face templates mean by the eye.
    """
    eye = mean_v3[(part_v == Part.EYE) & (np.sign(mean_v3[:, 0]) == side)]
    centre = (eye.max(0) + eye.min(0)) / 2
    radius = np.linalg.norm(eye - centre, axis=1).mean()
    near = np.linalg.norm(mean_v3 - centre, axis=1) < 1.05 * radius
    return np.flatnonzero(near & (part_v == Part.SKIN) & (mean_v3[:, 2] > centre[2]))
