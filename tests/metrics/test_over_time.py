"""Errors after the first frames, by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from msfans.metrics.over_time import decisions, doublings, errors_over_time, longest_video
from msfans.metrics.pooling import Pooling
from msfans.score_csv import COLUMNS
from msfans.scores import checked

NAN = np.nan
SCORES = {  # clip: its frames' scores; attacks are deceptive at first
    "b1": (NAN, 0.9, 0.9, 0.9),
    "b2": (0.5, 0.7, 0.9, 0.9),
    "a1": (0.8, 0.2, 0.1, 0.0),
    "a2": (0.2, 0.2, 0.2, 0.2),
    "a3": (NAN, NAN, NAN, NAN),
}
TRUTHS = {"b": ("bona_fide", ""), "a": ("attack", "cut")}


@pytest.fixture
def rows() -> pd.DataFrame:
    table = [
        (clip, frame, f"s{clip[1]}", "test", *TRUTHS[clip[0]], score)
        for clip, scores in SCORES.items()
        for frame, score in enumerate(scores)
    ]
    return checked(pd.DataFrame(table, columns=list(COLUMNS)), Path("made"))


def test_lengths_double() -> None:
    assert [doublings(n) for n in (1, 2, 5, 8)] == [[1], [1, 2], [1, 2, 4, 5], [1, 2, 4, 8]]


def test_the_longest_video_counts_its_frames_with_or_without_a_score(rows: pd.DataFrame) -> None:
    assert longest_video(rows) == 4
    assert longest_video(rows.loc[np.asarray(rows["frame"] < 2)]) == 2


def test_errors_fall_as_frames_come_in(rows: pd.DataFrame) -> None:
    lines = {(e.n_frames, e.pooling): e for e in errors_over_time(rows, None, window_frames=4)}
    assert len(lines) == 12
    first, last = lines[1, Pooling.MEAN], lines[4, Pooling.MEAN]
    assert (first.n_bona_fide, first.n_attack) == (1, 2)
    assert first.eer == 0.75  # 0.5 against 0.8 and 0.2: a tie, so the higher threshold
    assert (last.n_bona_fide, last.n_attack, last.eer, last.hter) == (2, 2, 0.0, None)
    assert lines[4, Pooling.MAX].eer == 0.0
    assert lines[2, Pooling.MAX].eer == 0.5


def test_hter_takes_the_threshold_of_devel_after_as_many_frames(rows: pd.DataFrame) -> None:
    devel = rows.assign(split="devel", score=rows["score"] + 1)
    last = list(errors_over_time(rows, devel, window_frames=4))[-1]
    assert last.hter == 0.5  # the threshold lies one too high: all are rejected


def test_json_has_the_fields_by_name(rows: pd.DataFrame) -> None:
    first = next(errors_over_time(rows, None, window_frames=1))
    assert first.to_json() == {
        "n_frames": 1,
        "pooling": "mean",
        "n_bona_fide": 1,
        "n_attack": 2,
        "eer": 0.75,
        "hter": None,
    }


def test_no_length_beyond_the_longest_video(rows: pd.DataFrame) -> None:
    lines = list(errors_over_time(rows, None, window_frames=1000))
    assert sorted({line.n_frames for line in lines}) == [1, 2, 4]


def test_lengths_without_a_class_are_left_out(rows: pd.DataFrame) -> None:
    silent = rows[(rows["clip"] != "b2").to_numpy()]
    lines = list(errors_over_time(silent, None, window_frames=2))
    assert {line.n_frames for line in lines} == {2}


def test_decisions(rows: pd.DataFrame) -> None:
    decided = decisions(rows, threshold=0.5, pooling=Pooling.MEAN, window_frames=2)
    assert decided == {
        "a1": "accepted",
        "a2": "rejected",
        "a3": "no_response",
        "b1": "accepted",
        "b2": "accepted",
    }
