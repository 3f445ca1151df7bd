"""Histograms: shares by hand, the threshold in every row."""

from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.patches import StepPatch

from msfans.metrics.presentations import Presentations
from msfans.metrics.rates import rates
from msfans.results.figures.histograms import N_BINS, histograms


def test_rows_are_kinds_and_bars_are_shares(tested: Callable[..., Presentations]) -> None:
    presented = tested()
    figure = histograms(presented, marked=rates(presented, 0.5), marked_as="threshold from devel")
    wrong = (presented.bona_fide < 0.5).mean()
    assert (
        figure.axes[0].get_title(loc="left") == f"bona fide (n = 60, {100 * wrong:.2f} % rejected)"
    )
    assert len(figure.axes) == 3
    for axes, scores in zip(
        figure.axes, (presented.bona_fide, *presented.attack_by_species.values()), strict=True
    ):
        (bars,) = (each for each in axes.patches if isinstance(each, StepPatch))
        values, edges, _ = bars.get_data()
        assert len(values) == N_BINS
        assert values.sum() == pytest.approx(100)
        assert values[0] == pytest.approx(100 * (scores < edges[1]).mean())
        assert axes.lines[0].get_xdata() == [0.5, 0.5]
    assert "threshold from devel" in figure.axes[-1].get_xlabel()


def test_a_species_without_scores_has_no_row(tested: Callable[..., Presentations]) -> None:
    presented = tested()
    presented.score_n[presented.kind_n == 2] = np.nan
    figure = histograms(presented, marked=rates(presented, 0.5), marked_as="x")
    assert len(figure.axes) == 2
