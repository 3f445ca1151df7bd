import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msfans.errors import UsageError
from msfans.media.alignment import TEMPLATE_XY, PatchGeometry, align, to_patch, warp, warp_patch

NOTHING = np.array([[1.0, 0, 0], [0, 1, 0]])


def similarity(zoom: float, degrees: float, shift: tuple[float, float]) -> np.ndarray:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[zoom * cos, -zoom * sin, shift[0]], [zoom * sin, zoom * cos, shift[1]]])


def applied(matrix: np.ndarray, points_xy: np.ndarray) -> np.ndarray:
    return points_xy @ matrix[:, :2].T + matrix[:, 2]


@given(
    zoom=st.floats(0.1, 10),
    degrees=st.floats(-180, 180),
    x=st.floats(-500, 500),
    y=st.floats(-500, 500),
)
def test_align_undoes_any_similarity(zoom, degrees, x, y):
    landmarks_xy = applied(similarity(zoom, degrees, (x, y)), TEMPLATE_XY)
    np.testing.assert_allclose(applied(align(landmarks_xy), landmarks_xy), TEMPLATE_XY, atol=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_align_is_the_least_squares_solution(seed):
    rng = np.random.default_rng(seed)
    landmarks_xy = applied(similarity(2.5, 30, (80, 40)), TEMPLATE_XY) + rng.normal(0, 6, (5, 2))
    x, y = landmarks_xy.T  # u = a x - b y + s and v = b x + a y + t are linear in (a, b, s, t)
    one, none = np.ones(5), np.zeros(5)
    equations = np.vstack([np.c_[x, -y, one, none], np.c_[y, x, none, one]])
    a, b, s, t = np.linalg.lstsq(equations, TEMPLATE_XY.T.ravel(), rcond=None)[0]
    np.testing.assert_allclose(align(landmarks_xy), [[a, -b, s], [b, a, t]], atol=1e-9)


def test_align_never_mirrors():
    mirrored = TEMPLATE_XY * (-1, 1)
    assert np.linalg.det(align(mirrored)[:, :2]) > 0


def test_the_papers_scales_are_exact_squares():
    sides_px = [PatchGeometry().side_px(tenths / 10) for tenths in range(9, 16)]
    assert sides_px == [144, 160, 176, 192, 208, 224, 240]


def test_other_scales_are_rounded_to_even_sides():
    geometry = PatchGeometry()
    assert geometry.side_px(1.23) == 196  # 196.8
    assert all(geometry.side_px(s) % 2 == 0 for s in np.linspace(0.01, 1.5, 50))


@pytest.mark.parametrize("scale", [0, -1, 1.51, float("nan")])
def test_a_scale_that_the_patch_does_not_cover_is_refused(scale):
    with pytest.raises(UsageError, match="prepare the videos again"):
        PatchGeometry().side_px(scale)


@pytest.mark.parametrize(
    "wrong", [{"patch_px": 241}, {"patch_px": 0}, {"patch_px": 1_000_000}, {"max_scale": 0}]
)
def test_a_geometry_without_sense_is_refused(wrong):
    with pytest.raises(UsageError, match=next(iter(wrong))):
        PatchGeometry(**wrong)


def test_the_template_square_is_scale_one_in_the_patchs_centre():
    """The 112 px square, whose edges are at -0.5 and 111.5, becomes the middle 160 of 240 px."""
    matrix = to_patch(TEMPLATE_XY, PatchGeometry())
    corners = applied(matrix, np.array([[-0.5, -0.5], [55.5, 55.5], [111.5, 111.5]]))
    np.testing.assert_allclose(corners, [[39.5, 39.5], [119.5, 119.5], [199.5, 199.5]], atol=1e-9)


def test_the_patch_shows_the_landmarks_where_the_template_has_them():
    """A picture of five dots: each lands on its place, whatever the pose in the frame."""
    landmarks_xy = applied(similarity(1.4, 25, (130, 60)), TEMPLATE_XY)
    frame = np.zeros((300, 400, 3), np.uint8)
    for x, y in landmarks_xy:
        cv2.circle(frame, (round(x * 16), round(y * 16)), 3 * 16, (255, 255, 255), -1, 16, 4)
    patch = warp_patch(frame, landmarks_xy, PatchGeometry())
    n, _, _, found = cv2.connectedComponentsWithStats((patch[..., 0] > 127).astype(np.uint8))
    expected = (TEMPLATE_XY - 55.5) * 160 / 112 + 119.5
    assert n == 6
    for x, y in found[1:]:
        assert np.linalg.norm(expected - (x, y), axis=1).min() < 0.3


def test_the_middle_of_a_patch_is_warped_alone():
    landmarks_xy = applied(similarity(1.3, 12, (60, 20)), TEMPLATE_XY)
    frame = np.random.default_rng(0).integers(0, 256, (240, 320, 3), dtype=np.uint8)
    patch = warp_patch(frame, landmarks_xy, PatchGeometry())
    middle = warp_patch(frame, landmarks_xy, PatchGeometry(), middle_px=182)
    difference = np.abs(middle.astype(int) - patch[29:211, 29:211])
    assert np.quantile(difference, 0.99) == 0  # fixed-point coordinates round elsewhere
    assert difference.max() <= 8


def test_a_warp_that_moves_nothing_copies():
    frame = np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8)
    np.testing.assert_array_equal(warp(frame, NOTHING, 40), frame)


