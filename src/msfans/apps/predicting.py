"""Looks at source after source, with progress on a terminal and annotated copies where wanted."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from msfans.deploy.annotate import words
from msfans.deploy.annotated_files import AnnotatedFiles
from msfans.deploy.decision import Decision
from msfans.deploy.predictions import Prediction, See, predict_frames, predict_image
from msfans.deploy.session import Detector
from msfans.deploy.sources import Kind, Source
from msfans.errors import readable
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
            progress.update(task, description=readable(source.name))
            look = partial(predict_image, detector, source)
            if source.kind is not Kind.IMAGE:
                sampling = {"stride_frames": stride_frames, "max_frames": max_frames}
                look = partial(predict_frames, detector, source, **sampling)
            results.append(looked_at(look, source, files, Running(progress, task, source)))
            progress.advance(task)
    return results


def looked_at(
    look: Callable[..., Prediction], source: Source, files: AnnotatedFiles | None, running: See
) -> Prediction:
    """What `look` gives, with an annotated copy; one that can not be written is trouble too."""
    if files is None:
        return look(see=running)
    with files.of(source) as copy:

        def both(rgb: RgbFrame, decisions: Sequence[Decision]) -> None:
            running(rgb, decisions)
            copy(rgb, decisions)

        result = look(see=both)
    return replace(result, trouble=" ".join(filter(None, (result.trouble, copy.trouble))))


class Running:
    """Shows on the terminal what is decided so far."""

    def __init__(self, progress: Progress, task: TaskID, source: Source) -> None:
        self.progress, self.task, self.source, self.n_frames = progress, task, source, 0

    def __call__(self, rgb: RgbFrame, decisions: Sequence[Decision]) -> None:
        self.n_frames += 1
        if self.source.kind is not Kind.IMAGE:
            text = f"{readable(self.source.name)} frame {self.n_frames}: {words(decisions[0])}"
            self.progress.update(self.task, description=text)


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
