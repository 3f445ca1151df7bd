"""A person: traits, the shape of the head at rest, and the painted skin."""

from dataclasses import dataclass

import cv2
import numpy as np

from msfans.synth.fields import Field, seeded, smoothstep, unit, vector
from msfans.synth.head import HeadModel, Part, load_head
from msfans.synth.skin import SkinMaps, paint_skin
from msfans.synth.traits import Traits, draw_traits


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Everything that stays the same in all videos of a person."""

    traits: Traits
    head: HeadModel
    rest_v3: Field
    skin: SkinMaps
    scalp_v: Field


def make_identity(*names: object, monk: float) -> Identity:
    """The person called `names` (seed, corpus, split, subject), of the given skin tone."""
    rng = seeded("identity", *names)
    head = load_head()
    traits = draw_traits(rng, monk=monk)
    bare = head.draw_shape(rng, male=traits.male)
    skin = paint_skin(head.surface, traits, rng)
    scalp = scalp_of_vertices(head, skin)
    return Identity(
        traits=traits,
        head=head,
        rest_v3=with_hair_volume(bare, head, traits, scalp, rng),
        skin=skin,
        scalp_v=scalp,
    )


def scalp_of_vertices(head: HeadModel, skin: SkinMaps) -> Field:
    """Hair cover at each vertex (v,), smooth enough to move the mesh by."""
    soft = cv2.GaussianBlur(skin.scalp_hw, (0, 0), 6)
    x, y = np.ascontiguousarray(head.texture_xy_v2.T)[:, None]
    cover = cv2.remap(soft, x, y, cv2.INTER_LINEAR)[0]
    return cover * (head.part_v == Part.SKIN) * (1 - head.masks_v4[:, 2])


def with_hair_volume(
    rest_v3: Field, head: HeadModel, traits: Traits, scalp_v: Field, rng: np.random.Generator
) -> Field:
    """Lift the scalp by the hair's thickness, unevenly and more on top."""
    outwards = unit(rest_v3 - vector(0, 0.25, -0.9))
    waves = np.sin(rest_v3 @ rng.normal(0, 3, 3).astype(np.float32) + 1)
    lift = scalp_v**1.5 * traits.hair_volume
    lift = lift * (0.75 + 0.2 * waves + 0.5 * smoothstep(0.2, 1.2, rest_v3[:, 1]))
    if traits.long_hair:
        lift = lift + 0.05 * (head.part_v == Part.HAIR)
    return (rest_v3 + outwards * lift[:, None]).astype(np.float32)
