"""What the attacker shows: a print or a screen, with its response and its fine structure."""

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from msfans.synth.colour import GAMMA, LUMINANCE, linear
from msfans.synth.difficulty import CROP_IOD_PX, Difficulty
from msfans.synth.fields import Field, fractal_noise
from msfans.synth.light import Light
from msfans.synth.placement import Surface

FULL_TURN = float(2 * np.pi)


class Medium(Protocol):
    """A print or a screen. Surface points are (u, v) in eye distances of the depicted face."""

    @property
    def structure(self) -> "Structure":
        """The periodic fine structure."""
        ...

    @property
    def blur_iod(self) -> float:
        """Sigma of the blur of printing or showing, in eye distances."""
        ...

    @property
    def casts_shadow(self) -> float:
        """Depth of the shadow around it, 0 to 1."""
        ...

    def reproduce(self, display_rgb: Field) -> Field:
        """Linear reflectance or radiance (h, w, 3) of a picture in display values."""
        ...

    def ripple(self, surface: Surface, picture: Field) -> Field:
        """Periodic structure (h, w, 3) about 1, as sampled at the camera's pixels."""
        ...

    def lit(self, picture: Field, surface: Surface, light: Light, time_s: float) -> Field:
        """Radiance of the picture under the room's light."""
        ...

    def border(self, surface: Surface, light: Light) -> Field:
        """Radiance of the paper margin or bezel."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """The periodic structure: its pitch in eye distances, strength and direction in radians."""

    pitch_iod: float
    strength: float
    angle: float


def draw_structure(
    rng: np.random.Generator, difficulty: Difficulty, *, texture: float, iod_px: float
) -> Structure:
    """A pitch just above the camera's pixel, so that sampling turns it into the drawn period.

    A pitch of p px is seen with the period p / (p - 1): the sampling itself makes the moire.
    """
    period_iod = rng.uniform(*difficulty.alias_period_px) / CROP_IOD_PX
    period_px = max(2.4, float(period_iod) * iod_px)
    return Structure(
        pitch_iod=1 / (1 - 1 / period_px) / iod_px,
        strength=texture * float(rng.uniform(0.6, 1)),
        angle=float(rng.uniform(-0.12, 0.12)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Glare:
    """A soft reflection of a lamp at (u, v)."""

    u: float
    v: float
    strength: float

    def at(self, u: Field, v: Field, spread: float) -> Field:
        """Its share of the key light at points of the medium."""
        return self.strength * np.exp(-((u - self.u) ** 2 + (v - self.v) ** 2) / spread)


def draw_glare(rng: np.random.Generator, tone: float) -> Glare:
    """Present in 60 % of the media."""
    u, v = rng.uniform(-1.6, 1.6, 2).tolist()
    strength = float(rng.uniform(0, 0.4)) * tone * float(rng.random() < 0.6)
    return Glare(u=u, v=v, strength=strength)


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """An ink-jet or laser print: reduced gamut, raised black, halftone dots, paper grain."""

    saturation: float
    black: float
    gamma: float
    paper: Field
    cast: Field
    banding: float
    banding_rate: float
    grain_hw: Field
    structure: Structure
    glare: Glare
    margin: Field
    blur_iod: float
    casts_shadow: float = 0.45

    def reproduce(self, display_rgb: Field) -> Field:
        """Reflectance; rows of the print head differ a little."""
        light = cv2.pow(np.clip(display_rgb, 0, 1), GAMMA * self.gamma)
        grey = (light @ LUMINANCE)[..., None]
        inked = grey + (light - grey) * self.saturation
        rows = np.arange(len(inked), dtype=np.float32) * (self.banding_rate / len(inked))
        bands = 1 + self.banding * np.sin(rows)[:, None, None]
        return (self.black + (1 - self.black) * inked) * (self.paper * self.cast) * bands

    def ripple(self, surface: Surface, picture: Field) -> Field:
        """Three screens of dots, one an ink, a little rotated; strongest in the middle tones."""
        dots = np.empty((*surface.u.shape, 3), np.float32)
        for ink, turn in enumerate((0.0, 0.10, -0.08)):
            angle, rate = self.structure.angle + turn, FULL_TURN / self.structure.pitch_iod
            cosine, sine = float(np.cos(angle)) * rate, float(np.sin(angle)) * rate
            across = np.cos(cosine * surface.u + sine * surface.v)
            dots[..., ink] = across + np.cos(cosine * surface.v - sine * surface.u)
        tone = np.sqrt(np.clip(picture @ LUMINANCE, 0, 1))
        middle = 0.4 + 2.4 * tone * (1 - tone)
        return 1 + (0.11 * self.structure.strength) * dots * middle[..., None]

    def lit(self, picture: Field, surface: Surface, light: Light, time_s: float) -> Field:
        """Paper reflects; a bent sheet is shaded, and its coating glints."""
        return picture * self.grained(surface) * self.falling(surface, light) + self.glint(
            surface, light
        )

    def border(self, surface: Surface, light: Light) -> Field:
        """Blank paper."""
        return self.margin * self.falling(surface, light) + self.glint(surface, light)

    def grained(self, surface: Surface) -> Field:
        """Paper fibre, fixed to the sheet."""
        height, width = self.grain_hw.shape
        x = (surface.u * 0.25 + 0.5) * width
        y = (surface.v * 0.25 + 0.5) * height
        grain = cv2.remap(self.grain_hw, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        return 1 + grain[..., None]

    def falling(self, surface: Surface, light: Light) -> Field:
        """Light (h, w, 3) on the sheet by the direction it faces."""
        right, up, ahead = light.direction.tolist()
        facing = surface.slope * right + np.sqrt(1 - surface.slope**2) * ahead + 0.15
        shade = 0.35 + np.clip(0.2 + 0.8 * facing, 0.12, 1.6)
        shade = shade + 0.08 * (surface.u * right - surface.v * up)
        return shade[..., None] * (light.key * np.float32(0.75) + light.sky * np.float32(0.5))

    def glint(self, surface: Surface, light: Light) -> Field:
        """A highlight that wanders over bent paper."""
        glare = self.glare.at(surface.u - 2.5 * surface.slope, surface.v, 0.5)
        return (glare * 0.6)[..., None] * light.key


def draw_print(
    rng: np.random.Generator, difficulty: Difficulty, *, texture: float, tone: float, iod_px: float
) -> Print:
    """A print; `tone` scales all that shows at every crop scale."""
    return Print(
        saturation=1 - 0.45 * tone * float(rng.uniform(0.3, 1)),
        black=0.01 + 0.05 * tone * float(rng.uniform(0.3, 1)),
        gamma=1 + float(rng.normal(0, 0.18)) * tone,
        paper=linear(rng.uniform((205, 205, 200), (248, 246, 244))),
        cast=np.exp(rng.normal(0, 0.09, 3) * tone).astype(np.float32),
        banding=float(rng.uniform(0, 0.04)) * texture,
        banding_rate=float(rng.uniform(140, 420)),
        grain_hw=fractal_noise(rng, 256, 256, cells=90, octaves=2) * np.float32(0.035 * texture),
        structure=draw_structure(rng, difficulty, texture=texture, iod_px=iod_px),
        glare=draw_glare(rng, tone),
        margin=linear(rng.uniform(215, 250, 3)),
        blur_iod=float(rng.uniform(0, 0.9)) * (0.3 + 0.7 * min(texture, 1)) / 80,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A phone, tablet or monitor: its own light, sub-pixel stripes, reflections, refresh bands."""

    gamma: float
    white: Field
    reflection: float
    band_strength: float
    band_rate_hz: float
    structure: Structure
    glare: Glare
    bezel: Field
    blur_iod: float
    casts_shadow: float = 0.18

    def reproduce(self, display_rgb: Field) -> Field:
        """Radiance; black is not quite black."""
        light = cv2.pow(np.clip(display_rgb, 0, 1), GAMMA * self.gamma)
        return (light + np.float32(0.006)) * self.white

    def ripple(self, surface: Surface, picture: Field) -> Field:
        """Red, green and blue stripes side by side, and rows."""
        rate = FULL_TURN / self.structure.pitch_iod
        rows = 0.6 * np.cos(rate * surface.v)
        across = rate * surface.u
        stripes = [np.cos(across + FULL_TURN * third / 3) + rows for third in range(3)]
        return 1 + (0.14 * self.structure.strength) * np.stack(stripes, -1)

    def lit(self, picture: Field, surface: Surface, light: Light, time_s: float) -> Field:
        """The room mirrors in the glass; bands of the refresh wander."""
        phase = surface.v * 1.3 + FULL_TURN * self.band_rate_hz * time_s
        bands = 1 + self.band_strength * np.sin(phase)
        return picture * bands[..., None] + self.mirrored(surface, light)

    def border(self, surface: Surface, light: Light) -> Field:
        """Bezel, black or white."""
        return self.bezel * (light.sky + light.key * np.float32(0.3)) + np.float32(self.reflection)

    def mirrored(self, surface: Surface, light: Light) -> Field:
        """Blurred reflections of a room and of a lamp."""
        u, v = surface.u, surface.v
        room = 0.5 + 0.5 * np.sin(u * 1.1 + self.glare.u) * np.sin(v * 0.9 + self.glare.v)
        lamp = self.glare.at(u, v, 0.25) * 0.5
        return (self.reflection * room)[..., None] * light.sky + lamp[..., None] * light.key


def draw_screen(
    rng: np.random.Generator, difficulty: Difficulty, *, texture: float, tone: float, iod_px: float
) -> Screen:
    """A screen; `tone` scales all that shows at every crop scale."""
    bluish = np.array([0.9, 1.0, 1.14]) ** (tone * rng.uniform(0.2, 1.2))
    return Screen(
        gamma=1 + float(rng.normal(0, 0.18)) * tone,
        white=(bluish * rng.uniform(0.5, 1.1)).astype(np.float32),
        reflection=float(rng.uniform(0.005, 0.05)) * (0.3 + tone),
        band_strength=0.03 * tone * float(rng.uniform(0.3, 1)),
        band_rate_hz=float(rng.uniform(0.5, 4)),
        structure=draw_structure(rng, difficulty, texture=texture, iod_px=iod_px),
        glare=draw_glare(rng, tone),
        bezel=linear(rng.choice((12, 20, 235)) + rng.uniform(-5, 10, 3)),
        blur_iod=float(rng.uniform(0, 0.9)) * (0.3 + 0.7 * min(texture, 1)) / 80,
    )
