import io
import struct
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image

from msfans.deploy.images import UnreadableImage, read_image

RGB = np.random.default_rng(0).integers(0, 256, (20, 31, 3), dtype=np.uint8)


def saved(path, pixels, mode=None, **options):
    image = Image.fromarray(pixels)
    (image.convert(mode) if mode else image).save(path, **options)
    return path


@pytest.mark.parametrize("suffix", [".png", ".bmp", ".tif", ".ppm"])
def test_lossless_kinds_come_back_bit_for_bit(tmp_path, suffix):
    np.testing.assert_array_equal(read_image(saved(tmp_path / f"x{suffix}", RGB)), RGB)


def test_a_name_beyond_ascii_and_a_wrong_suffix_do_no_harm(tmp_path):
    path = saved(tmp_path / "gesicht-ä-日本.png", RGB)
    renamed = path.rename(path.with_suffix(".jpg"))
    np.testing.assert_array_equal(read_image(renamed), RGB)


def test_a_stream_is_read_under_the_name_given():
    stream = io.BytesIO()
    Image.fromarray(RGB).save(stream, "PNG")
    np.testing.assert_array_equal(read_image(io.BytesIO(stream.getvalue())), RGB)
    with pytest.raises(UnreadableImage, match="upload 3: is not a picture"):
        read_image(io.BytesIO(b"text"), name="upload 3")


@pytest.mark.parametrize(
    ("orientation", "turned"),
    [
        (1, RGB),
        (2, RGB[:, ::-1]),
        (3, RGB[::-1, ::-1]),
        (4, RGB[::-1]),
        (6, np.rot90(RGB, -1)),
        (8, np.rot90(RGB, 1)),
    ],
)
def test_exif_orientation_is_followed(tmp_path, orientation, turned):
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = saved(tmp_path / "x.png", RGB, exif=exif)
    np.testing.assert_array_equal(read_image(path), turned)


def test_grey_becomes_three_equal_channels(tmp_path):
    grey = RGB[..., 0]
    read = read_image(saved(tmp_path / "g.png", grey))
    np.testing.assert_array_equal(read, np.repeat(grey[..., None], 3, axis=2))


def test_one_bit_becomes_black_and_white(tmp_path):
    read = read_image(saved(tmp_path / "1.png", RGB[..., 0] > 127))
    assert set(np.unique(read)) == {0, 255}


@pytest.mark.parametrize("name", ["rgb.png", "rgb.tif", "grey.png", "grey.tif"])
def test_sixteen_bits_keep_the_upper_eight(tmp_path, name):
    wide = np.random.default_rng(1).integers(0, 2**16, (20, 31, 3)).astype(np.uint16)
    given = wide if name.startswith("rgb") else wide[..., 0]
    cv2.imwrite(str(tmp_path / name), given[..., ::-1] if given.ndim == 3 else given)
    high = (given >> 8).astype(np.uint8)
    expected = high if high.ndim == 3 else np.repeat(high[..., None], 3, axis=2)
    np.testing.assert_array_equal(read_image(tmp_path / name), expected)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_shows_white(tmp_path, mode):
    channels = RGB[..., :3] if mode == "RGBA" else RGB[..., :1]
    alpha = np.zeros((*RGB.shape[:2], 1), np.uint8)
    alpha[:, 10:] = 255
    read = read_image(saved(tmp_path / "a.png", np.dstack([channels, alpha])))
    assert (read[:, :10] == 255).all()
    np.testing.assert_array_equal(read[:, 10:], np.broadcast_to(channels, RGB.shape)[:, 10:])


def test_a_palette_with_transparency(tmp_path):
    path = saved(tmp_path / "p.gif", np.zeros((6, 6), np.uint8), "P", transparency=0)
    assert (read_image(path) == 255).all()


@pytest.mark.parametrize("suffix", [".jpg", ".tif"])
def test_cmyk_becomes_rgb(tmp_path, suffix):
    plain = np.full((16, 16, 3), (200, 100, 50), np.uint8)
    read = read_image(saved(tmp_path / f"c{suffix}", plain, "CMYK"))
    assert np.abs(read.astype(int) - plain).max() <= 3


def test_too_many_pixels_are_refused_before_any_is_unpacked(tmp_path):
    path = saved(tmp_path / "x.png", RGB)
    assert read_image(path, max_pixels=620).shape == RGB.shape
    with pytest.raises(UnreadableImage, match=r"has 31 x 20 pixels\. At most 619"):
        read_image(path, max_pixels=619)


def test_a_bomb_is_refused(tmp_path):
    path = saved(tmp_path / "bomb.png", RGB)
    content = bytearray(path.read_bytes())
    content[16:24] = struct.pack(">II", 60_000, 60_000)
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    path.write_bytes(content)
    with pytest.raises(UnreadableImage, match=r"too many pixels\. At most 100,000,000 pixels"):
        read_image(path)


def test_what_can_not_be_read_says_why(tmp_path):
    with pytest.raises(UnreadableImage, match="there is no such file"):
        read_image(tmp_path / "absent.png")
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(UnreadableImage, match=r"text.png: is not a picture"):
        read_image(tmp_path / "text.png")
    whole = saved(tmp_path / "x.jpg", np.tile(RGB, (9, 9, 1))).read_bytes()
    (tmp_path / "half.jpg").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableImage, match=r"half.jpg: the picture can not be decoded"):
        read_image(tmp_path / "half.jpg")
    floats = saved(tmp_path / "f.tif", np.zeros((4, 4), np.float32))
    with pytest.raises(UnreadableImage, match=r"floating-point numbers\. Save it with 8"):
        read_image(floats)
    with pytest.raises(UnreadableImage, match="Is a directory"):
        read_image(tmp_path)


def test_formats_beyond_the_documented_are_not_opened(tmp_path):
    path = saved(tmp_path / "x.eps", RGB).rename(tmp_path / "x.jpg")  # Ghostscript's
    with pytest.raises(UnreadableImage, match="is not a picture that can be read"):
        read_image(path)


@pytest.mark.parametrize("suffix", [".webp", ".gif", ".jp2", ".pgm"])
def test_the_other_documented_formats_are_read(tmp_path, suffix):
    assert read_image(saved(tmp_path / f"x{suffix}", RGB)).shape == RGB.shape


def test_a_picture_that_may_not_be_read_is_not_called_damaged(tmp_path, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Image, "open", refused)  # root may read everything
    with pytest.raises(UnreadableImage, match=r"may not be read\. Check its permissions"):
        read_image(tmp_path / "x.png")
