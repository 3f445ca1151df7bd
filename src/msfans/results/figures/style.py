"""How every figure looks: paper, ink, a palette that colour-blind readers can tell apart."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK = "#24292f"
"""Text, axes and ticks, and nothing else: an SVG in a page takes the page's text colour for it."""

FAINT = "#8b949e"  # guides; legible on white and on black
BONA_FIDE = "#0072b2"
SPECIES = ("#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")  # Okabe and Ito's, without black
DASHES = ("-", "--", ":", "-.")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
WIDTH_IN = 7.2  # 691 px on a page at 100 %

styled = rc_context(
    {
        "axes.axisbelow": True,
        "axes.edgecolor": INK,
        "axes.grid": True,
        "axes.labelcolor": INK,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlelocation": "left",
        "axes.titlesize": 10,
        "axes.titleweight": "bold",
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans", "Verdana"],
        "font.size": 10,
        "grid.alpha": 0.35,
        "grid.color": FAINT,
        "grid.linewidth": 0.6,
        "legend.frameon": False,
        "lines.linewidth": 1.6,
        "text.color": INK,
        "text.parse_math": False,  # a species may be called $x$
        "xtick.color": INK,
        "ytick.color": INK,
    }
)
"""Decorates a function that draws; the settings of the rest of the program stay."""


class Look(NamedTuple):
    """What tells one kind of presentation from another, with and without colour."""

    colour: str
    dash: str
    marker: str


def looks(species: Sequence[str]) -> dict[str, Look]:
    """The look of each species, the same in every figure of one report."""
    return {
        name: Look(
            SPECIES[i % len(SPECIES)],
            DASHES[i // len(SPECIES) % len(DASHES)],
            MARKERS[i % len(MARKERS)],
        )
        for i, name in enumerate(species)
    }


def canvas(height_in: float) -> tuple[Figure, Axes]:
    """A figure of the common width with one pair of axes."""
    figure = Figure(figsize=(WIDTH_IN, height_in), layout="constrained")
    return figure, figure.add_subplot()
