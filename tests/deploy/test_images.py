"""Pictures are read upright and in RGB; what could fill the memory is refused unread."""

import struct
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image

from msfans.deploy.images import (
    PICTURE_SUFFIXES,
    TooManyPixels,
    UnreadablePicture,
    decode_picture,
    read_picture,
)


def encoded(rgb, suffix=".png") -> bytes:
    return cv2.imencode(suffix, cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))[1].tobytes()


@pytest.fixture
def orange():
    return np.full((40, 60, 3), (250, 130, 20), np.uint8)


@pytest.mark.parametrize("suffix", PICTURE_SUFFIXES)
def test_colours_are_red_green_blue(tmp_path, orange, suffix) -> None:
    path = tmp_path / f"orange{suffix}"
    path.write_bytes(encoded(orange, suffix))
    frame = read_picture(path)
    assert (frame.dtype, frame.shape) == (np.uint8, (40, 60, 3))
    np.testing.assert_allclose(frame, orange, atol=4)


def test_grey_and_transparent_pictures_become_rgb(tmp_path) -> None:
    for mode in ("L", "RGBA", "P", "I;16"):
        Image.new(mode, (8, 6)).save(tmp_path / "picture.png")
        assert read_picture(tmp_path / "picture.png").shape == (6, 8, 3)


def test_a_turned_picture_is_set_upright(tmp_path) -> None:
    left_half_white = np.zeros((20, 40, 3), np.uint8)
    left_half_white[:, :20] = 255
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise by 90 degrees
    Image.fromarray(left_half_white).save(tmp_path / "turned.jpg", exif=exif, quality=95)
    upright = read_picture(tmp_path / "turned.jpg")
    assert upright.shape == (40, 20, 3)
    assert upright[:18].min() > 240
    assert upright[22:].max() < 15


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header promises so many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        length, check = struct.pack(">I", len(content)), struct.pack(">I", zlib.crc32(checked))
        return length + checked + check

    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"")), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_the_limit_is_exact(orange) -> None:
    content = encoded(orange)
    assert decode_picture(content, name="upload", max_pixels=2400).shape == (40, 60, 3)
    with pytest.raises(TooManyPixels, match="upload: has 60 x 40 pixels, more than are accepted"):
        decode_picture(content, name="upload", max_pixels=2399)


@pytest.mark.parametrize("side", [20_000, 2**30])
def test_bombs_are_not_decoded(side) -> None:
    with pytest.raises(UnreadablePicture):
        decode_picture(bomb(side, side), name="upload")


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", b"%!PS-Adobe-3.0 EPSF-3.0\n"])
def test_other_files_are_no_pictures(content) -> None:
    with pytest.raises(UnreadablePicture, match="is no whole picture in JPEG, PNG, WEBP, BMP"):
        decode_picture(content, name="upload")


def test_half_a_picture_is_none(orange) -> None:
    content = encoded(orange, ".jpg")
    with pytest.raises(UnreadablePicture):
        decode_picture(content[: len(content) // 2], name="upload")


def test_a_missing_file_is_told(tmp_path) -> None:
    with pytest.raises(UnreadablePicture, match=r"can not be read \(No such file"):
        read_picture(tmp_path / "none.jpg")
