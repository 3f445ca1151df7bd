"""Error over scale, the systems of several scales beside those of one."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from msfans.results.figures.style import BONA_FIDE, SPECIES, WIDTH_IN, styled
from msfans.results.scale_errors import ScaleError


@styled
def error_over_scale(errors: Sequence[ScaleError], *, highlighted: tuple[str, str]) -> Figure:
    """Error in percent with its interval; `errors` are of one level and one figure.

    `highlighted` are the scales and fusion of the system that a report is about: it is drawn full.
    """
    single = [each for each in errors if each.single is not None]
    several = [each for each in errors if each.single is None]
    figure = Figure(figsize=(WIDTH_IN, 4.2), layout="constrained")
    widths = (max(len(single), 1), max(len(several), 1))
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=widths)
    at = [each.single or 0.0 for each in single]
    draw(left, at, single, BONA_FIDE, highlighted)
    left.plot(at, [100 * each.error for each in single], color=BONA_FIDE, linewidth=1, alpha=0.6)
    left.set_xticks(at, [str(scale) for scale in at])
    left.set(xlabel="single scale", ylabel=f"{errors[0].figure.upper()}, %")
    places = [float(place) for place in range(len(several))]
    draw(right, places, several, SPECIES[0], highlighted)
    names = [f"{each.scales} {each.fusion}" for each in several]
    right.set_xticks(places, names, rotation=40, ha="right")
    right.set(xlabel="several scales")
    right.margins(x=0.3)
    left.set_ylim(bottom=0)
    return figure


def draw(
    axes: Axes,
    places: Sequence[float],
    errors: Sequence[ScaleError],
    colour: str,
    highlighted: tuple[str, str],
) -> None:
    """A point and its interval for each error."""
    for place, each in zip(places, errors, strict=True):
        if each.interval:
            low, high = each.interval
            axes.vlines(place, 100 * low, 100 * high, color=colour, linewidth=1.5, alpha=0.6)
        full = (each.scales, each.fusion) == highlighted
        face = colour if full else "none"
        axes.plot(place, 100 * each.error, "o", color=colour, markerfacecolor=face, markersize=7)
