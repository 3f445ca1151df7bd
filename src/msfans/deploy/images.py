"""Picture files in, upright RGB frames out; nothing is decoded before its size is known."""

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from msfans.errors import DataError
from msfans.media.video import RgbFrame

PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp")
FORMATS = ("JPEG", "PNG", "WEBP", "BMP")
MAX_PIXELS = 100_000_000


class UnreadablePicture(DataError):  # noqa: N818 - it says what the picture is
    """A picture that can not be decoded."""


class TooManyPixels(UnreadablePicture):
    """A picture that is not decoded, as it is larger than is accepted."""


def read_picture(path: Path) -> RgbFrame:
    """A picture file as a frame; UnreadablePicture where it is none."""
    try:
        content = path.read_bytes()
    except OSError as error:
        fact = f"can not be read ({error.strerror})"
        raise UnreadablePicture(path, fact, fix="check the path and its permissions") from error
    return decode_picture(content, name=path)


def decode_picture(content: bytes, *, name: Path | str, max_pixels: int = MAX_PIXELS) -> RgbFrame:
    """The bytes of a picture file, called `name` in errors, as a frame (h, w, 3).

    Turned as its EXIF orientation says. UnreadablePicture where it is none.
    """
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > max_pixels:
                fact = f"has {picture.width} x {picture.height} pixels, more than are accepted"
                raise TooManyPixels(name, fact, fix="make it smaller")
            return np.array(ImageOps.exif_transpose(picture).convert("RGB"))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError) as error:
        fact = f"is no whole picture in {', '.join(FORMATS)}"
        raise UnreadablePicture(name, fact, fix="save it again") from error
