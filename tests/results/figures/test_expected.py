"""The EPC figure draws the points and their intervals."""

import numpy as np
import pytest

from msfans.metrics.expected_performance import ExpectedError
from msfans.metrics.intervals import Interval
from msfans.metrics.rates import Rates
from msfans.results.figures.expected import expected_performance


def point(alpha: float, far: float, interval: Interval | None) -> ExpectedError:
    at = Rates(threshold=0.5, apcer={"cut": far}, bpcer=0.1, far=far)
    return ExpectedError(alpha=alpha, at=at, hter_interval=interval)


def test_line_and_band() -> None:
    bounds = Interval(low=0.05, high=0.4, n_draws=9)
    figure = expected_performance([point(0.0, 0.3, bounds), point(1.0, 0.1, bounds)])
    axes = figure.axes[0]
    assert list(axes.lines[0].get_ydata()) == pytest.approx([20, 10])
    band = np.asarray(axes.collections[0].get_paths()[0].vertices)
    assert (band[:, 1].min(), band[:, 1].max()) == pytest.approx((5, 40))


def test_without_intervals_there_is_a_line() -> None:
    figure = expected_performance([point(0.0, 0.3, None), point(1.0, 0.1, None)])
    assert len(figure.axes[0].lines[0].get_xdata()) == 2
