"""Annotated copies of what was looked at: a JPEG of each picture, an MP4 of each video."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path

import av
import cv2
import numpy as np
from av.container import OutputContainer
from av.error import FFmpegError
from PIL import Image

from msfans.deploy.annotate import annotated
from msfans.deploy.decision import Decision
from msfans.deploy.sources import Kind, Source
from msfans.errors import DataError, UsageError
from msfans.files import replacing
from msfans.media.video import RgbFrame

FRAMES_PER_S = 25
JPEG_QUALITY = 92


WRITING_FAILED = (OSError, FFmpegError, ValueError)


class AnnotatedFiles:
    """Writes into `folder`, which must be new or empty; sources of one name get numbers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.taken: set[Path] = set()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            filled = any(not entry.name.startswith(".") for entry in folder.iterdir())
        except OSError as error:
            fact = f"can not be made ({error.strerror})"
            raise UsageError(folder, fact, fix="give a folder where you may write") from error
        if filled:
            raise UsageError(folder, "is not empty", fix="give a new or empty folder")

    @contextmanager
    def of(self, source: Source) -> Iterator["Copy"]:
        """What takes each frame of a source; the file is there when the block ends."""
        still = source.kind is Kind.IMAGE
        with ExitStack() as stack:
            path = self.place(source, ".jpg" if still else ".mp4")
            copy = Copy(path, partial(write_jpeg, path) if still else Film(path, stack).add, stack)
            yield copy
            copy.attempt(stack.close)

    def place(self, source: Source, suffix: str) -> Path:
        """A name that no other source of this call has."""
        stem = source.name.replace(" ", "_") if source.kind is Kind.CAMERA else source.path.stem
        names = (f"{stem}{f'_{n}' if n else ''}{suffix}" for n in count())
        place = next(path for name in names if (path := self.folder / name) not in self.taken)
        self.taken.add(place)
        return place


class Copy:
    """Of one source; what can not be written is told as `trouble`, and nothing half stays there."""

    def __init__(self, path: Path, write: Callable[[RgbFrame], None], stack: ExitStack) -> None:
        self.path, self.write, self.stack = path, write, stack
        self.trouble = ""

    def __call__(self, rgb: RgbFrame, decisions: Sequence[Decision]) -> None:
        """The next frame, with what is decided."""
        if not self.trouble:
            self.attempt(lambda: self.write(annotated(rgb, decisions)))

    def attempt(self, step: Callable[[], None]) -> None:
        """Take a step; the first that fails is the last."""
        try:
            step()
        except WRITING_FAILED as error:
            why = getattr(error, "strerror", None) or error
            fact = f"the annotated copy can not be written ({why})"
            fix = "give another folder, or leave out --annotate"
            self.trouble = str(DataError(self.path, fact, fix=fix))
            with suppress(*WRITING_FAILED):
                self.stack.__exit__(type(error), error, error.__traceback__)


class Film:
    """A video that is written frame by frame, published when `stack` ends; none without frames."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self.path, self.stack = path, stack
        self.container: OutputContainer | None = None

    def add(self, drawn: RgbFrame) -> None:
        """Write the next frame; all are brought to the size of the first."""
        if self.container is None:
            self.open(drawn)
        assert self.container is not None
        width, height = self.stream.width, self.stream.height
        if drawn.shape[:2] != (height, width):
            drawn = cv2.resize(drawn, (width, height)).astype(np.uint8, copy=False)
        frame = av.VideoFrame.from_ndarray(drawn, format="rgb24")
        self.container.mux(self.stream.encode(frame))

    def open(self, first: RgbFrame) -> None:
        """Begin, with even sides, which the codec wants."""
        temporary = self.stack.enter_context(replacing(self.path))
        container = self.stack.enter_context(av.open(str(temporary), "w"))
        stream = container.add_stream("mpeg4", rate=FRAMES_PER_S, bit_rate=4_000_000)
        stream.pix_fmt = "yuv420p"
        stream.height, stream.width = (max(2, side // 2 * 2) for side in first.shape[:2])
        self.stack.callback(lambda: container.mux(stream.encode(None)))
        self.container, self.stream = container, stream


def write_jpeg(path: Path, drawn: RgbFrame) -> None:
    """Whole or not at all."""
    with replacing(path) as temporary:
        Image.fromarray(drawn).save(temporary, "JPEG", quality=JPEG_QUALITY)
