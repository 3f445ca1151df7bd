"""Error over scale: singles by scale, the others beside them, the system of the report full."""

import pytest

from msfans.results.figures.scales import error_over_scale
from msfans.results.scale_errors import ScaleError


def error(scales: str, value: float, fusion: str = "single") -> ScaleError:
    return ScaleError(
        scales=scales,
        fusion=fusion,
        level="video",
        figure="hter",
        error=value,
        interval=(value / 2, value * 2),
    )


def test_both_panels() -> None:
    errors = [error("0.9", 0.2), error("1.2", 0.1), error("0.9-1.2", 0.05, "lstm")]
    left, right = error_over_scale(errors, highlighted=("0.9-1.2", "lstm")).axes
    points = [each for each in left.lines if len(each.get_xdata()) == 1]
    assert [each.get_xdata()[0] for each in points] == [0.9, 1.2]
    assert [each.get_ydata()[0] for each in points] == pytest.approx([20, 10])
    assert {each.get_markerfacecolor() for each in points} == {"none"}
    assert right.lines[0].get_markerfacecolor() != "none"
    segments = [line.get_segments()[0][:, 1] for line in left.collections]
    assert segments[0] == pytest.approx([10, 40])
    assert [text.get_text() for text in right.get_xticklabels()] == ["0.9\n1.2"]
    assert left.get_ylabel() == "HTER, %"


def test_fusions_of_the_same_scales_stand_side_by_side_in_one_place() -> None:
    errors = [error("0.9-1.2", 0.1, name) for name in ("avg", "lstm")]
    errors += [error("1.0-1.3", 0.2, "lstm")]
    figure = error_over_scale(errors, highlighted=("0.9-1.2", "avg"))
    right = figure.axes[1]
    points = [each for each in right.lines if len(each.get_xdata()) == 1]
    assert [each.get_xdata()[0] for each in points] == pytest.approx([-0.2, 0.2, 1.2])
    assert [each.get_markerfacecolor() == "none" for each in points] == [False, True, True]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["avg", "lstm"]


@pytest.mark.parametrize("errors", [[error("0.9", 0.2)], [error("0.9-1.2", 0.2, "avg")]])
def test_one_side_may_be_empty(errors: list[ScaleError]) -> None:
    assert len(error_over_scale(errors, highlighted=("1.0", "single")).axes) == 2
