"""What each pixel of a person is made of: skin and scalp from the maps, the rest by formula."""

from dataclasses import dataclass

import numpy as np

from msfans.synth.colour import SCLERA, TEETH, TONGUE
from msfans.synth.fields import Field, bump, smoothstep, unit, vector
from msfans.synth.hair import strand_pattern
from msfans.synth.head import Part
from msfans.synth.identity import Identity
from msfans.synth.motion import eyeball
from msfans.synth.raster import Coverage
from msfans.synth.skin import gather


@dataclass(frozen=True, slots=True, kw_only=True)
class Materials:
    """Properties of n covered pixels; `tilt_n` is the relief's slope towards the key light."""

    albedo_n3: Field
    gloss_n: Field
    hair_n: Field
    tilt_n: Field


def materials(
    identity: Identity, coverage: Coverage, part_n: np.ndarray, texels_n2: Field, detail_hw3: Field
) -> Materials:
    """`detail_hw3` holds tilt, scalp and strands on the unrolled head."""
    surface = gather(identity.skin.material_hw4, texels_n2)
    detail = gather(detail_hw3, texels_n2)
    is_skin = part_n == Part.SKIN
    made = Materials(
        albedo_n3=np.ascontiguousarray(surface[:, :3]),
        gloss_n=surface[:, 3].copy(),
        hair_n=detail[:, 1] * is_skin,
        tilt_n=detail[:, 0] * is_skin,
    )
    put_mouth(made, part_n)
    put_clothes(made, identity, coverage, part_n == Part.CLOTH)
    put_hair(made, identity, coverage, part_n == Part.HAIR)
    return made


def put_mouth(made: Materials, part_n: np.ndarray) -> None:
    """Teeth and tongue."""
    for part, colour in ((Part.TEETH, TEETH), (Part.TONGUE, TONGUE)):
        where = part_n == part
        made.albedo_n3[where], made.gloss_n[where] = colour, 0.5


def put_clothes(made: Materials, identity: Identity, coverage: Coverage, where: np.ndarray) -> None:
    """A shirt with folds and perhaps stripes, open at the neck."""
    if not where.any():
        return
    clothes = identity.traits.clothes
    x, y, z = coverage.interpolate(identity.rest_v3, where).T
    folds = 1 + 0.1 * np.sin(6 * y + 3 * np.sin(2.2 * x + z)) + 0.06 * np.sin(17 * x + 5 * y)
    colour = clothes.colour * folds[:, None]
    if clothes.stripes_hz:
        stripe = smoothstep(-0.2, 0.2, np.sin(clothes.stripes_hz * y))[:, None]
        colour = colour + stripe * (clothes.second_colour - colour)
    neckline = clothes.collar + clothes.v_neck * np.clip(np.abs(x) - 0.4, -0.4, 0)
    open_neck = smoothstep(-0.02, 0.02, y - neckline)[:, None]
    hem = bump(y - neckline, -0.03, 0.03)[:, None]
    colour = colour * (1 - 0.35 * hem)
    made.albedo_n3[where] = colour + open_neck * (identity.traits.skin - colour)
    made.gloss_n[where] = 0.05 + 0.3 * open_neck[:, 0]


def put_hair(made: Materials, identity: Identity, coverage: Coverage, where: np.ndarray) -> None:
    """Long hair; its strands are light and dark."""
    if not where.any():
        return
    strands = strand_pattern(identity, coverage)[where]
    made.albedo_n3[where] = identity.traits.hair * np.exp(0.25 * strands)[:, None]
    made.hair_n[where], made.gloss_n[where], made.tilt_n[where] = 1, 0, 0


def put_eyes(
    made: Materials,
    identity: Identity,
    coverage: Coverage,
    part_n: np.ndarray,
    gaze: tuple[float, float],
) -> None:
    """Sclera, iris and pupil of both eyes, turned by `gaze` radians (right, up)."""
    where = np.flatnonzero(part_n == Part.EYE)
    if not len(where):
        return
    rest = coverage.interpolate(identity.rest_v3, where)
    looking = unit(vector(*gaze, 1))
    for side in (-1, 1):
        mine = np.sign(rest[:, 0]) == side
        _, centre = eyeball(identity, side)
        made.albedo_n3[where[mine]] = eye_colour(
            unit(rest[mine] - centre), looking, identity.traits.iris
        )
    made.gloss_n[where], made.hair_n[where], made.tilt_n[where] = 2.5, 0, 0


def eye_colour(outwards_n3: Field, looking: Field, iris: Field) -> Field:
    """Colour (n, 3) of an eyeball by the angle from the direction it looks in."""
    angle = np.arccos(np.clip(outwards_n3 @ looking, -1, 1))
    around = np.arctan2(outwards_n3[:, 1], outwards_n3[:, 0])
    fibres = 1 + 0.3 * np.sin(around * 23 + 7 * np.sin(around * 9))
    ring = 0.65 + 0.7 * smoothstep(0.2, 0.45, angle)
    colour = SCLERA * (1 - 0.25 * smoothstep(0.6, 1.3, angle))[:, None]
    colour += (iris * (fibres * ring)[:, None] - colour) * smoothstep(0.56, 0.5, angle)[:, None]
    colour *= 1 - 0.6 * bump(angle, 0.52, 0.05)[:, None]
    return colour * (1 - 0.97 * smoothstep(0.24, 0.19, angle))[:, None]
