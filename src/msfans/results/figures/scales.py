"""Error over scale, the systems of several scales beside those of one."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from msfans.results.figures.style import BONA_FIDE, WIDTH_IN, Look, looks, styled
from msfans.results.scale_errors import ScaleError

GROUP_SHARE = 0.8  # of the room between two lists of scales


@styled
def error_over_scale(errors: Sequence[ScaleError], *, highlighted: tuple[str, str]) -> Figure:
    """Error in percent with its interval; `errors` are of one level and one figure.

    `highlighted` are the scales and fusion of the system that a report is about: it is drawn full.
    """
    single = [each for each in errors if each.single is not None]
    several = [each for each in errors if each.single is None]
    figure = Figure(figsize=(WIDTH_IN, 4.2), layout="constrained")
    groups = list(dict.fromkeys(each.scales for each in several))
    widths = (max(len(single), 4), max(2 * len(groups), 4))
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=widths)
    at = [each.single or 0.0 for each in single]
    draw(left, at, single, Look(colour=BONA_FIDE, dash="-", marker="o"), highlighted)
    left.plot(at, [100 * each.error for each in single], color=BONA_FIDE, linewidth=1, alpha=0.6)
    left.set_xticks(at, [str(scale) for scale in at])
    left.set(xlabel="single scale", ylabel=f"{errors[0].figure.upper()}, %")
    draw_several(right, groups, several, highlighted)
    left.set_ylim(bottom=0)
    return figure


def draw_several(
    axes: Axes, groups: list[str], errors: Sequence[ScaleError], highlighted: tuple[str, str]
) -> None:
    """A place for each list of scales; in it the fusions side by side, each with its mark."""
    by_fusion = looks(list(dict.fromkeys(each.fusion for each in errors)))
    for number, (fusion, look) in enumerate(by_fusion.items()):
        shift = (number - (len(by_fusion) - 1) / 2) * GROUP_SHARE / len(by_fusion)
        mine = [each for each in errors if each.fusion == fusion]
        draw(axes, [groups.index(each.scales) + shift for each in mine], mine, look, highlighted)
        axes.plot([], [], look.marker, color=look.colour, label=fusion)
    axes.set_xticks(range(len(groups)), [name.replace("-", "\n") for name in groups])
    axes.set(xlabel="several scales")
    if by_fusion:
        figure = axes.get_figure(root=True)
        assert figure is not None
        figure.legend(loc="outside upper right", ncols=len(by_fusion), frameon=False)


def draw(
    axes: Axes,
    places: Sequence[float],
    errors: Sequence[ScaleError],
    look: Look,
    highlighted: tuple[str, str],
) -> None:
    """A point and its interval for each error."""
    for place, each in zip(places, errors, strict=True):
        if each.interval:
            low, high = each.interval
            axes.vlines(place, 100 * low, 100 * high, color=look.colour, linewidth=1.5, alpha=0.6)
        full = (each.scales, each.fusion) == highlighted
        face = look.colour if full else "none"
        axes.plot(
            place, 100 * each.error, look.marker,
            color=look.colour, markerfacecolor=face, markersize=6,
        )  # fmt: skip
