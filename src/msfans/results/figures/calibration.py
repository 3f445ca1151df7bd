"""The reliability diagram."""

import numpy as np
from matplotlib.figure import Figure

from msfans.metrics.reliability import Reliability
from msfans.results.figures.style import BONA_FIDE, FAINT, WIDTH_IN, styled


@styled
def reliability(found: Reliability) -> Figure:
    """Share of bona fide presentations over the mean score, bin by bin; below, the bins' sizes."""
    figure = Figure(figsize=(WIDTH_IN, 4.6), layout="constrained")
    above, below = figure.subplots(2, sharex=True, height_ratios=(3, 1))
    above.plot([0, 1], [0, 100], ":", color=FAINT, linewidth=1)
    above.plot(
        [each.mean_score for each in found.bins],
        [100 * each.bona_fide_share for each in found.bins],
        "o-",
        color=BONA_FIDE,
    )
    below.bar(
        [each.low for each in found.bins],
        [each.n for each in found.bins],
        width=[each.high - each.low for each in found.bins],
        align="edge",
        color=BONA_FIDE,
        alpha=0.5,
    )
    above.set(ylim=(-3, 103), yticks=np.linspace(0, 100, 6), ylabel="bona fide, %")
    below.set(xlim=(0, 1), xlabel="score", ylabel="n")
    return figure
