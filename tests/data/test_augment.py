"""Crops and augmentations: one draw a face, the same at all scales, nothing but `rng` random."""

import numpy as np
import pytest

from msfans.data.augment import CentreCrop, RandomCrop, StrongAugmentation

AUGMENTATIONS = [CentreCrop(), RandomCrop(), StrongAugmentation()]


@pytest.fixture
def crops_shwc():
    """The same noise at three scales, so that what differs afterwards was done differently."""
    noise = np.random.default_rng(0).integers(0, 256, (1, 128, 128, 3), dtype=np.uint8)
    return np.repeat(noise, 3, axis=0)


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("augment", AUGMENTATIONS)
def test_every_scale_gets_the_same(augment, crops_shwc):
    for seed in range(30):
        out_shwc = augment(crops_shwc, rng(seed))
        assert out_shwc.shape == (3, 112, 112, 3)
        assert out_shwc.dtype == np.uint8
        assert (out_shwc == out_shwc[:1]).all()


@pytest.mark.parametrize("augment", AUGMENTATIONS)
def test_the_same_generator_gives_the_same_and_the_input_is_left_alone(augment, crops_shwc):
    kept = crops_shwc.copy()
    for seed in range(10):
        first = augment(crops_shwc, rng(seed)).copy()
        augment(crops_shwc, rng(99))  # a draw between leaves no trace
        assert np.array_equal(augment(crops_shwc, rng(seed)), first)
    assert np.array_equal(crops_shwc, kept)


def test_the_global_generator_is_neither_read_nor_moved(crops_shwc):
    augment = StrongAugmentation()
    np.random.seed(0)
    before = np.random.get_state()[1].copy()
    augment(crops_shwc, rng())
    assert np.array_equal(np.random.get_state()[1], before)


def test_centre(crops_shwc):
    assert np.array_equal(CentreCrop()(crops_shwc, rng()), crops_shwc[:, 8:120, 8:120])


def test_random_crops_are_windows_and_reach_every_border(crops_shwc):
    ramp_shwc = np.zeros_like(crops_shwc)
    ramp_shwc[:, :, :, 0] = np.arange(128)[None, :, None]  # row number in red
    ramp_shwc[:, :, :, 1] = np.arange(128)[None, None, :]  # column number in green
    corners = np.array([RandomCrop()(ramp_shwc, rng(n))[0, 0, 0, :2] for n in range(400)])
    assert corners.min(0).tolist() == [0, 0]
    assert corners.max(0).tolist() == [16, 16]
    assert len(np.unique(corners, axis=0)) > 200  # rows and columns are independent


def test_strong_augmentation_changes_most_faces_and_keeps_most_of_their_light(crops_shwc):
    plain = np.stack([RandomCrop()(crops_shwc, rng(n)) for n in range(40)]).astype(float)
    strong = np.stack([StrongAugmentation()(crops_shwc, rng(n)) for n in range(40)])
    assert (plain != strong).any((1, 2, 3, 4)).sum() >= 30
    assert abs(plain.mean() - strong.mean()) < 20


def test_at_strength_zero_nothing_but_the_random_crop_is_left(crops_shwc):
    weak = StrongAugmentation(strength=0.0)
    assert np.array_equal(weak(crops_shwc, rng(3)), RandomCrop()(crops_shwc, rng(3)))
