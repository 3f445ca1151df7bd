"""What can be looked at: pictures, videos and cameras, as the words of a command line name them."""

import glob
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from msfans.corpora.folders import VIDEO_SUFFIXES, listing
from msfans.deploy.images import MAX_PIXELS
from msfans.errors import DataError, UsageError
from msfans.media.video import RgbFrame, UnreadableVideo, frame_sizes, read_frames

IMAGE_SUFFIXES = (
    *(".jpg", ".jpeg", ".png", ".webp", ".bmp"),
    *(".tif", ".tiff", ".gif", ".ppm", ".pgm", ".jp2"),
)
MOVING_SUFFIXES = (
    *(*VIDEO_SUFFIXES, ".m4v", ".3gp", ".webm", ".mpg", ".mpeg", ".ts", ".mts", ".m2ts"),
    *(".wmv", ".ogv", ".flv", ".y4m"),
)


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

    @property
    def place(self) -> str:
        """The same for a file however it is called."""
        return self.name if self.kind is Kind.CAMERA else os.path.realpath(self.path)


def find_sources(words: Sequence[str]) -> tuple[list[Source], list[DataError]]:
    """What the words name, in their order, each file once; and the words that name nothing.

    A word is a file, a folder (with all below it, hidden files aside), a pattern with *, ? or [],
    or the index of a camera. UsageError for an empty word.
    """
    found: dict[str, Source] = {}
    lacking: list[DataError] = []
    for word in words:
        for each in named(word):
            if isinstance(each, Source):
                found.setdefault(each.place, each)
            else:
                lacking.append(each)
    return list(found.values()), lacking


def named(word: str) -> list[Source | DataError]:
    """What one word names; errors for what can not be looked at, or nothing is there."""
    if not word:
        fix = "name a file, a folder, a pattern or a camera"
        raise UsageError("a source", "is an empty word", fix=fix)
    path = Path(word)
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return unseen(word)
    except OSError as error:
        fact = f"can not be looked at ({error.strerror})"
        return [NoSource(word, fact, fix="check its name and permissions")]
    if stat.S_ISDIR(mode):
        return list(below(path)) or [empty(word)]
    if stat.S_ISREG(mode):
        return [Source(kind=kind_of(path), path=path)]
    return [NoSource(word, "is a pipe or a device", fix="give a file, or a camera by its index")]


def unseen(word: str) -> list[Source | DataError]:
    """What is meant by a word that no file is called: a camera, files of a pattern, or nothing."""
    if re.fullmatch("[0-9]{1,4}", word):
        return [Source(kind=Kind.CAMERA, path=Path(word))]
    matches = map(Path, sorted(glob.glob(word, recursive=True)))  # noqa: PTH207 - absolute ones too
    files = [path for path in matches if os.access(path, os.F_OK) and path.is_file()]
    if files:
        return [Source(kind=kind_of(path), path=path) for path in files]
    if glob.has_magic(word):
        return [NoSource(word, "matches no file", fix="check the pattern")]
    return [NoSource(word, "there is no such file", fix="check its name")]


def empty(word: str) -> NoSource:
    """Of a folder with nothing to look at."""
    return NoSource(word, "holds no picture or video", fix="name the files themselves")


def in_folder(folder: Path) -> Iterator[Source]:
    """Pictures and videos below a folder, by suffix; DataError where a folder can not be listed."""
    for each in below(folder):
        if isinstance(each, DataError):
            raise each
        yield each


def below(folder: Path) -> Iterator[Source | DataError]:
    """What `in_folder` gives, and an error in the place of each folder that can not be listed."""
    try:
        entries = listing(folder)
        folders = {entry for entry in entries if entry.is_dir() and not entry.is_symlink()}
    except DataError as error:
        yield error
        return
    except PermissionError:
        yield NoSource(folder, "can not be entered", fix="check its permissions")
        return
    for entry in entries:
        if entry in folders:
            yield from below(entry)
        elif entry.suffix.lower() in (*IMAGE_SUFFIXES, *MOVING_SUFFIXES) and is_wanted(entry):
            yield Source(kind=kind_of(entry), path=entry)


def is_wanted(entry: Path) -> bool:
    """Whether it is a file, or a link to nothing (which reading will tell): no folder or pipe."""
    return entry.is_file() or not entry.exists()


def kind_of(path: Path) -> Kind:
    """By suffix; where that says nothing, a picture unless a video decoder knows it better."""
    if path.suffix.lower() in MOVING_SUFFIXES:
        return Kind.VIDEO
    if path.suffix.lower() in IMAGE_SUFFIXES:
        return Kind.IMAGE
    return Kind.VIDEO if is_video(path) else Kind.IMAGE


def is_video(path: Path) -> bool:
    """Whether FFmpeg sees a video."""
    try:
        return bool(frame_sizes(path))
    except UnreadableVideo:
        return False


def frames_of(
    source: Source, *, stride_frames: int = 1, max_frames: int | None = None
) -> Iterator[RgbFrame]:
    """Every `stride_frames`-th frame of a video or camera, at most `max_frames` of them.

    A camera goes on until it is closed. UnreadableVideo or NoSource where nothing (more) comes.
    """
    if source.kind is Kind.CAMERA:
        return camera_frames(source, stride_frames=stride_frames, max_frames=max_frames)
    numbered = video_frames(source.path, stride_frames=stride_frames, max_frames=max_frames)
    return (rgb for _, rgb in numbered)


def video_frames(
    path: Path, *, stride_frames: int, max_frames: int | None
) -> Iterator[tuple[int, RgbFrame]]:
    """What `read_frames` gives; NoSource where its frames are too large to be decoded."""
    refuse_huge_video(path)
    return read_frames(path, stride_frames=stride_frames, max_frames=max_frames)


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
    """Every `stride_frames`-th, at most `max_frames`; none is waited for behind the last."""
    end = None if max_frames is None else (max_frames - 1) * stride_frames + 1
    return islice(frames, 0, end, stride_frames)


def refuse_huge_video(path: Path, *, max_pixels: int = MAX_PIXELS) -> None:
    """NoSource where the header claims frames of more pixels than a picture may have."""
    try:
        sizes = frame_sizes(path)
    except UnreadableVideo:
        return  # the reader says what the matter is
    for width, height in sizes:
        if width * height > max_pixels:
            fact = f"has frames of {width} x {height} pixels"
            raise NoSource(path, fact, fix=f"at most {max_pixels:,} are read")
