"""Robustness written down: the Markdown by hand, the figures by what they show."""

import pandas as pd
import pytest

from msfans.results.figures.robustness import rates_under_change, scores_under_change
from msfans.results.robustness import markdown, write_robustness

UNKNOWN = {"bpcer": None, "apcer_worst": None, "hter": None}


def row(family: str, level: float, unit: str = "%", **changes):
    return {
        "family": family,
        "level": level,
        "unit": unit,
        "neutral": 0.0,
        "n_videos": 4,
        "n_scored": 4,
        "n_compared": 4,
        "n_flipped": 1,
        "flip_share": 0.25,
        "flip_share_low": 0.01,
        "flip_share_high": 0.8,
        "n_lost": 0,
        "not_kept_share": 0.25,
        "mean_abs_change": 0.1234,
        "mean_score_bona_fide": 0.8,
        "mean_score_attack": 0.2,
        "bpcer": 0.5,
        "apcer_worst": 0.125,
        "far": 0.1,
        "hter": 0.3,
        "eer": 0.2,
    } | changes


@pytest.fixture
def rows():
    return [
        row("none", 0, "", n_flipped=0, flip_share=0.0, not_kept_share=0.0, mean_abs_change=0.0),
        row("box scale", -20),
        row(
            "box scale",
            20,
            n_compared=2,
            n_lost=2,
            not_kept_share=0.625,
            bpcer=None,
            apcer_worst=None,
            hter=None,
        ),
        row("blur, sigma", 1.5, "px"),
    ]


def test_the_table_by_hand(rows) -> None:
    assert markdown(rows).splitlines() == [
        "| change | flips % | of | lost | not kept % | moved by | BPCER % | APCER % | HTER % |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| none | 0.0 | 4 | 0 | 0.0 | 0.000 | 50.0 | 12.5 | 30.0 |",
        "| box scale -20 % | 25.0 | 4 | 0 | 25.0 | 0.123 | 50.0 | 12.5 | 30.0 |",
        "| box scale 20 % | 25.0 | 2 | 2 | 62.5 | 0.123 |  |  |  |",
        "| blur, sigma 1.5 px | 25.0 | 4 | 0 | 25.0 | 0.123 | 50.0 | 12.5 | 30.0 |",
    ]


def test_without_labels_there_are_no_errors(rows) -> None:
    blind = [each | {"bpcer": None, "apcer_worst": None, "hter": None} for each in rows]
    assert markdown(blind).startswith("| change | flips % | of | lost | not kept % | moved by |\n")


def test_where_nothing_can_be_compared_no_share_flips(rows) -> None:
    lost = row("blur, sigma", 3, "px", n_compared=0, n_flipped=0, n_lost=4, not_kept_share=1.0)
    line = markdown([rows[0], lost]).splitlines()[-1]
    assert line.startswith("| blur, sigma 3 px |  | 0 | 4 | 100.0 |")


def test_a_panel_shows_levels_in_order_with_the_unchanged_among_them(rows) -> None:
    figure = rates_under_change(rows)
    box, blur = (axes for axes in figure.axes if axes.get_visible())
    assert (box.get_title(loc="left"), blur.get_title(loc="left")) == ("box scale", "blur, sigma")
    flips = next(line for line in blur.lines if line.get_label() == "decision flips")
    assert list(flips.get_xdata()) == [0, 1.5]
    assert list(flips.get_ydata()) == [0, 25]
    shown = next(line for line in box.lines if line.get_label() == "decision flips")
    assert list(shown.get_xdata()) == [-20, 0, 20]


def test_lost_videos_are_a_share_of_those_that_had_a_score(rows) -> None:
    box = rates_under_change(rows).axes[0]
    lost = next(line for line in box.lines if line.get_label() == "no score any more")
    assert list(lost.get_ydata()) == [0, 0, 50]  # 2 of 4 at 20 %


def test_a_rate_that_is_not_known_leaves_a_gap(rows) -> None:
    box = rates_under_change(rows).axes[0]
    bpcer = next(line for line in box.lines if line.get_label() == "BPCER")
    assert pd.isna(list(bpcer.get_ydata())).tolist() == [False, False, True]


def test_scores_are_shown_with_the_threshold(rows) -> None:
    box = scores_under_change(rows, threshold=0.6).axes[0]
    assert any(list(line.get_ydata()) == [0.6, 0.6] for line in box.lines)


def test_everything_is_written(rows, tmp_path) -> None:
    write_robustness(tmp_path, {"effects": rows, "threshold": 0.5})
    assert {path.name for path in tmp_path.iterdir()} == {
        "robustness.json",
        "robustness.csv",
        "robustness.md",
        "robustness_rates.png",
        "robustness_scores.png",
    }
    table = pd.read_csv(tmp_path / "robustness.csv")
    assert table["flip_share"].tolist() == [0, 0.25, 0.25, 0.25]
