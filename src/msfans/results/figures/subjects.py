"""Errors by subject: is it everyone, or a few?"""

from collections.abc import Mapping, Sequence
from functools import partial

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from msfans.metrics.subject_errors import SubjectErrors
from msfans.results.figures.style import BONA_FIDE, SPECIES, canvas, styled

SHOWN = 40


@styled
def errors_by_subject(found: Sequence[SubjectErrors]) -> Figure:
    """Share of each subject's presentations decided wrongly, at most the worst `SHOWN`."""
    shown = found[:SHOWN]
    figure, axes = canvas(1.0 + 0.2 * len(shown))
    draw = partial(draw_shares, axes)
    draw(
        [(each.rejected_bona_fide, each.n_bona_fide) for each in shown],
        style={"color": BONA_FIDE, "marker": "o", "label": "bona fide rejected"},
        shift=-0.13,
    )
    draw(
        [(each.accepted_attacks, each.n_attack) for each in shown],
        style={"color": SPECIES[0], "marker": "^", "label": "attacks accepted"},
        shift=0.13,
    )
    axes.set_yticks(range(len(shown)), [each.subject for each in shown])
    axes.set(ylim=(len(shown) - 0.5, -0.5), xlim=(0, 100), xlabel="wrong decisions, %")
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, borderaxespad=0.3)
    return figure


def draw_shares(
    axes: Axes, counts: Sequence[tuple[int, int]], *, style: Mapping[str, str], shift: float
) -> None:
    """A mark in each row that has presentations, moved a little so that no mark hides another."""
    there = [(row, errors / n) for row, (errors, n) in enumerate(counts) if n]
    rows, shares = [row + shift for row, _ in there], [100 * share for _, share in there]
    axes.plot(shares, rows, linestyle="none", clip_on=False, **style)  # pyright: ignore[reportArgumentType]
