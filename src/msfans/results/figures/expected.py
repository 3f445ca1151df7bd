"""The expected performance curve: error of test at thresholds that devel chose."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from msfans.metrics.expected_performance import ExpectedError
from msfans.results.figures.style import BONA_FIDE, canvas, styled


@styled
def expected_performance(points: Sequence[ExpectedError]) -> Figure:
    """HTER of test over alpha, the weight of accepted attacks when devel chose; band: interval."""
    figure, axes = canvas(3.6)
    alpha = [point.alpha for point in points]
    bounds = [(p.alpha, p.hter_interval) for p in points if p.hter_interval is not None]
    axes.fill_between(
        [at for at, _ in bounds],
        [100 * each.low for _, each in bounds],
        [100 * each.high for _, each in bounds],
        color=BONA_FIDE,
        alpha=0.2,
        linewidth=0,
    )
    axes.plot(alpha, [100 * point.at.hter for point in points], "o-", color=BONA_FIDE, markersize=4)
    axes.set(
        xlim=(0, 1), xlabel="alpha: weight of accepted attacks on devel", ylabel="HTER of test, %"
    )
    axes.set_ylim(bottom=0)
    return figure
