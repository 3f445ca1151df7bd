"""What a person sees while videos are prepared, on stderr: a bar, or a start and an end line."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from msfans.media.patches import NO_FACE, PatchCache

NAMED_VIDEOS = 5


@dataclass(slots=True, kw_only=True)
class PreparationProgress:
    """Counts finished videos and frames; `bar` is None where nothing moves on the screen."""

    bar: Progress | None
    task: TaskID
    frames: int = 0
    started: float = field(default_factory=time.monotonic)

    def finish_video(self, *, frames: int) -> None:
        """One more video with so many frames."""
        self.frames += frames
        if self.bar is not None:
            rate = f"{self.frames / (time.monotonic() - self.started):.0f} frames/s"
            self.bar.update(self.task, advance=1, rate=rate)


@contextmanager
def watched(
    *, videos: int, done: int, workers: int, progress: bool
) -> Iterator[PreparationProgress]:
    """Show how the preparation of `videos` goes on, of which `done` were prepared before."""
    console = Console(stderr=True, quiet=not progress)
    told = f"Preparing {videos - done} videos with {max(workers, 1)} processes"
    console.print(told + (f"; {done} were done before" if done else ""), highlight=False)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
    with bar:
        task = bar.add_task("videos", total=videos, completed=done, rate="")
        state = PreparationProgress(bar=bar, task=task)
        yield state
    seconds = time.monotonic() - state.started
    rate = state.frames / seconds
    told = f"Prepared {state.frames} frames in {seconds:.1f} s ({rate:.0f} frames/s)"
    console.print(told, highlight=False)


def summary(cache: PatchCache) -> str:
    """What a cache holds and lacks, in a few lines for a person."""
    statuses = Counter(cache.index["status"])
    videos = cache.index["clip"].nunique()
    lines = [f"{videos} videos, {len(cache.patches)} faces, {statuses[NO_FACE]} frames without one"]
    lines += _named(cache.unreadable, "could not be read")
    lines += _named(cache.damaged, "broke off and count as far as they could be read")
    return "\n".join(lines)


def _named(reasons: dict[str, str], fact: str) -> list[str]:
    if not reasons:
        return []
    names = [f"  {clip} ({reason})" for clip, reason in list(reasons.items())[:NAMED_VIDEOS]]
    more = len(reasons) - len(names)
    return [f"{len(reasons)} videos {fact}:", *names, *([f"  and {more} more"] if more else [])]
