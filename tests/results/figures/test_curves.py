"""DET and ROC: what is drawn is what was measured, and no more points than can be seen."""

from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.figure import Figure

from msfans.metrics.det import det_curves
from msfans.metrics.presentations import Presentations
from msfans.metrics.rates import rates
from msfans.results.figures.curves import (
    CELLS,
    det,
    distinct_cells,
    lowest_rate,
    normal_deviate,
    roc,
    thinned,
)

Make = Callable[..., Presentations]


def line(figure: Figure, label: str) -> tuple[np.ndarray, np.ndarray]:
    found = next(each for each in figure.axes[0].lines if str(each.get_label()).startswith(label))
    return np.asarray(found.get_xdata(), float), np.asarray(found.get_ydata(), float)


def test_det_draws_the_deviates_of_the_rates(tested: Make) -> None:
    presented = tested()
    figure = det(presented, marked=rates(presented, 0.5), marked_as="threshold on test")
    x, y = line(figure, "cut")
    curve = det_curves(presented)["cut"]
    inside = (curve.apcer_n > 0.02) & (curve.apcer_n < 0.9) & (curve.bpcer_n > 0.02)
    drawn = set(zip(x.round(6), y.round(6), strict=True))
    points = list(zip(curve.apcer_n[inside], curve.bpcer_n[inside], strict=True))
    assert points
    for apcer, bpcer in points:
        if bpcer < 0.9:
            deviates = normal_deviate(apcer), normal_deviate(bpcer)
            assert (round(deviates[0], 6), round(deviates[1], 6)) in drawn
    labels = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert labels == ["worst of them", "cut", "video", "threshold on test"]


def test_det_axes_are_normal_deviates_in_percent(tested: Make) -> None:
    presented = tested()
    axes = det(presented, marked=rates(presented, 0.5), marked_as="x").axes[0]
    ticks = {
        text.get_text(): at
        for at, text in zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)
    }
    assert ticks["20"] == pytest.approx(-0.8416, abs=1e-4)
    assert ticks["80"] == pytest.approx(0.8416, abs=1e-4)
    assert axes.get_xlim() == axes.get_ylim()


def test_roc_ends_in_both_corners_and_tells_the_area(tested: Make) -> None:
    presented = tested()
    figure = roc(presented, marked=rates(presented, 0.5), marked_as="threshold from devel")
    x, y = line(figure, "all attacks, area 0.8")
    assert (min(x), max(x), min(y), max(y)) == (0, 1, 0, 1)


def test_a_million_points_are_thinned_to_what_can_be_seen() -> None:
    rng = np.random.default_rng(0)
    x, y = np.sort(rng.random(1_000_000)), np.sort(rng.random(1_000_000))
    thin_x, thin_y = thinned(x, y)
    assert len(thin_x) <= 2 * CELLS + 2
    assert (thin_x[0], thin_x[-1], thin_y[-1]) == (x[0], x[-1], y[-1])
    assert np.abs(np.interp(x, thin_x, thin_y) - y).max() < 2 / CELLS


def test_a_point_and_a_flat_line_survive() -> None:
    assert distinct_cells(np.array([0.5]), np.array([0.5])).tolist() == [0]
    assert distinct_cells(np.zeros(4), np.zeros(4)).tolist() == [0, 3]


@pytest.mark.parametrize(("n", "lowest"), [(60, 0.01), (480, 1e-3), (10**7, 1e-5)])
def test_axes_reach_below_the_smallest_rate(tested: Make, n: int, lowest: float) -> None:
    presented = tested(n=1)
    many = Presentations(
        score_n=np.repeat(presented.score_n, n),
        kind_n=np.repeat(presented.kind_n, n),
        subject_n=np.repeat(presented.subject_n, n),
        species=presented.species,
        subjects=presented.subjects,
    )
    assert lowest_rate(many) == lowest
