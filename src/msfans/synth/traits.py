"""What is drawn once a person: sex, age, skin tone, hair, beard, glasses, clothes."""

from dataclasses import dataclass

import numpy as np

from msfans.synth.colour import GREY_HAIR, HAIR_COLOURS, IRIS_COLOURS, linear, paint, skin_albedo
from msfans.synth.fields import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Glasses:
    """Spectacles; `radius` is half a lens's height in model units, `squareness` 0 is round."""

    colour: Field
    radius: float
    squareness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Clothes:
    """A shirt; `collar` is its height at the throat and `v_neck` its slope, in model units."""

    colour: Field
    second_colour: Field
    stripes_hz: float
    collar: float
    v_neck: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """The visible attributes of a person; `monk` runs over the Monk scale, 1 to 10."""

    male: bool
    age_years: float
    monk: float
    skin: Field
    hair: Field
    iris: Field
    long_hair: bool
    hair_end: float  # height of the tips of long hair, model units
    bald: bool
    fringe: bool
    hair_volume: float
    beard: float
    glasses: Glasses | None
    clothes: Clothes

    @property
    def darkness(self) -> float:
        """0 at the light end of the Monk scale, 1 at the dark end."""
        return (self.monk - 1) / 9

    @property
    def wear(self) -> float:
        """How far age has marked the face: 0 up to 30 years, 1 at 75."""
        return min(max((self.age_years - 30) / 45, 0.0), 1.0)


def draw_traits(rng: np.random.Generator, *, monk: float) -> Traits:
    """A person of the given skin tone; everything else is drawn."""
    male = bool(rng.random() < 0.5)
    age = float(rng.triangular(18, 28, 78))
    bald = bool(male and rng.random() < 0.05 + 0.25 * (age > 45))
    return Traits(
        male=male,
        age_years=age,
        monk=monk,
        skin=(skin_albedo(monk) * np.exp(rng.normal(0, 0.035, 3))).astype(np.float32),
        hair=draw_hair(rng, age=age, dark=monk > 5),
        iris=IRIS_COLOURS[rng.integers(2 if monk > 5 else 6)],
        long_hair=bool(not bald and rng.random() < (0.06 if male else 0.55)),
        hair_end=float(rng.uniform(-1.9, -1.1)),
        bald=bald,
        fringe=bool(not bald and rng.random() < 0.3),
        hair_volume=0.0 if bald else float(rng.uniform(0.05, 0.26)),
        beard=float(rng.choice((0, 0, 0.25, 0.6, 1))) if male else 0.0,
        glasses=draw_glasses(rng) if rng.random() < 0.25 else None,
        clothes=draw_clothes(rng),
    )


def draw_hair(rng: np.random.Generator, *, age: float, dark: bool) -> Field:
    """Hair colour; grey comes with age."""
    colour = HAIR_COLOURS[rng.integers(3 if dark else len(HAIR_COLOURS))]
    grey = float(np.clip((age - 42) / 30 + rng.normal(0, 0.25), 0, 1)) if age > 38 else 0.0
    mixed = colour * np.float32(1 - grey) + GREY_HAIR * np.float32(grey)
    return (mixed * np.exp(rng.normal(0, 0.12))).astype(np.float32)


def draw_glasses(rng: np.random.Generator) -> Glasses:
    """Dark or metal frames, round to nearly rectangular."""
    colour = linear(rng.uniform(10, 80) + rng.uniform(-8, 8, 3))
    return Glasses(
        colour=colour, radius=float(rng.uniform(0.2, 0.25)), squareness=float(rng.choice((0, 0.6)))
    )


def draw_clothes(rng: np.random.Generator) -> Clothes:
    """A plain or striped shirt."""
    return Clothes(
        colour=paint(rng),
        second_colour=paint(rng),
        stripes_hz=float(rng.uniform(6, 16)) if rng.random() < 0.3 else 0.0,
        collar=float(rng.uniform(-1.75, -1.45)),
        v_neck=float(rng.choice((0, 0, 0.5))),
    )
