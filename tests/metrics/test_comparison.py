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
    resolution_cautions,
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
    assert eer.to_json()["difference"] == pytest.approx(eer.b - eer.a)


def test_mcnemar_counts_by_hand(videos: Videos) -> None:
    a = scored(videos, 0.9, 0.1, 0.2, 0.8, np.nan, 0.1)
    b = scored(videos, 9.0, 8.0, 2.0, 1.0, 9.0, 7.0)
    test = mcnemar(a, b, thresholds=(0.5, 5.0))
    assert (test.n_videos, test.n_unpaired) == (5, 1)
    assert (test.only_a_wrong, test.only_b_wrong) == (2, 1)
    assert test.p_value == 1.0
    assert mcnemar(a, b.iloc[::-1], thresholds=(0.5, 5.0)) == test


def test_too_few_videos_are_told(videos: Videos) -> None:
    a = scored(videos, 0.9, 0.8, 0.2, 0.1, 0.7, 0.1)
    report = pad_report(presentations(a), None, None)
    test = mcnemar(a, a, thresholds=(0.5, 0.5))
    texts = list(resolution_cautions((report, report), test))
    assert "at least 6 are needed" in texts[0]
    assert "3/3 = 100.0% (rule of three, 95 %)" in texts[1]


def test_a_resolved_difference_is_not_warned_of(videos: Videos) -> None:
    truth = ["bona_fide"] * 40 + ["cut"] * 40
    good = videos([(kind, float(kind == "bona_fide")) for kind in truth], n_subjects=4)
    bad = videos([(kind, 0.5) for kind in truth], n_subjects=4)
    reports = tuple(pad_report(presentations(rows), None, None) for rows in (good, bad))
    test = mcnemar(good, bad, thresholds=(0.5, reports[1].at_eer.threshold))
    assert test.only_b_wrong == 40
    texts = list(resolution_cautions((reports[0], reports[1]), test))
    assert len(texts) == 1
    assert "attack videos" in texts[0]


def test_the_same_videos_are_required(videos: Videos) -> None:
    a = scored(videos, 0.9, 0.8, 0.2, 0.1, 0.7, 0.1)
    names = ("a.csv", "b.csv")
    require_same_presentations(a, a.iloc[::-1], names)
    with pytest.raises(ScoreError, match=r"b\.csv: 1 test clips of a\.csv are missing, 'test/5"):
        require_same_presentations(a, a.iloc[:-1], names)
    with pytest.raises(ScoreError, match=r"a\.csv: 1 test clips of b\.csv are missing"):
        require_same_presentations(a.iloc[:-1], a, names)
    other = a.assign(pai_species=a["pai_species"].astype(object).replace("cut", "replay"))
    with pytest.raises(ScoreError, match=r"clip 'test/2\.avi' has another subject, label"):
        require_same_presentations(a, other, names)
    alone = a.assign(subject="s")
    with pytest.raises(ScoreError, match="of one subject"):
        require_same_presentations(alone, alone, names)
