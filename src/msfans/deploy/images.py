"""Pictures of any common kind as upright 8-bit RGB; what can not be read says why."""

import warnings
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from msfans.errors import DataError
from msfans.media.video import RgbFrame

MAX_PIXELS = 100_000_000
"""Beyond what a camera gives: a small file can unpack to more memory than there is."""

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "PPM", "JPEG2000")
"""Of the many that Pillow knows; for some it starts other programs."""

WHITE = (255, 255, 255, 255)


class UnreadableImage(DataError):  # noqa: N818 - it says what the picture is
    """A picture that can not be decoded, or is larger than allowed."""


def read_image(
    source: Path | BinaryIO, *, name: str | None = None, max_pixels: int = MAX_PIXELS
) -> RgbFrame:
    """The picture (h, w, 3), turned as its EXIF data says, of grey, RGB, RGBA, CMYK or palette.

    16 bits become 8 by dropping the lower ones, transparency shows white, an animation gives its
    first picture. `name` stands for a stream in errors. UnreadableImage, before any pixel is
    unpacked where there are more than `max_pixels`.
    """
    where = name or str(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Pillow's own limit, and of odd metadata
            with Image.open(source, formats=FORMATS) as image:
                refuse_huge(image, where, max_pixels)
                refuse_floats(image, where)
                return rgb_of(ImageOps.exif_transpose(image))
    except FileNotFoundError as error:
        raise UnreadableImage(where, "there is no such file", fix="check its name") from error
    except UnidentifiedImageError as error:
        fix = "give JPEG, PNG, WebP, BMP, TIFF, GIF, PPM or JPEG 2000, or a video"
        raise UnreadableImage(where, "is not a picture that can be read", fix=fix) from error
    except Image.DecompressionBombError as error:
        raise too_large(where, "has far too many pixels", max_pixels) from error
    except PermissionError as error:
        fact = "the file may not be read"
        raise UnreadableImage(where, fact, fix="check its permissions") from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        fact = f"the picture can not be decoded ({error})"
        raise UnreadableImage(where, fact, fix="copy the file again from its source") from error


def refuse_huge(image: Image.Image, where: str, max_pixels: int) -> None:
    """UnreadableImage where the header claims too many pixels."""
    if image.width * image.height > max_pixels:
        raise too_large(where, f"has {image.width} x {image.height} pixels", max_pixels)


def refuse_floats(image: Image.Image, where: str) -> None:
    """UnreadableImage where pixels are floats, whose range nobody knows."""
    if image.mode == "F":
        fact = "its pixels are floating-point numbers"
        raise UnreadableImage(where, fact, fix="save it with 8 or 16 bits a channel")


def too_large(where: str, fact: str, max_pixels: int) -> UnreadableImage:
    """The refusal of a picture for its size."""
    return UnreadableImage(where, fact, fix=f"at most {max_pixels:,} pixels are read: shrink it")


def rgb_of(image: Image.Image) -> RgbFrame:
    """8-bit RGB of a picture in any mode but floats."""
    if image.mode.startswith("I"):
        grey = np.clip(np.asarray(image).astype(np.int64) >> 8, 0, 255).astype(np.uint8)
        return np.repeat(grey[:, :, None], 3, axis=2)
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        pixels = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", pixels.size, WHITE), pixels)
    return np.array(image.convert("RGB"))
