"""Fusion weights: a panel a kind, medians by scale."""

import numpy as np
import pytest

from msfans.results.figures.weights import fusion_weights
from msfans.results.fusion_weights import AlphaSummary


def summary(kind: str, scale: float, median: float) -> AlphaSummary:
    spread = (median - 0.2, median - 0.1, median, median + 0.1, median + 0.3)
    return AlphaSummary(scale=scale, kind=kind, n=7, mean=median, quantiles=spread)


def test_panels_medians_and_spreads() -> None:
    kinds = ("bona fide", "all attacks", "cut", "video")
    found = [summary(kind, scale, scale / 2) for kind in kinds for scale in (0.9, 1.2)]
    figure = fusion_weights(found)
    shown = [axes for axes in figure.axes if axes.get_visible()]
    assert [axes.get_title(loc="left") for axes in shown] == [f"{kind}\nn = 7" for kind in kinds]
    assert list(shown[0].lines[0].get_ydata()) == [0.45, 0.6]
    wide = np.array(shown[0].collections[0].get_segments())
    assert wide[0][:, 1] == pytest.approx([0.25, 0.75])
    assert [text.get_text() for text in shown[-1].get_xticklabels()] == ["0.9", "1.2"]
