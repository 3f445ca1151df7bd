"""Annotated copies of what was looked at: a JPEG of each picture, an MP4 of each video."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

import av
import cv2
import numpy as np
from av.container import OutputContainer

from msfans.deploy.annotate import annotated
from msfans.deploy.decision import Decision
from msfans.deploy.predictions import See
from msfans.deploy.sources import Kind, Source
from msfans.errors import UsageError
from msfans.files import replacing
from msfans.media.video import RgbFrame

FRAMES_PER_S = 25
JPEG_QUALITY = 92


class AnnotatedFiles:
    """Writes into `folder`, which is created; sources of one name get numbers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.taken: set[Path] = set()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            fact = f"can not be made ({error.strerror})"
            raise UsageError(folder, fact, fix="give a folder where you may write") from error

    @contextmanager
    def of(self, source: Source) -> Iterator[See]:
        """Something to call with each frame of a source; the file is there when the block ends."""
        with ExitStack() as stack:
            if source.kind is Kind.IMAGE:
                yield lambda rgb, decisions: write_jpeg(
                    self.place(source, ".jpg"), annotated(rgb, decisions)
                )
            else:
                yield Film(self.place(source, ".mp4"), stack).add

    def place(self, source: Source, suffix: str) -> Path:
        """A name that no other source of this call has."""
        stem = source.name.replace(" ", "_") if source.kind is Kind.CAMERA else source.path.stem
        names = (f"{stem}{f'_{n}' if n else ''}{suffix}" for n in count())
        place = next(path for name in names if (path := self.folder / name) not in self.taken)
        self.taken.add(place)
        return place


class Film:
    """A video that is written frame by frame, published when `stack` ends; none without frames."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self.path, self.stack = path, stack
        self.container: OutputContainer | None = None

    def add(self, rgb: RgbFrame, decisions: Sequence[Decision]) -> None:
        """Write the next frame; all are brought to the size of the first."""
        drawn = annotated(rgb, decisions)
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


def write_jpeg(path: Path, rgb: RgbFrame) -> None:
    """Whole or not at all."""
    _, jpeg = cv2.imencode(
        ".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    )
    with replacing(path) as temporary:
        temporary.write_bytes(jpeg.tobytes())
