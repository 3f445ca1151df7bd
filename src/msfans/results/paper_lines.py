"""What a sweep found for each line that the paper prints."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from msfans.errors import ScoreError
from msfans.metrics.intervals import Bootstrap
from msfans.results.cells import Cell, CellState
from msfans.results.estimates import Estimate, Figure, clearly_lower, estimates
from msfans.results.published import Published
from msfans.results.verdict import Verdict, verdict

FRAME_EER: Figure = ("frame", "eer")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """A published line and the cells that answer it, one a seed, in whatever state.

    `found` holds the figures over the finished ones; where the cell is a choice among single
    scales it is of those chosen on test, and `on_devel` of those that devel chooses. `lowest` is
    true where the paired bootstrap puts every other line of the row above this one. `macs` are
    those of one decision, by part of the network.
    """

    published: Published
    cells: tuple[Cell, ...] = ()
    found: Mapping[Figure, Estimate] = field(default_factory=dict)
    on_devel: Mapping[Figure, Estimate] = field(default_factory=dict)
    macs: Mapping[str, int] = field(default_factory=dict)
    lowest: bool = False

    @property
    def finished(self) -> tuple[Cell, ...]:
        """The cells that have figures."""
        return tuple(cell for cell in self.cells if cell.state is CellState.FINISHED)

    @property
    def state(self) -> CellState:
        """Finished as soon as one seed is; else what became of the first."""
        if self.finished:
            return CellState.FINISHED
        return self.cells[0].state if self.cells else CellState.MISSING

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The published rates as seen from ours of frames, by the name of our figure.

        The paper does not say which set its EER is of, so it is held against both.
        """
        percents = {
            "eer": self.published.eer_percent,
            "eer_devel": self.published.eer_percent,
            "hter": self.published.hter_percent,
        }
        protocols = {cell.protocol for cell in self.finished}
        return {
            name: verdict(
                percent / 100,
                self.found["frame", name].interval,
                embedded=any(cell.embedded for cell in self.finished),
                same_protocol=protocols == {self.published.protocol},
            )
            for name, percent in percents.items()
            if percent is not None and ("frame", name) in self.found
        }


def paper_lines(
    published: Sequence[Published],
    cells: Sequence[Cell],
    folder: Path,
    *,
    row: Callable[[Published], str],
    bootstrap: Bootstrap,
) -> list[PaperLine]:
    """A line for each published one; those with the same `row` are compared with each other."""
    lines = [line_of(each, cells, folder, bootstrap) for each in published]
    return [
        replace(
            line,
            lowest=is_lowest(
                line,
                [each for each in lines if row(each.published) == row(line.published)],
                bootstrap,
            ),
        )
        for line in lines
    ]


def line_of(
    published: Published, cells: Sequence[Cell], folder: Path, bootstrap: Bootstrap
) -> PaperLine:
    """The cells with the settings of a published line, and what they found."""
    wanted = (published.corpus, published.backbone, published.scales, published.fusion)
    by_seed = {
        cell.seed: cell
        for cell in cells
        if (cell.corpus, cell.backbone, cell.scales, cell.fusion) == wanted
    }
    line = PaperLine(published=published, cells=tuple(by_seed.values()))
    if not line.finished:
        return line
    homes = [folder / cell.folder for cell in line.finished]
    return replace(
        line,
        found=estimates([home / "scores.csv" for home in homes], bootstrap),
        on_devel=on_devel(line.finished, folder, bootstrap),
        macs=read_macs(homes[0] / "cost.json"),
    )


def read_macs(path: Path) -> dict[str, int]:
    """MACs by part; ScoreError where a finished cell has no readable record of them."""
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError) as error:
        fact = f"the MACs of a decision can not be read ({error})"
        raise ScoreError(path, fact, fix="delete the cell's folder and run again") from error


def on_devel(cells: Sequence[Cell], folder: Path, bootstrap: Bootstrap) -> dict[Figure, Estimate]:
    """The figures of the single scales that devel chooses; none where there is no such choice."""
    choices = [cell.metrics.get("choice") for cell in cells]
    if not all(choice and choice["on_devel"] for choice in choices):
        return {}
    homes = [choice["candidates"][choice["on_devel"]] for choice in choices if choice]
    return estimates([folder / home / "scores.csv" for home in homes], bootstrap)


def is_lowest(line: PaperLine, row: Sequence[PaperLine], bootstrap: Bootstrap) -> bool:
    """Whether every other line of the row has a figure, and clearly a higher one."""
    others = [each for each in row if each is not line]
    if not others or not all(FRAME_EER in each.found for each in row):
        return False
    ours = line.found[FRAME_EER]
    return all(clearly_lower(ours, each.found[FRAME_EER], bootstrap) for each in others)
