"""What can be looked at: pictures, videos and cameras, as the words of a command line name them."""

import glob
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import Path

import av
import cv2
import numpy as np
from av.error import FFmpegError

from msfans.corpora.folders import VIDEO_SUFFIXES
from msfans.deploy.images import MAX_PIXELS
from msfans.errors import DataError
from msfans.media.video import RgbFrame, read_frames

IMAGE_SUFFIXES = (
    *(".jpg", ".jpeg", ".png", ".webp", ".bmp"),
    *(".tif", ".tiff", ".gif", ".ppm", ".pgm", ".jp2"),
)
MOVING_SUFFIXES = (*VIDEO_SUFFIXES, ".m4v", ".webm", ".mpg", ".mpeg", ".wmv", ".3gp")


class Kind(StrEnum):
    """How a source is read."""

    IMAGE = "image"
    VIDEO = "video"
    CAMERA = "camera"


class NoSource(DataError):  # noqa: N818 - it says what is not there
    """A word that names nothing to look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One picture, video or camera; `path` is the camera's index there."""

    kind: Kind
    path: Path

    @property
    def name(self) -> str:
        """For tables and errors."""
        return f"camera {self.path}" if self.kind is Kind.CAMERA else str(self.path)


def find_sources(words: Sequence[str]) -> tuple[list[Source], list[NoSource]]:
    """What the words name, in their order, each file once; and the words that name nothing.

    A word is a file, a folder (with all below it, hidden files aside), a pattern with *, ? or [],
    or the index of a camera.
    """
    found: dict[Source, None] = {}
    lacking: list[NoSource] = []
    for word in words:
        sources = list(named(word))
        found |= dict.fromkeys(sources)
        if not sources:
            lacking.append(nothing_named(word))
    return list(found), lacking


def named(word: str) -> Iterator[Source]:
    """What one word names."""
    path = Path(word)
    if path.is_dir():
        yield from in_folder(path)
    elif path.exists():
        yield Source(kind=kind_of(path), path=path)
    elif word.isdecimal():
        yield Source(kind=Kind.CAMERA, path=path)
    else:  # Path.glob refuses absolute patterns
        for match in map(Path, sorted(glob.glob(word, recursive=True))):  # noqa: PTH207
            if match.is_file():
                yield Source(kind=kind_of(match), path=match)


def in_folder(folder: Path) -> Iterator[Source]:
    """Pictures and videos below a folder, by suffix."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix.lower() in (*IMAGE_SUFFIXES, *MOVING_SUFFIXES) and not hidden:
            yield Source(kind=kind_of(path), path=path)


def kind_of(path: Path) -> Kind:
    """By suffix; where that says nothing, a picture unless a video decoder knows it better."""
    if path.suffix.lower() in MOVING_SUFFIXES:
        return Kind.VIDEO
    if path.suffix.lower() in IMAGE_SUFFIXES:
        return Kind.IMAGE
    return Kind.VIDEO if is_video(path) else Kind.IMAGE


def is_video(path: Path) -> bool:
    """Whether FFmpeg sees a video with a duration."""
    try:
        with av.open(str(path), options={"protocol_whitelist": "file"}) as container:
            moves = bool(container.streams.video) and container.format.name != "image2"
            return moves and not container.format.name.endswith("_pipe")
    except (FFmpegError, OSError, ValueError):
        return False


def nothing_named(word: str) -> NoSource:
    """Why a word gave nothing."""
    if Path(word).is_dir():
        fact, fix = "holds no picture or video", "name the files themselves"
    elif glob.has_magic(word):
        fact, fix = "matches no file", "check the pattern"
    else:
        fact, fix = "there is no such file", "check its name"
    return NoSource(word, fact, fix=fix)


def frames_of(
    source: Source, *, stride_frames: int = 1, max_frames: int | None = None
) -> Iterator[RgbFrame]:
    """Every `stride_frames`-th frame of a video or camera, at most `max_frames` of them.

    A camera goes on until it is closed. UnreadableVideo or NoSource where nothing (more) comes.
    """
    if source.kind is Kind.CAMERA:
        return camera_frames(source, stride_frames=stride_frames, max_frames=max_frames)
    refuse_huge_video(source.path)
    numbered = read_frames(source.path, stride_frames=stride_frames, max_frames=max_frames)
    return (rgb for _, rgb in numbered)


def camera_frames(
    source: Source, *, stride_frames: int, max_frames: int | None
) -> Iterator[RgbFrame]:
    """Frames of a local camera, as they come."""
    camera = cv2.VideoCapture(int(str(source.path)))
    try:
        if not camera.isOpened():
            fix = "check that it is plugged in, and that no other program uses it"
            raise NoSource(source.name, "can not be opened", fix=fix)
        yield from kept(captured(camera), stride_frames, max_frames)
    finally:
        camera.release()


def captured(camera: cv2.VideoCapture) -> Iterator[RgbFrame]:
    """RGB until the camera gives nothing more."""
    while True:
        there, bgr = camera.read()
        if not there:
            return
        yield cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)


def kept(
    frames: Iterable[RgbFrame], stride_frames: int, max_frames: int | None
) -> Iterator[RgbFrame]:
    """Every `stride_frames`-th, at most `max_frames`."""
    taken = 0
    for number, rgb in zip(count(), frames, strict=False):
        if number % stride_frames == 0:
            yield rgb
            taken += 1
            if taken == max_frames:
                return


def refuse_huge_video(path: Path, *, max_pixels: int = MAX_PIXELS) -> None:
    """NoSource where the header claims frames of more pixels than a picture may have."""
    try:
        with av.open(str(path), options={"protocol_whitelist": "file"}) as container:
            sizes = [(stream.width, stream.height) for stream in container.streams.video]
    except (FFmpegError, OSError, ValueError):
        return  # the reader says what the matter is
    for width, height in sizes:
        if width * height > max_pixels:
            fact = f"has frames of {width} x {height} pixels"
            raise NoSource(path, fact, fix=f"at most {max_pixels:,} are read")
