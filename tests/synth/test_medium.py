import numpy as np
import pytest

from msfans.synth.difficulty import CROP_IOD_PX, Difficulty
from msfans.synth.light import LightKind, draw_light
from msfans.synth.medium import draw_print, draw_screen, draw_structure
from msfans.synth.placement import Surface

IOD_PX = 90.0


def flat(side_px: int, step_px: float) -> Surface:
    at = (np.arange(side_px, dtype=np.float32) * np.float32(step_px)) / np.float32(IOD_PX)
    u, v = np.meshgrid(at, at)
    return Surface(u=u, v=v, slope=np.zeros_like(u))


def dominant_period(signal: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(signal - signal.mean()))
    return len(signal) / int(spectrum.argmax())


@pytest.fixture
def screen():
    rng = np.random.default_rng(1)
    return draw_screen(rng, Difficulty(), texture=1.0, tone=0.5, iod_px=IOD_PX)


def test_moire_comes_out_of_the_sampling(screen):
    pitch_px = screen.structure.pitch_iod * IOD_PX
    assert 1 < pitch_px < 2
    seen = screen.ripple(flat(512, 1.0), np.ones((512, 512, 3), np.float32))[0, :, 0]
    close_up = screen.ripple(flat(512, 0.125), np.ones((512, 512, 3), np.float32))[0, :, 0]
    assert dominant_period(seen) == pytest.approx(pitch_px / (pitch_px - 1), rel=0.05)
    assert dominant_period(close_up) * 0.125 == pytest.approx(pitch_px, rel=0.05)


def test_the_alias_period_is_the_drawn_one_in_pixels_of_the_networks_crop():
    rng = np.random.default_rng(0)
    difficulty = Difficulty(alias_period_px=(2.5, 4.5))
    periods = []
    for _ in range(200):
        pitch_iod = draw_structure(rng, difficulty, texture=1.0, iod_px=IOD_PX).pitch_iod
        pitch_px = pitch_iod * IOD_PX
        periods.append(pitch_px / (pitch_px - 1) * CROP_IOD_PX / IOD_PX)
    assert 2.5 <= min(periods) < 2.6
    assert 4.4 < max(periods) <= 4.5


def test_weak_texture_leaves_a_weak_ripple():
    grey = np.full((64, 64, 3), 0.25, np.float32)
    spreads = []
    for texture in (1.0, 0.1):
        made = draw_print(
            np.random.default_rng(5), Difficulty(), texture=texture, tone=0.5, iod_px=IOD_PX
        )
        spreads.append(made.ripple(flat(64, 1.0), grey).std())
    assert spreads[0] == pytest.approx(10 * spreads[1], rel=0.01)


def test_halftone_dots_are_strongest_in_the_middle_tones():
    made = draw_print(np.random.default_rng(5), Difficulty(), texture=1.0, tone=0.5, iod_px=IOD_PX)
    tones = [np.full((64, 64, 3), tone, np.float32) for tone in (0.0, 0.25, 1.0)]
    black, middle, white = (made.ripple(flat(64, 1.0), tone).std() for tone in tones)
    assert middle > 2 * black
    assert middle > 2 * white


def test_a_print_has_less_contrast_and_colour_than_its_original():
    made = draw_print(np.random.default_rng(2), Difficulty(), texture=0.0, tone=1.0, iod_px=IOD_PX)
    patches = np.array([[[0, 0, 0], [1, 1, 1], [1, 0, 0]]], np.float32)
    black, white, red = made.reproduce(patches)[0]
    assert black.min() > 0.005
    assert white.max() < 1
    assert (red.max() - red.min()) / red.max() < 0.98


def test_refresh_bands_wander(screen):
    light = draw_light(np.random.default_rng(0), LightKind.CONTROLLED)
    picture = np.full((64, 64, 3), 0.5, np.float32)
    surface = flat(64, 4.0)
    now, later = (screen.lit(picture, surface, light, time_s) for time_s in (0.0, 0.1))
    assert np.abs(now - later).max() > 0
