"""Perturbations do what their level says: in numbers worked by hand, and in the aligned patch."""

import cv2
import numpy as np
import pytest

from msfans.deploy.perturbations import (
    BOX_FAMILIES,
    FAMILIES,
    bend_gamma,
    blur,
    brighten,
    compress,
    grow_box,
    rotate,
    shift_down,
    shift_right,
    shrink,
)
from msfans.media.alignment import TEMPLATE_XY, align


@pytest.fixture
def noise():
    smooth = cv2.GaussianBlur(
        np.random.default_rng(0).integers(0, 256, (60, 80, 3)).astype(np.float32), (0, 0), 3
    )
    return np.clip((smooth - 127) * 6 + 127, 0, 255).astype(np.uint8)


def turned(landmarks_xy, degrees=30.0, zoom=2.0, shift=(50.0, 20.0)):
    """Landmarks of a face that is turned, larger and elsewhere."""
    angle = np.deg2rad(degrees)
    matrix = zoom * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return landmarks_xy @ matrix.T + shift, matrix


def test_a_larger_box_keeps_its_centre() -> None:
    grown = grow_box(TEMPLATE_XY, 20)
    np.testing.assert_allclose(grown - 55.5, 1.2 * (TEMPLATE_XY - 55.5), atol=1e-9)


def test_boxes_move_by_shares_of_112_px_in_the_template() -> None:
    np.testing.assert_allclose(shift_right(TEMPLATE_XY, 10) - TEMPLATE_XY, [[11.2, 0]] * 5)
    np.testing.assert_allclose(shift_down(TEMPLATE_XY, -5) - TEMPLATE_XY, [[0, -5.6]] * 5)


def test_boxes_move_with_the_face() -> None:
    landmarks_xy, matrix = turned(TEMPLATE_XY)
    moved = shift_right(landmarks_xy, 10)
    np.testing.assert_allclose(moved - landmarks_xy, [matrix @ [11.2, 0]] * 5)
    grown = align(grow_box(landmarks_xy, 25))
    zoom = np.sqrt(np.linalg.det(grown[:, :2]))
    assert zoom == pytest.approx(1 / (2 * 1.25))
    centre = landmarks_xy.mean(axis=0) + matrix @ (55.5 - TEMPLATE_XY.mean(axis=0))
    np.testing.assert_allclose(grown[:, :2] @ centre + grown[:, 2], [55.5, 55.5])


def test_landmarks_keep_their_type() -> None:
    assert grow_box(TEMPLATE_XY.astype(np.float32), 10).dtype == np.float32


def test_tones_by_hand() -> None:
    grey = np.array([[[0, 51, 255]]], np.uint8)
    assert brighten(grey, 20).tolist() == [[[51, 102, 255]]]
    assert brighten(grey, -30).tolist() == [[[0, 0, 179]]]  # -76.5 goes to the even -76
    assert bend_gamma(grey, 2).tolist() == [[[0, 10, 255]]]  # 255 * 0.2^2 = 10.2
    assert bend_gamma(grey, 0.5).tolist() == [[[0, 114, 255]]]  # 255 * 0.4472 = 114.04


def test_jpeg_loses_more_at_lower_quality_and_keeps_the_channels(noise) -> None:
    noise[..., 2] = 0
    lost = [np.abs(compress(noise, quality) - noise.astype(int)).mean() for quality in (95, 50, 10)]
    assert 0 < lost[0] < lost[1] < lost[2] < 30  # swapped channels would be off by far more


def test_blur_spreads_a_point_by_its_sigma() -> None:
    point = np.zeros((41, 41, 3), np.uint8)
    point[20, 20] = 255
    spread = blur(point, 1.5)[..., 0].astype(float)
    offset = np.arange(41) - 20
    variance = (spread.sum(axis=0) * offset**2).sum() / spread.sum()
    assert np.sqrt(variance) == pytest.approx(1.5, rel=0.1)


def test_rotation_is_counterclockwise_about_the_middle() -> None:
    frame = np.zeros((41, 41, 3), np.uint8)
    frame[20, 34:37] = 255  # right of the middle
    assert rotate(frame, 90)[4:7, 20].min() > 200  # now above it
    assert rotate(frame, 0).tolist() == frame.tolist()


def test_resolution_shrinks_both_sides(noise) -> None:
    assert shrink(noise, 50).shape == (30, 40, 3)
    assert shrink(noise, 0.1).shape == (2, 2, 3)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_levels_rise_and_change_something(family, noise) -> None:
    assert list(family.levels) == sorted(set(family.levels))
    assert family.neutral not in family.levels
    for level in family.levels:
        moved = not np.array_equal(family.on_landmarks(TEMPLATE_XY, level), TEMPLATE_XY)
        changed = not np.array_equal(family.on_frame(noise, level), noise)
        assert (moved, changed) == (family.is_box, not family.is_box)


def test_neutral_levels_change_nothing(noise) -> None:
    for family in BOX_FAMILIES:
        np.testing.assert_allclose(family.on_landmarks(TEMPLATE_XY, 0.0), TEMPLATE_XY)
    assert bend_gamma(noise, 1).tolist() == noise.tolist()
    assert shrink(noise, 100).tolist() == noise.tolist()
    assert brighten(noise, 0).tolist() == noise.tolist()


def test_boxes_change_by_2_to_20_percent() -> None:
    for family in BOX_FAMILIES:
        assert {abs(level) for level in family.levels} == {2, 5, 10, 20}
