"""What a browser sends: read up to a limit, kept in memory, refused in words."""

from dataclasses import dataclass
from io import BytesIO
from math import inf

from PIL import Image, UnidentifiedImageError
from starlette.requests import Request

from msfans.deploy.images import UnreadableImage, read_image
from msfans.media.video import RgbFrame

MB = 1_000_000
UPLOAD = "the upload"
PICTURE_FORMATS = ("JPEG", "PNG", "WEBP", "BMP")
"""Of the many that Pillow knows; for some it starts other programs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is accepted of one upload; a video is looked at `frames_per_s` times a second."""

    upload_bytes: int = 64 * MB
    pixels: int = 25 * MB
    video_frames: int = 300
    frames_per_s: float = 5.0


class Refused(Exception):  # noqa: N818 - it says what happened
    """An upload that is not taken: the HTTP status, and why, in a sentence for its sender."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


async def read_body(request: Request, limits: Limits) -> bytes:
    """The whole body; Refused as soon as it is, or says that it will be, larger than the limit."""
    refuse_length(int(request.headers.get("content-length", 0)), limits)
    body = bytearray()
    async for part in request.stream():
        body += part
        refuse_length(len(body), limits)
    if not body:
        raise Refused(422, "the upload is empty")
    return bytes(body)


def refuse_length(n_bytes: int, limits: Limits) -> None:
    """Refused where an upload has more bytes than the limit."""
    if n_bytes > limits.upload_bytes:
        limit_mb = limits.upload_bytes / MB
        raise Refused(413, f"the upload is larger than {limit_mb:g} MB, which is the limit")


def decode_picture(content: bytes, limits: Limits) -> RgbFrame:
    """An uploaded picture as a frame; Refused, undecoded, where it is none or too large."""
    try:
        with Image.open(BytesIO(content), formats=PICTURE_FORMATS) as picture:
            n_pixels = picture.width * picture.height
    except Image.DecompressionBombError:
        n_pixels = inf
    except (UnidentifiedImageError, OSError, ValueError) as error:
        reason = f"{UPLOAD} is no picture in {', '.join(PICTURE_FORMATS)} that can be accepted"
        raise Refused(422, reason) from error
    if n_pixels > limits.pixels:
        fact = f"{UPLOAD} has more than {limits.pixels / MB:g} million pixels"
        raise Refused(413, f"{fact}, which is the limit")
    try:
        return read_image(BytesIO(content), name=UPLOAD)
    except UnreadableImage as error:
        raise Refused(422, f"{UPLOAD}: {error.fact}") from error
