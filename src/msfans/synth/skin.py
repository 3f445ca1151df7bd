"""Paints a person's skin, brows, lips, beard and scalp on the unrolled head.

Each layer takes the albedo so far, (h, w, 3) in linear light, and gives the next. Places are in
model units on the average head, so that a layer lies right on every face.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from msfans.synth.fields import Field, bump, fractal_noise, smoothstep, vector
from msfans.synth.head import TEXTURE_HEIGHT, TEXTURE_WIDTH, Surface
from msfans.synth.traits import Traits

REMAP_COLUMNS = 1024  # cv2.remap fails beyond 32,767 rows, so pixel lists are folded


@dataclass(frozen=True, slots=True, kw_only=True)
class SkinMaps:
    """Textures (h, w, ...): `material_hw4` is albedo and gloss; `relief_hw2` tilts the normal."""

    material_hw4: Field
    relief_hw2: Field
    scalp_hw: Field
    strands_hw: Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Noises:
    """Fractal noise (h, w) of unit deviation from patches to pores."""

    coarse: Field
    middle: Field
    pores: Field


def paint_skin(surface: Surface, traits: Traits, rng: np.random.Generator) -> SkinMaps:
    """All maps of one person."""
    size = (TEXTURE_HEIGHT, TEXTURE_WIDTH)
    noises = Noises(
        coarse=fractal_noise(rng, *size, cells=10, octaves=3),
        middle=fractal_noise(rng, *size, cells=60, octaves=3),
        pores=fractal_noise(rng, *size, cells=250, octaves=2),
    )
    albedo = complexion(surface, traits, noises, rng)
    albedo = with_spots(albedo, surface, traits, rng)
    albedo = with_lips(albedo, surface, traits, noises, rng)
    albedo = with_brows(albedo, surface, traits, rng)
    albedo = with_beard(albedo, surface, traits, noises)
    strands = hair_strands(rng)
    scalp = scalp_hair(surface, traits, noises, strands, rng)
    hair = traits.hair * np.exp(0.3 * strands + 0.15 * noises.coarse)[..., None]
    albedo += (hair - albedo) * scalp[..., None]
    gloss = skin_gloss(surface, noises, rng) * (1 - scalp)
    material = np.concatenate([np.clip(albedo, 0.004, 0.95), gloss[..., None]], 2)
    return SkinMaps(
        material_hw4=material.astype(np.float32),
        relief_hw2=relief(surface, traits, noises, scalp * strands),
        scalp_hw=scalp.astype(np.float32),
        strands_hw=strands,
    )


def complexion(s: Surface, traits: Traits, noises: Noises, rng: np.random.Generator) -> Field:
    """Base tone with mottling, blood in cheeks, nose and ears, and shade about the eyes."""
    mottle = 0.05 * noises.coarse + 0.035 * noises.middle + 0.03 * noises.pores
    albedo = traits.skin * np.exp(mottle)[..., None]
    cheeks = hill(s, 0.42, -0.45, 0.22, 0.22)
    nose = hill(s, 0.0, -0.45, 0.14, 0.14)
    blood = 0.35 * cheeks + 0.3 * nose + 0.35 * s.ears
    blood = blood * rng.uniform(0.3, 1.1) * (1 - 0.6 * traits.darkness) + 0.03 * noises.coarse
    albedo *= 1 + blood[..., None] * vector(0.12, -0.25, -0.22)
    bags = hill(s, 0.31, -0.13, 0.17, 0.077) * rng.uniform(0.05, 0.3 + 0.3 * traits.wear)
    return albedo * (1 - (bags + 0.2 * s.lids)[..., None] * vector(0.5, 0.65, 0.6))


def hill(s: Surface, x: float, y: float, width: float, height: float) -> Field:
    """A Gaussian spot at (x, y) on both halves of the face."""
    return bump(np.abs(s.x), x, width) * bump(s.y, y, height)


def with_spots(albedo: Field, s: Surface, traits: Traits, rng: np.random.Generator) -> Field:
    """Freckles on some light skins, and a few moles."""
    if traits.darkness < 0.4 and rng.random() < 0.35:
        dots = fractal_noise(rng, *s.x.shape, cells=150, octaves=1) > 1.7
        soft = cv2.GaussianBlur(dots.astype(np.float32), (0, 0), 0.7)
        soft *= hill(s, 0.3, -0.35, 0.28, 0.22)
        albedo = albedo * (1 - 0.45 * soft[..., None] * vector(0.6, 0.9, 1))
    front = smoothstep(-0.9, -0.2, s.z)
    for _ in range(int(rng.integers(0, 5))):
        x, y, size = rng.uniform(-0.6, 0.6), rng.uniform(-1.1, 0.6), rng.uniform(0.01, 0.022)
        mole = bump(s.x, float(x), float(size)) * bump(s.y, float(y), float(size)) * front
        albedo = albedo * (1 - 0.6 * mole)[..., None]
    return albedo


def with_lips(
    albedo: Field, s: Surface, traits: Traits, noises: Noises, rng: np.random.Generator
) -> Field:
    """Redder lips; women's may be painted."""
    strength = 0.85 * np.clip(s.lips * 1.5, 0, 1)[..., None]
    red, green = (0.82, 0.5) if traits.male else (0.9, float(rng.uniform(0.28, 0.5)))
    colour = traits.skin * vector(red, green, green) * np.exp(0.1 * noises.middle)[..., None]
    return albedo + (colour - albedo) * strength


