"""The reliability diagram draws the bins."""

import pytest

from msfans.metrics.reliability import Reliability, ReliabilityBin
from msfans.results.figures.calibration import reliability


def test_points_and_sizes() -> None:
    bins = (
        ReliabilityBin(low=0.0, high=0.1, n=8, mean_score=0.05, bona_fide_share=0.25),
        ReliabilityBin(low=0.9, high=1.0, n=2, mean_score=0.95, bona_fide_share=1.0),
    )
    figure = reliability(Reliability(bins=bins, brier=0.1, expected_calibration_error=0.1))
    above, below = figure.axes
    assert list(above.lines[0].get_ydata()) == [0, 100]
    assert list(above.lines[1].get_xdata()) == [0.05, 0.95]
    assert list(above.lines[1].get_ydata()) == [25, 100]
    assert [bar.get_height() for bar in below.patches] == [8, 2]
    assert [bar.get_width() for bar in below.patches] == pytest.approx([0.1, 0.1])
