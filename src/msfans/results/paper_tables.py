"""Tables II to V of the paper, ours beside the published figures.

A table is made of the cells that a sweep of its experiment left. Lines keep the paper's order, and
a cell that is not there says so in its place.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from msfans.metrics.intervals import Bootstrap
from msfans.results import published
from msfans.results.cells import Cell
from msfans.results.grid import Grid
from msfans.results.paper_lines import FRAME_EER, PaperLine, paper_lines
from msfans.results.paper_notes import caption, notes
from msfans.results.paper_text import both_levels, choice, cost, ours, paper, videos
from msfans.results.published import Published

JUDGED_ON_TEST = ("EER, frames", "EER, videos", "HTER, frames / videos")
COUNTED = (
    "a decision: millions of multiply-accumulates in convolutions, LSTM and linear layers, and "
    "twice as many operations; no one way to count gives both GFLOPs that the paper has for MS-FANS"
)
Layout = tuple[tuple[str, ...], list[tuple[str, ...]]]  # columns, rows


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTable:
    """One table: the experiment that fills it, what the paper prints, and how it is laid out.

    `row` tells the lines that are compared with each other from the others, `remark` what is
    peculiar to this table.
    """

    experiment: str
    title: str
    published: Callable[[], Sequence[Published]]
    row: Callable[[Published], str]
    layout: Callable[[Sequence[PaperLine]], Layout]
    remark: str = ""

    def lines(self, cells: Sequence[Cell], folder: Path, bootstrap: Bootstrap) -> list[PaperLine]:
        """What the cells below `folder` have for each published line."""
        return paper_lines(self.published(), cells, folder, row=self.row, bootstrap=bootstrap)

    def grid(self, lines: Sequence[PaperLine], bootstrap: Bootstrap) -> Grid:
        """The lines as text."""
        columns, rows = self.layout(lines)
        return Grid(
            title=self.title,
            caption=caption(bootstrap),
            columns=columns,
            rows=tuple(rows),
            notes=tuple(filter(None, [self.remark, *notes(lines)])),
        )


def single_scales(lines: Sequence[PaperLine]) -> Layout:
    """A row a scale."""
    return ("scale", *JUDGED_ON_TEST), [(line.published.scales, *on_test(line)) for line in lines]


def fusions(lines: Sequence[PaperLine]) -> Layout:
    """A row a triple, a column for each way to use it."""
    by_place = {(line.published.scales, line.published.fusion): line for line in lines}
    triples, ways = (dict.fromkeys(place[k] for place in by_place) for k in (0, 1))
    rows = [(triple, *(fused(by_place[triple, way]) for way in ways)) for triple in triples]
    return ("scales", *ways), rows


def methods_by_eer(lines: Sequence[PaperLine]) -> Layout:
    """A row a method, judged on test."""
    columns = ("method", *JUDGED_ON_TEST, "a decision")
    return columns, [(method(line), *on_test(line), stacked(cost(line))) for line in lines]


def methods_by_hter(lines: Sequence[PaperLine]) -> Layout:
    """A row a method, judged on devel and on test."""
    columns = ("method", "EER on devel", "EER on test", "HTER on test", "a decision")
    rows = [
        (
            method(line),
            of_set(line, "eer_devel", line.published.eer_percent),
            of_set(line, "eer", line.published.eer_percent),
            of_set(line, "hter", line.published.hter_percent),
            stacked(cost(line)),
        )
        for line in lines
    ]
    return columns, rows


def on_test(line: PaperLine) -> tuple[str, ...]:
    """The cells below `JUDGED_ON_TEST`."""
    return (
        stacked(ours(line, FRAME_EER), paper(line, "eer", line.published.eer_percent)),
        stacked(videos(line, "eer")),
        stacked(both_levels(line, "hter")),
    )


def fused(line: PaperLine) -> str:
    """Everything about one cell of Table III."""
    return stacked(
        ours(line, FRAME_EER),
        paper(line, "eer", line.published.eer_percent),
        choice(line),
        (f"videos {text}" for text in videos(line, "eer")),
        (f"HTER {text}" for text in both_levels(line, "hter")),
    )


def of_set(line: PaperLine, name: str, published_percent: float | None) -> str:
    """Frames, the paper's, videos."""
    return stacked(
        ours(line, ("frame", name)),
        paper(line, name, published_percent),
        (f"videos {text}" for text in videos(line, name)),
    )


def method(line: PaperLine) -> str:
    """The method's name, for ours with network and scales."""
    parts = [line.published.method, line.published.backbone, line.published.scales]
    return " ".join(filter(None, parts))


def stacked(*parts: Iterable[str]) -> str:
    """The parts' lines, one below the other."""
    return "\n".join(chain(*parts))


TABLES = (
    PaperTable(
        experiment="table2",
        title="Table II: single scales, CNN_S, CASIA-FASD",
        published=published.table2,
        row=lambda line: line.corpus,
        layout=single_scales,
    ),
    PaperTable(
        experiment="table3",
        title="Table III: fusion of three scales, CNN_S, CASIA-FASD",
        published=published.table3,
        row=lambda line: line.scales,
        layout=fusions,
        remark="best_single: the scale with the lowest EER of frames, chosen on test as in the "
        "paper; below it what the scale that is lowest on devel gives on test",
    ),
    PaperTable(
        experiment="table4",
        title="Table IV: methods on CASIA-FASD",
        published=published.table4,
        row=lambda line: line.method,
        layout=methods_by_eer,
        remark=COUNTED,
    ),
    PaperTable(
        experiment="table5",
        title="Table V: methods on REPLAY-ATTACK",
        published=published.table5,
        row=lambda line: line.method,
        layout=methods_by_hter,
        remark=f"the paper does not say which set its EER is of: it stands at both; {COUNTED}",
    ),
)
