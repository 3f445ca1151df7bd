"""Progress on stderr: a bar with frames/s and time left; two lines without a terminal."""

from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from msfans.synth.settings import Settings


class FrameRate(ProgressColumn):
    """Frames rendered in a second."""

    def __init__(self, frames_per_video: int) -> None:
        super().__init__()
        self.frames_per_video = frames_per_video

    def render(self, task: Task) -> Text:
        """Such as `41 frames/s`."""
        rate = (task.speed or 0) * self.frames_per_video
        return Text(f"{rate:.0f} frames/s")


def follow(counts: Iterator[int], settings: Settings, total: int, *, shown: bool) -> None:
    """Show how many of `total` videos are done until `counts` ends."""
    console = Console(stderr=True, quiet=not shown)
    if not console.is_terminal:
        console.print(f"rendering {total} videos ({settings.corpus}, {settings.size})")
        for _ in counts:
            pass
        console.print(f"rendered {total} videos")
        return
    columns = (
        TextColumn("rendering"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total} videos"),
        FrameRate(settings.amounts.frames),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("rendering", total=total)
        for count in counts:
            bar.update(task, completed=count)