def test_only_the_region_is_read_and_the_result_is_that_of_the_whole_frame():
    frame = np.random.default_rng(0).integers(0, 256, (700, 900, 3), dtype=np.uint8)
    matrix = similarity(0.3, 20, (-60, -70))
    sigma_px = 0.5 * math.sqrt(0.3**-2 - 1)
    whole = cv2.warpAffine(
        cv2.GaussianBlur(frame, (0, 0), sigma_px), matrix, (120, 120), flags=cv2.INTER_CUBIC
    )
    difference = warp(frame, matrix, 120).astype(int) - whole
    assert np.abs(difference).max() <= 1  # fixed-point coordinates round elsewhere


@pytest.mark.parametrize("zoom", [0.6, 0.45, 0.25, 0.12])
def test_what_is_finer_than_the_patch_turns_grey_and_not_into_moire(zoom):
    """Stripes at 0.75 of a cycle a patch pixel, which plain resampling shows as 0.25."""
    x = np.arange(1200)
    stripes = 127.5 + 127.5 * np.sin(2 * np.pi * 0.75 * zoom * x)
    frame = np.broadcast_to(stripes[None, :, None], (1200, 1200, 3)).astype(np.uint8)
    matrix = similarity(zoom, 0, (-200 * zoom, -200 * zoom))
    side_px = int(600 * zoom)
    plain = cv2.warpAffine(frame, matrix, (side_px, side_px), flags=cv2.INTER_CUBIC)
    contrast, plain_contrast = warp(frame, matrix, side_px).std(), plain.std()
    assert plain_contrast > 60
    assert contrast < 0.3 * plain_contrast


@pytest.mark.parametrize("zoom", [0.6, 0.45, 0.25, 0.12])
def test_what_the_patch_can_show_is_kept(zoom):
    """Stripes at an eighth of a cycle a patch pixel keep three quarters of their contrast."""
    stripes = 127.5 + 100 * np.sin(2 * np.pi * zoom / 8 * np.arange(1200))
    frame = np.broadcast_to(stripes[None, :, None], (1200, 1200, 3)).astype(np.uint8)
    matrix = similarity(zoom, 0, (-200 * zoom, -200 * zoom))
    assert warp(frame, matrix, int(600 * zoom)).std() > 0.75 * 100 / math.sqrt(2)


def test_beyond_the_frame_its_border_goes_on():
    frame = np.full((50, 50, 3), (10, 200, 90), np.uint8)
    for shift in [(30.0, 30.0), (-45.0, 0.0), (500.0, 500.0)]:
        moved = warp(frame, similarity(1, 0, shift), 60)
        np.testing.assert_array_equal(moved, np.broadcast_to((10, 200, 90), (60, 60, 3)))
