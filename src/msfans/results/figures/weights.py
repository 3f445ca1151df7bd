"""Fusion weights: what each scale counts for, by kind of presentation."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from msfans.results.figures.style import BONA_FIDE, INK, WIDTH_IN, looks, styled
from msfans.results.fusion_weights import ALL_ATTACKS, BONA_FIDE_KIND, AlphaSummary


@styled
def fusion_weights(summaries: Sequence[AlphaSummary]) -> Figure:
    """Median of alpha over scale, a panel a kind; thick: the middle half, thin: 5 to 95 %."""
    kinds = list(dict.fromkeys(each.kind for each in summaries))
    species = [kind for kind in kinds if kind not in (BONA_FIDE_KIND, ALL_ATTACKS)]
    colours = {BONA_FIDE_KIND: BONA_FIDE, ALL_ATTACKS: INK}
    colours |= {name: look.colour for name, look in looks(species).items()}
    n_columns = min(3, len(kinds))
    n_rows = -(-len(kinds) // n_columns)
    figure = Figure(figsize=(WIDTH_IN, 0.6 + 2.2 * n_rows), layout="constrained")
    panels = figure.subplots(n_rows, n_columns, sharex=True, sharey=True, squeeze=False).ravel()
    for axes, kind in zip(panels, kinds, strict=False):
        of_kind = [each for each in summaries if each.kind == kind]
        at = [each.scale for each in of_kind]
        least, low, median, high, most = np.transpose([each.quantiles for each in of_kind])
        axes.vlines(at, least, most, color=colours[kind], linewidth=1.5)
        axes.vlines(at, low, high, color=colours[kind], linewidth=6, alpha=0.6)
        axes.plot(at, median, "o-", color=colours[kind], linewidth=1)
        axes.set_title(f"{kind}\nn = {of_kind[0].n}", fontweight="normal")
        axes.set_xticks(at, [str(scale) for scale in at])
        axes.margins(x=0.15)
    for axes in panels[len(kinds) :]:
        axes.set_visible(False)
    figure.supxlabel("scale", fontsize=10)
    figure.supylabel("alpha", fontsize=10)
    return figure
