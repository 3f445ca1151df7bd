"""Video files in, upright RGB frames out; what can not be read says why."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from msfans.errors import DataError, UsageError
from msfans.media.broken_off import breaks_off

RgbFrame = NDArray[np.uint8]
"""One picture, (h, w, 3), channels in the order red, green, blue."""

DECODE_VERSION = 2
"""Raised when a file gives other frames, or another reason for fewer: in a cache's fingerprint."""


CONTAINERS = "avi,matroska,mjpeg,mov,mp4,mpegts,ogg,webm,yuv4mpegpipe"
"""What a video from a stranger may be: containers that name no other file or address."""

FILE_CONTAINERS = f"{CONTAINERS},asf,dv,flv,h264,hevc,ivf,mpeg,mpegvideo,mxf,nut,rm"
"""What a video of one's own may be; they name no other file either."""

MAX_STREAMS = 64
PADDING_PIXELS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoInMemory:
    """A video file's bytes under a name, from someone who is not trusted.

    Frames of more than `max_pixels` are not decoded.
    """

    name: str
    content: bytes
    max_pixels: int


Source = Path | VideoInMemory


class UnreadableReason(StrEnum):
    """Why a video gave no frames, or not all of them."""

    MISSING = "missing"
    NOT_PERMITTED = "not_permitted"
    EMPTY_FILE = "empty_file"
    NOT_A_VIDEO = "not_a_video"
    NO_VIDEO_STREAM = "no_video_stream"
    NO_FRAMES = "no_frames"
    TOO_MANY_PIXELS = "too_many_pixels"
    DECODE_ERROR = "decode_error"


FACTS = {
    UnreadableReason.MISSING: "there is no such file",
    UnreadableReason.NOT_PERMITTED: "the file may not be read",
    UnreadableReason.EMPTY_FILE: "the file has 0 bytes",
    UnreadableReason.NOT_A_VIDEO: "the file is not a known kind of video, or its header is damaged",
    UnreadableReason.NO_VIDEO_STREAM: "the file holds no video stream",
    UnreadableReason.NO_FRAMES: "the video holds no frames",
    UnreadableReason.TOO_MANY_PIXELS: "its frames have more pixels than are accepted here",
    UnreadableReason.DECODE_ERROR: "the video is damaged",
}


FIXES = {
    UnreadableReason.MISSING: "check its name",
    UnreadableReason.NOT_PERMITTED: "check its permissions",
    UnreadableReason.NO_VIDEO_STREAM: "give a file with pictures",
    UnreadableReason.TOO_MANY_PIXELS: "make it smaller",
}


