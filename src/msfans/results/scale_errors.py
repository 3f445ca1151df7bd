"""Error over scale: systems that look at one scale, and those that look at several beside them."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from msfans.results.finished_run import FinishedRun

LEVELS = ("video", "frame")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleError:
    """One system's error in [0, 1]: the HTER where devel gave a threshold, else the EER of test.

    `interval` is None where the run has none.
    """

    scales: str
    fusion: str
    level: str
    figure: str
    error: float
    interval: tuple[float, float] | None

    @property
    def single(self) -> float | None:
        """The scale of a system with one; None for several."""
        return None if "-" in self.scales else float(self.scales)

    def to_json(self) -> dict:
        """The fields by name."""
        return asdict(self)


def scale_errors(runs: Iterable[FinishedRun]) -> list[ScaleError]:
    """Both levels of each run, by scale and then those of several scales by name."""
    found = [error for run in runs for error in errors_of(run)]
    return sorted(found, key=lambda each: (each.single is None, each.single, each.scales))


def errors_of(run: FinishedRun) -> Iterator[ScaleError]:
    """The error of a run at each level that it was judged at."""
    for level in LEVELS:
        report: dict[str, Any] | None = run.cell.metrics.get(level)
        if report:
            figure = "hter" if "hter" in report else "eer"
            bounds = report.get("intervals", {}).get(figure)
            yield ScaleError(
                scales=run.cell.scales,
                fusion=run.cell.fusion,
                level=level,
                figure=figure,
                error=report[figure],
                interval=(bounds[0], bounds[1]) if bounds else None,
            )
