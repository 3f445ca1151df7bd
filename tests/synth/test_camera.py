import numpy as np
import pytest

from msfans.synth.camera import HIGH, LOW, Camera, Frame

POINTS = np.zeros((5, 2), np.float32)


def scene(value: float, ripple: np.ndarray | None = None) -> Frame:
    return Frame(rgb=np.full((96, 128, 3), value, np.float32), landmarks_xy=POINTS, ripple=ripple)


def camera(kind=HIGH) -> Camera:
    return Camera(kind, np.random.default_rng(2))


def test_exposure_is_fixed_by_the_first_frame():
    one = camera()
    first, brighter = one.expose(scene(0.1)).mean(), one.expose(scene(0.2)).mean()
    assert brighter > 1.2 * first
    assert camera().expose(scene(0.2)).mean() < brighter


def test_dark_scenes_are_exposed_longer_but_stay_darker():
    dark, light = (camera().expose(scene(value)).mean() for value in (0.02, 0.4))
    assert 0.3 * light < dark < light


def test_low_quality_is_noisier():
    high, low = (camera(kind).expose(scene(0.2)).std() for kind in (HIGH, LOW))
    assert low > 1.5 * high


def test_the_lens_blurs_the_scene_but_not_the_ripple():
    stripes = np.ones((96, 128, 3), np.float32)
    stripes[:, ::2] = 1.2
    by_sampling = camera().expose(scene(0.2, ripple=stripes)).astype(float)
    through_lens = (
        camera().expose(Frame(rgb=stripes * np.float32(0.2), landmarks_xy=POINTS)).astype(float)
    )
    contrasts = [
        abs(image[:, ::2].mean() - image[:, 1::2].mean()) for image in (by_sampling, through_lens)
    ]
    assert contrasts[0] > 3 * contrasts[1]


@pytest.mark.parametrize("value", [0.0, 50.0])
def test_black_and_glare_stay_in_range(value):
    picture = camera().expose(scene(value))
    assert picture.dtype == np.uint8
    assert picture.shape == (96, 128, 3)
