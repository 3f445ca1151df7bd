import cv2
import numpy as np
import pytest

from msfans.data.augment import CentreCrop
from msfans.data.crops import cut_crops, judged_crops, judged_px, middle, shrunk
from msfans.errors import UsageError
from msfans.media.alignment import TEMPLATE_XY, PatchGeometry, warp_patch

GEOMETRY = PatchGeometry()
PAPER_SCALES = [tenths / 10 for tenths in range(9, 16)]


def picture() -> np.ndarray:
    """A 320x240 frame with detail of every size that such a camera resolves."""
    rng = np.random.default_rng(0)
    frame = np.full((240, 320, 3), 127.0, np.float32)
    for sigma_px, amplitude in ((1.2, 18), (4, 25), (20, 60)):
        noise = cv2.GaussianBlur(rng.normal(size=frame.shape).astype(np.float32), (0, 0), sigma_px)
        frame += amplitude * noise / noise.std()
    return frame.clip(0, 255).astype(np.uint8)


def psnr_db(one: np.ndarray, other: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / np.mean((one.astype(float) - other) ** 2)))


def test_crops_have_the_order_and_size_asked_for():
    patch = np.random.default_rng(0).integers(0, 256, (240, 240, 3), dtype=np.uint8)
    crops = cut_crops(patch, scales=[1.5, 0.9], geometry=GEOMETRY, crop_px=112)
    assert crops.shape == (2, 112, 112, 3)
    assert crops.dtype == np.uint8
    np.testing.assert_array_equal(
        crops[1:], cut_crops(patch, scales=[0.9], geometry=GEOMETRY, crop_px=112)
    )


@pytest.mark.parametrize("scale", PAPER_SCALES)
def test_a_scale_is_its_exact_centred_square(scale):
    """Nested rings of even width: the crop holds the rings of its square and no others."""
    steps = np.abs(np.arange(240) - 119.5)
    ring = np.maximum.outer(steps, steps)  # distance from the centre, in the maximum norm
    half = GEOMETRY.side_px(scale) / 2
    patch = np.repeat(np.where(ring < half, 200, 0).astype(np.uint8)[..., None], 3, axis=2)
    assert cut_crops(patch, scales=[scale], geometry=GEOMETRY).min() == 200
    patch[ring >= half - 1] = 0
    assert cut_crops(patch, scales=[scale], geometry=GEOMETRY)[0, [0, -1]].max() < 200


def test_at_the_scale_of_one_pixel_a_pixel_the_crop_is_the_patch():
    patch = np.random.default_rng(0).integers(0, 256, (240, 240, 3), dtype=np.uint8)
    crop = cut_crops(patch, scales=[1.0], geometry=GEOMETRY, crop_px=160)[0]
    np.testing.assert_array_equal(crop, patch[40:200, 40:200])


@pytest.mark.parametrize("face_px", [90, 112, 140, 180])
@pytest.mark.parametrize("scale", PAPER_SCALES)
def test_within_40_db_of_a_crop_warped_straight_from_the_frame(scale, face_px):
    """`face_px` is the side of the template's square in the frame."""
    landmarks_xy = (TEMPLATE_XY - 55.5) * face_px / 112 + (158.3, 121.6)
    patch = warp_patch(picture(), landmarks_xy, GEOMETRY)
    crop = cut_crops(patch, scales=[scale], geometry=GEOMETRY)[0]
    straight_geometry = PatchGeometry(max_scale=scale, patch_px=128)
    straight = warp_patch(picture(), landmarks_xy, straight_geometry)
    assert psnr_db(crop, straight) >= 40


@pytest.mark.parametrize("scales", [[1.6], [0.9, 0.0], [-1.0], []])
def test_scales_beyond_the_patch_are_refused(scales):
    patch = np.zeros((240, 240, 3), np.uint8)
    with pytest.raises(UsageError, match="scales"):
        cut_crops(patch, scales=scales, geometry=GEOMETRY)


@pytest.mark.parametrize("geometry", [GEOMETRY, PatchGeometry(max_scale=1.5, patch_px=160)])
@pytest.mark.parametrize("scales", [(0.9, 1.5), (1.1, 1.2, 1.3), (1.23,), (0.61, 1.0)])
def test_what_is_judged_are_the_crops_of_evaluation_from_as_little_of_the_patch(geometry, scales):
    """Also for sides that leave no whole pixels, and for squares smaller than a crop."""
    rng = np.random.default_rng(0)
    side_px = geometry.patch_px
    patch = rng.integers(0, 256, (side_px, side_px, 3), dtype=np.uint8)
    wanted = CentreCrop()(cut_crops(patch, scales=scales, geometry=geometry), rng)
    seen = middle(patch, judged_px(scales, geometry))
    for each in (patch, seen):
        crops = judged_crops(each, scales=scales, geometry=geometry)
        np.testing.assert_array_equal(crops, wanted)


def test_of_tenths_seven_eighths_of_the_largest_square_are_judged():
    assert judged_px((1.1, 1.2, 1.3), GEOMETRY) == 208 * 7 / 8


@pytest.mark.parametrize("side_px", [40, 112, 130, 144, 176, 182, 196, 240])
@pytest.mark.parametrize("crop_px", [112, 128])
def test_squares_are_resized_as_opencv_averages_areas(side_px, crop_px):
    square = picture()[:side_px, :side_px]
    expected = cv2.resize(square, (crop_px, crop_px), interpolation=cv2.INTER_AREA)
    difference = np.abs(shrunk(square, crop_px).astype(int) - expected)
    assert difference.max() <= 1  # a half is rounded up there, to even here
    assert (difference > 0).mean() < 0.001
