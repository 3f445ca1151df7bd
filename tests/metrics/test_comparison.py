"""Paired differences and McNemar's counts, by hand and draw by draw."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from msfans.errors import ScoreError
from msfans.metrics.comparison import (
    differences,
    mcnemar,
    require_same_presentations,
)
from msfans.metrics.intervals import Bootstrap, drawn_figures
from msfans.metrics.pad_report import pad_report
from msfans.metrics.presentations import presentations

Videos = Callable[..., pd.DataFrame]
TRUTH = ["bona_fide", "bona_fide", "cut", "cut", "bona_fide", "cut"]


def scored(videos: Videos, *scores: float) -> pd.DataFrame:
    return videos(zip(TRUTH, scores, strict=True), n_subjects=3)


def test_a_system_does_not_differ_from_itself(frames: pd.DataFrame) -> None:
    tested = presentations(frames)
    report = pad_report(tested, None, None)
    found = differences((tested, tested), (report, report), Bootstrap(draws=30))
    assert {each.place for each in found} >= {("eer",), ("oracle_acer",), ("oracle_bpcer10",)}
    assert all(each.interval.low == each.interval.high == 0 for each in found)
    assert not any(each.resolved for each in found)


def test_draws_are_the_same_subjects_for_both(frames: pd.DataFrame) -> None:
    other = frames.assign(score=frames["score"] * np.where(frames["label"] == "attack", 1.0, 0.5))
    a, b = presentations(frames), presentations(other)
    reports = (pad_report(a, None, None), pad_report(b, None, None))
    bootstrap = Bootstrap(draws=50, seed=4)
    found = {each.place: each for each in differences((a, b), reports, bootstrap)}
    shift = drawn_figures(b, {}, bootstrap)["eer",] - drawn_figures(a, {}, bootstrap)["eer",]
    eer = found["eer",]
    assert (eer.a, eer.b) == (reports[0].eer, reports[1].eer)
    assert [eer.interval.low, eer.interval.high] == pytest.approx(
        np.quantile(shift, [0.025, 0.975]).tolist()
    )
    assert eer.to_json() == {
        "a": eer.a,
        "b": eer.b,
        "difference": eer.b - eer.a,
        "interval": [eer.interval.low, eer.interval.high],
    }


def test_figures_at_devels_thresholds_are_compared(frames: pd.DataFrame) -> None:
    tested = presentations(frames)
    report, bare = pad_report(tested, tested, None), pad_report(tested, None, None)
    bootstrap = Bootstrap(draws=20)
    both = differences((tested, tested), (report, report), bootstrap)
    assert {("hter",), ("operating_points", "bpcer10", "bpcer")} <= {each.place for each in both}
    one = {each.place for each in differences((tested, tested), (report, bare), bootstrap)}
    assert ("hter",) not in one
    assert ("eer",) in one


def test_mcnemar_counts_by_hand(videos: Videos) -> None:
    a = scored(videos, 0.9, 0.1, 0.2, 0.8, np.nan, 0.1)
    b = scored(videos, 9.0, 8.0, 2.0, 1.0, 9.0, 7.0)
    test = mcnemar(a, b, thresholds=(0.5, 5.0))
    assert (test.n_videos, test.n_unpaired) == (5, 1)
    assert (test.only_a_wrong, test.only_b_wrong) == (2, 1)
    assert test.p_value == 1.0
    assert mcnemar(a, b.iloc[::-1], thresholds=(0.5, 5.0)) == test
    assert test.to_json() == {
        "n_videos": 5,
        "n_unpaired": 1,
        "only_a_wrong": 2,
        "only_b_wrong": 1,
        "p_value": 1.0,
    }


def test_each_system_is_decided_at_its_own_threshold(videos: Videos) -> None:
    a = scored(videos, 0.9, 0.9, 0.5, 0.1, 0.9, 0.1)
    test = mcnemar(a, a, thresholds=(0.4, 0.5))
    assert (test.only_a_wrong, test.only_b_wrong) == (0, 0)  # a score at the threshold is accepted
    test = mcnemar(a, a, thresholds=(0.4, 0.6))
    assert (test.only_a_wrong, test.only_b_wrong) == (1, 0)


def test_the_same_videos_are_required(videos: Videos) -> None:
    a = scored(videos, 0.9, 0.8, 0.2, 0.1, 0.7, 0.1)
    names = ("a.csv", "b.csv")
    require_same_presentations(a, a.iloc[::-1], names)

    def told(first: pd.DataFrame, second: pd.DataFrame) -> str:
        with pytest.raises(ScoreError) as refused:
            require_same_presentations(first, second, names)
        return str(refused.value)

    assert told(a, a.iloc[:-1]) == (
        "b.csv: 1 test clips of a.csv are missing, 'test/5.avi' first. Compare scores of the same "
        "videos."
    )
    assert told(a.iloc[:-1], a).startswith("a.csv: 1 test clips of b.csv are missing")
    other = a.assign(pai_species=a["pai_species"].astype(object).replace("cut", "replay"))
    assert told(a, other) == (
        "b.csv: clip 'test/2.avi' has another subject, label or species than in a.csv. Correct one "
        "of the files."
    )
    alone = a.assign(subject="s")
    assert told(alone, alone) == (
        "a.csv: all test clips are of one subject. Give scores of several subjects to draw from."
    )


def test_two_subjects_are_enough_to_draw_from(videos: Videos) -> None:
    a = videos([("bona_fide", 0.9), ("cut", 0.1)], n_subjects=2)
    require_same_presentations(a, a, ("a.csv", "b.csv"))


def test_files_may_tell_no_species_in_two_ways(frames: pd.DataFrame) -> None:
    """Empty, as in memory, or missing, as read from a file; frames of a clip count once."""
    as_na = frames.assign(pai_species=frames["pai_species"].astype(object).replace("", None))
    fewer = as_na[(frames["frame"] < 3).to_numpy()]
    require_same_presentations(frames, fewer, ("a.csv", "b.csv"))
