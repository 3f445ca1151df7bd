"""Light on the mesh: all that varies slowly over a face is worked out at its vertices."""

import numpy as np

from msfans.synth.fields import Field, bump, smoothstep, unit, vector
from msfans.synth.head import HeadModel, Part
from msfans.synth.identity import Identity
from msfans.synth.light import Light

SKIN_WRAP = vector(0.32, 0.16, 0.1)  # light bleeds round into shadow in skin, red the farthest
OTHER_WRAP = 0.02
INNER_DARKNESS = {Part.TEETH: 0.5, Part.TONGUE: 0.4}


# Columns of what the pixels interpolate.
DIFFUSE = slice(0, 3)  # RGB that falls on the surface
KEY_SHARE = 3  # how much of it a tilt of the normal changes
HIGHLIGHT = 4  # mirror-like share of the key light at gloss 1
SHEEN = 5  # grazing reflection of the sky at gloss 1
HAIR_GLINT = 6  # the band of light on hair
TEXTURE = slice(7, 9)  # texel x, y


def light_vertices(
    identity: Identity,
    vertices_v3: Field,
    normal_v3: Field,
    light: Light,
    *,
    visible_v: Field,
    eye_distance: float,
) -> Field:
    """All that pixels need of the light, (v, c), columns as above.

    `visible_v` is the share of the key light that reaches a vertex past the others.
    """
    head = identity.head
    occlusion, visible = covered(identity, vertices_v3, visible_v)
    facing = normal_v3 @ light.direction
    key = key_share(identity, facing, visible)
    diffuse = key * light.key + ambient(light, normal_v3, occlusion)
    to_eye = unit(vector(0, 0, eye_distance) - vertices_v3)
    mirror = np.clip((normal_v3 * unit(to_eye + light.direction)).sum(1), 0, 1)
    grazing = 1 - np.clip((normal_v3 * to_eye).sum(1), 0, 1)
    highlight = (0.1 * mirror**18 + 0.1 * mirror**60) * visible * (facing > 0)
    packed = np.concatenate(
        [
            diffuse,
            (visible * (facing > -0.2))[:, None],
            highlight[:, None],
            (0.08 * (0.04 + 0.5 * grazing**4) * occlusion)[:, None],
            (0.25 * bump(mirror, 0.93, 0.06) * visible)[:, None],
            head.texture_xy_v2,
        ],
        1,
    )
    return packed.astype(np.float32)


def covered(identity: Identity, vertices_v3: Field, visible_v: Field) -> tuple[Field, Field]:
    """Ambient and key light left at each vertex: lids shade the eyes, lips the mouth's inside."""
    head = identity.head
    occlusion, visible = head.occlusion_v.copy(), visible_v.copy()
    for part, share in INNER_DARKNESS.items():
        occlusion[head.part_v == part] *= share
    eyes = head.part_v == Part.EYE
    top = identity.rest_v3[eyes, 1].max()
    lit = smoothstep(0.02, 0.2, top - identity.rest_v3[eyes, 1])
    occlusion[eyes] = 0.3 + 0.5 * lit
    visible[eyes] = np.maximum(visible[eyes], 0.4) * (0.35 + 0.55 * lit)
    hair = head.part_v == Part.HAIR
    occlusion[hair], visible[hair] = 0.75, 1
    return occlusion, visible


def key_share(identity: Identity, facing_v: Field, visible_v: Field) -> Field:
    """Share (v, 3) of the key light's RGB: wrapped cosine, shadows with red edges on skin."""
    bare = (identity.head.part_v == Part.SKIN) & (identity.scalp_v < 0.5)
    wrap = np.where(bare[:, None], SKIN_WRAP, np.float32(OTHER_WRAP))
    cosine = np.clip((facing_v[:, None] + wrap) / (1 + wrap), 0, 1)
    return cosine * (0.12 + 0.88 * visible_v[:, None] ** vector(0.7, 1, 1.1))


def ambient(light: Light, normal_v3: Field, occlusion_v: Field) -> Field:
    """RGB (v, 3) of sky from above, ground from below, and the fill light."""
    upwards = 0.5 + 0.5 * normal_v3[:, 1:2]
    around = light.sky * upwards + light.ground * (1 - upwards)
    fill = np.clip(normal_v3 @ light.fill_direction, 0, 1)[:, None] * light.fill
    return around * occlusion_v[:, None] ** vector(0.8, 1, 1.1) + fill * occlusion_v[:, None]


def hair_normals(head: HeadModel, normal_v3: Field, vertices_v3: Field) -> Field:
    """Long hair is a coarse sheet; it is lit like the round head it hangs from."""
    hair = head.part_v == Part.HAIR
    normal_v3 = normal_v3.copy()
    normal_v3[hair] = unit(vertices_v3[hair] - vector(0, -0.2, -0.9))
    return normal_v3