def with_brows(albedo: Field, s: Surface, traits: Traits, rng: np.random.Generator) -> Field:
    """Eyebrows: short strokes about an arc."""
    along = (np.abs(s.x) - 0.32) / 0.25
    thickness = float(rng.uniform(0.022, 0.042)) * (1.15 if traits.male else 0.75)
    lift, slope = float(rng.uniform(-0.02, 0.03)), float(rng.uniform(0, 0.03))
    arc = 0.2 + lift + 0.05 * (1 - (along - 0.15) ** 2) - slope * along
    strokes = cv2.blur(rng.standard_normal(s.x.shape, np.float32), (4, 1)) * 2
    core = np.exp(-(((s.y - arc) / (thickness * np.maximum(1.1 - 0.4 * along, 0.3))) ** 2))
    core *= smoothstep(1.15, 0.6, np.abs(along + 0.05)) * smoothstep(-0.9, -0.2, s.z)
    cover = np.clip(core * (0.9 + 0.6 * strokes), 0, 1) * float(rng.uniform(0.5, 0.8))
    return albedo + (face_hair(traits) - albedo) * cover[..., None]


def face_hair(traits: Traits) -> Field:
    """Brows and beard are at least somewhat darker than the skin."""
    return np.minimum(traits.hair, traits.skin * np.float32(0.6))


def with_beard(albedo: Field, s: Surface, traits: Traits, noises: Noises) -> Field:
    """From stubble (0.25) to a full beard (1)."""
    if not traits.beard:
        return albedo
    sideways = np.abs(s.x) + np.maximum(0, -s.y - 0.55) * 1.2 + 0.45 * bump(s.y, -0.62, 0.09)
    region = smoothstep(-0.42, -0.75, s.y) * smoothstep(-2.0, -1.5, s.y)
    region *= smoothstep(1.5, 1.1, s.azimuth) * smoothstep(0.25, 0.5, sideways)
    region *= 1 - np.clip(s.lips * 1.5, 0, 1)
    density = traits.beard * (1 + 0.16 * noises.pores) + 0.08 * noises.middle
    cover = np.clip(region * density, 0, 1) * (0.8 if traits.beard > 0.3 else 0.4)
    return albedo + (face_hair(traits) - albedo) * cover[..., None]


def hair_strands(rng: np.random.Generator) -> Field:
    """Brightness of single locks: fine across, long along."""
    grid = rng.standard_normal((TEXTURE_HEIGHT // 16, TEXTURE_WIDTH), np.float32)
    stretched = cv2.resize(grid, (TEXTURE_WIDTH, TEXTURE_HEIGHT))
    return cv2.GaussianBlur(stretched, (0, 0), 0.7)


def scalp_hair(
    s: Surface, traits: Traits, noises: Noises, strands: Field, rng: np.random.Generator
) -> Field:
    """Where the scalp is covered, 0 to 1: above a hairline that is a function of azimuth."""
    shift = float(rng.uniform(-0.06, 0.08)) + (0.2 if traits.bald else 0)
    angles = (0, 0.35, 0.6, 0.85, 1.05, 1.3, 1.7, 3.2)
    heights = (0.78 + shift, 0.8 + shift, 0.72 + shift, 0.35, -0.15, -0.35, -0.5, -0.75)
    hairline = np.interp(s.azimuth, angles, heights).astype(np.float32)
    if traits.fringe:
        hairline -= 0.33 * bump(s.azimuth, 0, 0.55)
    ragged = s.y - hairline + 0.02 * noises.coarse + 0.035 * strands
    cover = smoothstep(-0.06, 0.08, ragged) * (1 - s.ears) * (s.y > -2)
    return cover * smoothstep(0.55, 0.2, s.y) * 0.9 if traits.bald else cover


def skin_gloss(s: Surface, noises: Noises, rng: np.random.Generator) -> Field:
    """Strength of highlights: an oily middle of the face, wet lips."""
    middle = 0.25 * smoothstep(-0.9, -0.2, s.z) * bump(s.x, 0, 0.32)
    gloss = np.clip(0.5 + middle + 0.12 * noises.coarse, 0.1, 1.2) * (1 + 0.5 * s.lips)
    return gloss * float(rng.uniform(0.4, 1.0))


def relief(s: Surface, traits: Traits, noises: Noises, locks: Field) -> Field:
    """Slope (h, w, 2) of pores, age lines and hair locks, as a change of the normal."""
    lines = np.sin(s.y * 55 + 1.5 * noises.coarse) * bump(s.y, 0.5, 0.18)
    lines += np.sin(np.abs(s.x) * 60 + s.y * 25) * hill(s, 0.62, 0.0, 0.1, 0.15)
    folds = bump(np.abs(s.x) - 0.28 + 0.5 * (s.y + 0.6), 0, 0.03) * bump(s.y, -0.62, 0.2)
    height = 0.5 * noises.pores + 0.25 * noises.middle + 1.2 * locks
    height += traits.wear * (1.6 * lines * smoothstep(-0.9, -0.2, s.z) - 9 * folds)
    slopes = [cv2.Sobel(height.astype(np.float32), -1, *order) for order in ((1, 0), (0, 1))]
    return np.stack(slopes, -1) * np.float32(0.012)


def gather(texture_hwc: Field, xy_n2: Field) -> Field:
    """Texture values (n, c) at texels `xy_n2`, bilinear."""
    count = len(xy_n2)
    folded = np.zeros((2, -(-count // REMAP_COLUMNS) * REMAP_COLUMNS), np.float32)
    folded[:, :count] = xy_n2.T
    x, y = folded.reshape(2, -1, REMAP_COLUMNS)
    border = cv2.BORDER_REPLICATE  # locks hang down beyond the map
    values = cv2.remap(texture_hwc, x, y, cv2.INTER_LINEAR, borderMode=border)
    return values.reshape(-1, texture_hwc.shape[2])[:count]
