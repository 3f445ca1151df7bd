"""The light of a room: a key light with shadows, a sky-to-ground ambient and a weak fill."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from msfans.synth.fields import Field, unit, vector


class LightKind(StrEnum):
    """The two lights of REPLAY-ATTACK: even office light, or a window to one side."""

    CONTROLLED = "controlled"
    ADVERSE = "adverse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """Directions are unit vectors towards the light; the rest is linear RGB radiance."""

    direction: Field
    key: Field
    sky: Field
    ground: Field
    fill_direction: Field
    fill: Field

    @property
    def on_wall(self) -> Field:
        """Linear RGB that falls on a wall behind the subject."""
        return self.key * np.float32(0.6) + self.sky


def draw_light(rng: np.random.Generator, kind: LightKind) -> Light:
    """A light of the kind asked for."""
    if kind is LightKind.CONTROLLED:
        azimuth, elevation = rng.normal(0, 0.35), rng.uniform(0.4, 0.9)
        key, ambient = rng.uniform(0.55, 0.8), rng.uniform(0.35, 0.5)
    else:
        azimuth = rng.choice((-1, 1)) * rng.uniform(0.7, 1.3)
        elevation = rng.uniform(0.1, 0.6)
        key, ambient = rng.uniform(0.6, 1.0), rng.uniform(0.17, 0.3)
    warmth = 0.12 * rng.normal(0, 1, 2)
    tint = np.clip((1 + warmth[0], 1, 1 - warmth[1]), 0.75, 1.25).astype(np.float32)
    flat = float(np.cos(elevation))
    towards = vector(np.sin(azimuth) * flat, np.sin(elevation), np.cos(azimuth) * flat)
    return Light(
        direction=towards,
        key=tint * np.float32(key),
        sky=(ambient * rng.normal(1, 0.05, 3)).astype(np.float32),
        ground=tint * np.float32(ambient * 0.45),
        fill_direction=unit(vector(-np.sin(azimuth), 0.1, 1)),
        fill=np.full(3, ambient * 0.35, np.float32),
    )
