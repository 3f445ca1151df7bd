"""DET and ROC: every threshold at once, species by species."""

from collections.abc import Mapping
from statistics import NormalDist

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from msfans.metrics.curves import error_counts
from msfans.metrics.det import area_under_roc, det_curves, worst_species_curve
from msfans.metrics.presentations import Presentations
from msfans.metrics.rates import Rates
from msfans.results.figures.style import FAINT, INK, canvas, looks, styled

Curve = NDArray[np.float64]
CELLS = 1_000  # a drawn curve has at most one point in each of so many steps of either axis
RATE_TICKS = (1e-5, 1e-4, 1e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95)


@styled
def det(tested: Presentations, *, marked: Rates, marked_as: str) -> Figure:
    """APCER against BPCER on normal deviate axes, a line a species and one for the worst.

    `marked` gives the points of one threshold, `marked_as` says where that comes from. Rates that
    no normal deviate stands for, 0 and 1, lie on the edge.
    """
    figure, axes = canvas(5.2)
    low = lowest_rate(tested)
    worst = worst_species_curve(tested)
    line = deviates(worst.apcer_n, worst.bpcer_n, low)
    axes.plot(*line, color=INK, linewidth=4, alpha=0.3, label="worst of them")
    for name, curve in det_curves(tested).items():
        look = looks(tested.species)[name]
        line = deviates(curve.apcer_n, curve.bpcer_n, low)
        (drawn,) = axes.plot(*line, look.dash, color=look.colour, label=name)
        drawn.set(marker=look.marker, markevery=[], markeredgecolor=INK)
        point = deviates(np.array([marked.known_apcer[name]]), np.array([marked.bpcer]), low)
        axes.plot(*point, look.marker, color=look.colour, markeredgecolor=INK, clip_on=False)
    deviate_axes(axes, low)
    axes.plot([], [], "o", color="none", markeredgecolor=INK, label=marked_as)
    axes.set(xlabel="APCER (attacks accepted), %", ylabel="BPCER (bona fide rejected), %")
    axes.legend(loc="upper right")  # curves of a system better than chance stay off this corner
    return figure


@styled
def roc(tested: Presentations, *, marked: Rates, marked_as: str) -> Figure:
    """Share of bona fide presentations accepted over the share of attacks accepted."""
    figure, axes = canvas(4.6)
    for name, scores in attacks_and_species(tested).items():
        counts = error_counts(tested.bona_fide, scores)
        line = thinned(counts.far_n, 1 - counts.frr_n)
        label = f"{name}, area {area_under_roc(counts):.4f}"
        if look := looks(tested.species).get(name):
            axes.plot(*line, color=look.colour, linestyle=look.dash, label=label)
        else:
            axes.plot(*line, color=INK, linewidth=4, alpha=0.3, label=label)
    axes.plot([0, 1], [0, 1], color=FAINT, linestyle=":", linewidth=1)
    axes.plot(marked.far, 1 - marked.bpcer, "o", color="none", markeredgecolor=INK, label=marked_as)
    ticks = np.linspace(0, 1, 6)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks(ticks, [f"{100 * tick:.0f}" for tick in ticks])
    axes.set(xlabel="attacks accepted, %", ylabel="bona fide accepted, %", aspect="equal")
    axes.set(xlim=(0, 1), ylim=(0, 1.01), anchor="W")
    axes.legend(loc="lower right")
    return figure


def attacks_and_species(tested: Presentations) -> Mapping[str, Curve]:
    """Scores of all attacks together, and of each species that has some."""
    by_species = {name: each for name, each in tested.attack_by_species.items() if len(each)}
    return {"all attacks": tested.attack, **by_species}


def lowest_rate(tested: Presentations) -> float:
    """The tick below the smallest rate that so many presentations can show."""
    n = max(len(scores) for scores in (tested.bona_fide, *tested.attack_by_species.values()))
    return max((tick for tick in RATE_TICKS if tick < 1 / n), default=RATE_TICKS[0])


def deviate_axes(axes: Axes, low: float) -> None:
    """Ticks in percent at the normal deviates of rates, and the line of equal errors."""
    ticks = [tick for tick in RATE_TICKS if tick >= low]
    places = [normal_deviate(tick) for tick in ticks]
    texts = [f"{100 * tick:g}" for tick in ticks]
    axes.set_xticks(places, texts)
    axes.set_yticks(places, texts)
    axes.set(xlim=(places[0], places[-1]), ylim=(places[0], places[-1]))
    axes.set(aspect="equal", anchor="W")
    axes.plot([places[0], places[-1]], [places[0], places[-1]], ":", color=FAINT, linewidth=1)


def deviates(x_n: Curve, y_n: Curve, low: float) -> tuple[Curve, Curve]:
    """Rates as normal deviates, clipped to the axes, no more points than can be seen."""
    high = RATE_TICKS[-1]
    clipped = [np.clip(rate_n, low, high) for rate_n in (x_n, y_n)]
    odds = [np.log(rate_n / (1 - rate_n)) for rate_n in clipped]  # nearly straight to the deviate
    kept = distinct_cells(*odds)
    x, y = (np.array([normal_deviate(rate) for rate in rate_n[kept]]) for rate_n in clipped)
    return x, y


def normal_deviate(rate: float) -> float:
    """The value that a standard normal variable stays below with this probability."""
    return NormalDist().inv_cdf(float(rate))


def thinned(x_n: Curve, y_n: Curve) -> tuple[Curve, Curve]:
    """A curve without the points that would be drawn on top of another one."""
    kept = distinct_cells(x_n, y_n)
    return x_n[kept], y_n[kept]


def distinct_cells(x_n: Curve, y_n: Curve) -> NDArray[np.intp]:
    """Indices of the first point in each cell that a monotone curve passes, and of the last."""
    span = max(np.ptp(x_n), np.ptp(y_n)) or 1.0
    cells = np.stack([np.rint(CELLS * (each - each.min()) / span) for each in (x_n, y_n)])
    kept = np.concatenate([[True], np.any(np.diff(cells) != 0, axis=0)])
    kept[-1] = True
    return np.flatnonzero(kept)