class UnreadableVideo(DataError):  # noqa: N818 - it says what the video is
    """A video that can not be decoded, at all or from some frame on."""

    def __init__(self, path: Path, reason: UnreadableReason) -> None:
        fix = FIXES.get(reason, "copy the file again from its source")
        super().__init__(path, FACTS[reason], fix=fix)
        self.path, self.reason = path, reason

    def __reduce__(self) -> tuple[Any, ...]:  # crosses process borders
        return UnreadableVideo, (self.path, self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoFacts:
    """What the header and the first frame say.

    `width` and `height` are of the upright frame. `declared_frames` is the header's claim, which
    can lie (None where it makes none); `fps` is None where the header has no rate.
    """

    width: int
    height: int
    fps: float | None
    declared_frames: int | None
    codec: str


def probe(source: Source) -> VideoFacts:
    """Facts of a video whose first frame decodes; raises UnreadableVideo otherwise."""
    with _opened(source) as (container, stream):
        _, frame = next(_upright_frames(source, container, stream, stride_frames=1))
        return VideoFacts(
            width=frame.shape[1],
            height=frame.shape[0],
            fps=float(stream.average_rate) if stream.average_rate else None,
            declared_frames=stream.frames or None,
            codec=stream.codec_context.name,
        )


def frame_sizes(source: Source) -> list[tuple[int, int]]:
    """Width and height of each video stream by the header; UnreadableVideo where there is none."""
    with _opened(source) as (container, _):
        return [(stream.width, stream.height) for stream in container.streams.video]


def read_frames(
    source: Source, *, stride_frames: int = 1, max_frames: int | None = None
) -> Iterator[tuple[int, RgbFrame]]:
    """Every `stride_frames`-th frame with its number, from frame 0, at most `max_frames` of them.

    Raises UnreadableVideo: before the first frame where nothing can be read, and after the last
    good frame where the video is damaged further on.
    """
    require_sampling(stride_frames=stride_frames, max_frames=max_frames)
    with _opened(source) as (container, stream):
        frames = _upright_frames(source, container, stream, stride_frames=stride_frames)
        for taken, numbered_frame in enumerate(frames, start=1):
            yield numbered_frame
            if taken == max_frames:
                return


def require_sampling(*, stride_frames: int, max_frames: int | None) -> None:
    """Refuse a stride or a maximum below one frame."""
    if stride_frames < 1:
        raise UsageError("stride_frames", f"is {stride_frames}", fix="give 1 or more")
    if max_frames is not None and max_frames < 1:
        raise UsageError("max_frames", f"is {max_frames}", fix="give 1 or more, or leave it out")


@contextmanager
def _opened(source: Source) -> Iterator[tuple[InputContainer, av.VideoStream]]:
    path = _path(source)
    try:
        container = _container(source)
    except PermissionError as error:
        raise UnreadableVideo(path, UnreadableReason.NOT_PERMITTED) from error
    except (FFmpegError, OSError) as error:
        raise UnreadableVideo(path, UnreadableReason.NOT_A_VIDEO) from error
    with container:
        if not container.streams.video:
            raise UnreadableVideo(path, UnreadableReason.NO_VIDEO_STREAM)
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1  # the processes share the cores, one video each
        if isinstance(source, VideoInMemory):
            _limit_pixels(source, stream)
        yield container, stream


def _path(source: Source) -> Path:
    """What errors call it."""
    return source if isinstance(source, Path) else Path(source.name)


def _container(source: Source) -> InputContainer:
    if isinstance(source, VideoInMemory):
        return _container_in_memory(source)
    _require_file(source)
    options = {"protocol_whitelist": "file", "format_whitelist": FILE_CONTAINERS}
    return av.open(str(source), options=options)


def _container_in_memory(source: VideoInMemory) -> InputContainer:
    if not source.content:
        raise UnreadableVideo(_path(source), UnreadableReason.EMPTY_FILE)
    per_stream: Any = [_pixel_limit(source)] * MAX_STREAMS  # opening decodes frames already
    options = {"protocol_whitelist": "", "format_whitelist": CONTAINERS}
    return av.open(BytesIO(source.content), "r", options=options, stream_options=per_stream)


def _limit_pixels(source: VideoInMemory, stream: av.VideoStream) -> None:
    """Refuse what the header says is too large; the decoder refuses what turns out to be.

    The decoder that looked at the first frames leaves a size of 0 where it refused them.
    """
    context = stream.codec_context
    if not 0 < context.width * context.height <= source.max_pixels:
        raise UnreadableVideo(_path(source), UnreadableReason.TOO_MANY_PIXELS)
    context.options = _pixel_limit(source)


def _pixel_limit(source: VideoInMemory) -> dict[str, str]:
    """The decoder's own limit; it counts its padding as well."""
    return {"max_pixels": str(source.max_pixels + PADDING_PIXELS)}


def _require_file(path: Path) -> None:
    if not path.is_file():
        raise UnreadableVideo(path, UnreadableReason.MISSING)
    if not os.access(path, os.R_OK):
        raise UnreadableVideo(path, UnreadableReason.NOT_PERMITTED)
    if path.stat().st_size == 0:
        raise UnreadableVideo(path, UnreadableReason.EMPTY_FILE)


def _upright_frames(
    source: Source, container: InputContainer, stream: av.VideoStream, *, stride_frames: int
) -> Iterator[tuple[int, RgbFrame]]:
    """Number and picture of the kept frames; the colour conversion is spared for the others."""
    reformatter = VideoReformatter()  # keeps its tables from frame to frame; a frame's own does not
    number, frame = -1, None
    try:
        for number, frame in enumerate(container.decode(stream)):
            if number % stride_frames == 0:
                rgb = reformatter.reformat(frame, format="rgb24", threads=1).to_ndarray()
                yield number, _upright(rgb.astype(np.uint8, copy=False), frame.rotation)
    except (FFmpegError, OSError) as error:
        raise UnreadableVideo(_path(source), UnreadableReason.DECODE_ERROR) from error
    if frame is None:
        raise UnreadableVideo(_path(source), UnreadableReason.NO_FRAMES)
    if breaks_off(container, stream, n_frames=number + 1, last=frame):
        raise UnreadableVideo(_path(source), UnreadableReason.DECODE_ERROR)


def _upright(rgb: RgbFrame, counterclockwise_degrees: float) -> RgbFrame:
    quarter_turns = round(counterclockwise_degrees / 90) % 4
    return np.ascontiguousarray(np.rot90(rgb, quarter_turns)) if quarter_turns else rgb
