"""Robustness: decisions, errors and scores over the level of each change, a panel a family."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from msfans.metrics.robustness import UNCHANGED
from msfans.results.figures.style import BONA_FIDE, FAINT, INK, SPECIES, WIDTH_IN, styled

Rows = Sequence[Mapping[str, Any]]  # as in robustness.json, `effects`
N_COLUMNS = 3
RATES = {
    "flip_share": ("decision flips", INK, "o-"),
    "lost_share": ("no score any more", FAINT, "x-"),
    "bpcer": ("BPCER", BONA_FIDE, "s--"),
    "apcer_worst": ("APCER, worst species", SPECIES[0], "^:"),
}
SCORES = {
    "mean_score_bona_fide": ("bona fide, mean score", BONA_FIDE, "s--"),
    "mean_score_attack": ("attacks, mean score", SPECIES[0], "^:"),
}


@styled
def rates_under_change(rows: Rows) -> Figure:
    """Flipped decisions in percent; errors at the bundle's threshold where labels are known."""
    figure, panels = _panels(rows)
    for family, axes in panels.items():
        _draw(axes, _with_neutral(rows, family), RATES, factor=100)
    _finish(figure, panels, y_label="%")
    return figure


@styled
def scores_under_change(rows: Rows, *, threshold: float) -> Figure:
    """Mean scores of both classes; dotted: the bundle's threshold."""
    figure, panels = _panels(rows)
    for family, axes in panels.items():
        _draw(axes, _with_neutral(rows, family), SCORES, factor=1)
        axes.axhline(threshold, color=INK, linewidth=1, linestyle=":")
    _finish(figure, panels, y_label="score")
    return figure


def _panels(rows: Rows) -> tuple[Figure, dict[str, Axes]]:
    families = [name for name in dict.fromkeys(row["family"] for row in rows) if name != UNCHANGED]
    n_rows = -(-len(families) // N_COLUMNS)
    figure = Figure(figsize=(WIDTH_IN, 0.8 + 1.9 * n_rows), layout="constrained")
    grid = figure.subplots(n_rows, N_COLUMNS, sharey=True, squeeze=False).ravel()
    for unused in grid[len(families) :]:
        unused.set_visible(False)
    return figure, dict(zip(families, grid, strict=False))


def _with_neutral(rows: Rows, family: str) -> list[Mapping[str, Any]]:
    """The rows of a family in the order of their levels, the unchanged one at its neutral level."""
    own = [row for row in rows if row["family"] == family]
    (unchanged,) = (row for row in rows if row["family"] == UNCHANGED)
    merged = {**unchanged, **{key: own[0][key] for key in ("family", "unit", "neutral")}}
    rows = [*own, merged | {"level": own[0]["neutral"]}]
    return [
        {**row, "lost_share": row["n_lost"] / max(1, row["n_lost"] + row["n_compared"])}
        for row in sorted(rows, key=lambda row: row["level"])
    ]


def _draw(
    axes: Axes, rows: Sequence[Mapping[str, Any]], lines: Mapping[str, Any], *, factor: float
) -> None:
    levels = [row["level"] for row in rows]
    axes.axvline(rows[0]["neutral"], color=FAINT, linewidth=1)
    for column, (label, colour, style) in lines.items():
        known = [np.nan if row[column] is None else factor * row[column] for row in rows]
        if not np.isnan(known).all():
            axes.plot(levels, known, style, color=colour, label=label, markersize=4)
    axes.set_title(rows[0]["family"])
    axes.set_xlabel(rows[0]["unit"])


def _finish(figure: Figure, panels: Mapping[str, Axes], *, y_label: str) -> None:
    first = next(iter(panels.values()))
    first.set_ylim(bottom=-0.04 * first.get_ylim()[1])  # a line at 0 is seen whole
    handles, labels = first.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=len(labels), fontsize=9)
    figure.supylabel(y_label, fontsize=10)
