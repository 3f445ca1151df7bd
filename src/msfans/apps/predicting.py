"""Looks at source after source, with progress on a terminal and annotated copies where wanted."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from msfans.deploy.annotate import words
from msfans.deploy.annotated_files import AnnotatedFiles
from msfans.deploy.decision import Decision
from msfans.deploy.predictions import Prediction, See, predict_frames, predict_image
from msfans.deploy.session import Detector
from msfans.deploy.sources import Kind, Source
from msfans.media.video import RgbFrame


def predictions(
    detector: Detector,
    sources: Sequence[Source],
    *,
    annotate: Path | None,
    stride_frames: int,
    max_frames: int | None,
) -> list[Prediction]:
    """What is decided on each source; one that can not be read says so and does not stop others."""
    files = AnnotatedFiles(annotate) if annotate else None
    results = []
    with progress_bar() as progress:
        task = progress.add_task("", total=len(sources))
        for source in sources:
            progress.update(task, description=source.name)
            with watched(source, files, Running(progress, task, source)) as see:
                if source.kind is Kind.IMAGE:
                    result = predict_image(detector, source, see=see)
                else:
                    result = predict_frames(
                        detector,
                        source,
                        see=see,
                        stride_frames=stride_frames,
                        max_frames=max_frames,
                    )
            results.append(result)
            progress.advance(task)
    return results


class Running:
    """Shows on the terminal what is decided so far."""

    def __init__(self, progress: Progress, task, source: Source) -> None:
        self.progress, self.task, self.source, self.n_frames = progress, task, source, 0

    def __call__(self, rgb: RgbFrame, decisions: Sequence[Decision]) -> None:
        self.n_frames += 1
        if self.source.kind is not Kind.IMAGE:
            text = f"{self.source.name} frame {self.n_frames}: {words(decisions[0])}"
            self.progress.update(self.task, description=text)


@contextmanager
def watched(source: Source, files: AnnotatedFiles | None, running: See) -> Iterator[See]:
    """What is to be called with each frame."""
    if files is None:
        yield running
        return
    with files.of(source) as draw:

        def both(rgb: RgbFrame, decisions: Sequence[Decision]) -> None:
            running(rgb, decisions)
            draw(rgb, decisions)

        yield both


def progress_bar() -> Progress:
    """On stderr, gone when all is done; nothing where that is no terminal."""
    console = Console(stderr=True)
    return Progress(
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
