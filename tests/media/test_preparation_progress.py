from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from msfans.media.patches import PatchCache
from msfans.media.preparation_progress import NAMED_VIDEOS, summary, watched


def cache(rows: list[tuple[str, int | None, str]]) -> PatchCache:
    index = pd.DataFrame(rows, columns=["clip", "frame", "status"]).astype({"frame": "Int64"})
    faces = int((index["status"] == "face").sum())
    patches = np.zeros((faces, 2, 2, 3), np.uint8)
    return PatchCache(folder=Path("cache"), patches=patches, index=index, meta={})


def test_away_from_a_terminal_there_is_a_start_and_an_end_line(capsys):
    with watched(videos=5, done=2, workers=2, progress=True) as watch:
        for _ in range(3):
            watch.finish_video(frames=10)
    captured = capsys.readouterr()
    start, end = captured.err.splitlines()
    assert start == "Preparing 3 videos with 2 processes; 2 were done before"
    assert end.startswith("Prepared 30 frames in ")
    assert end.endswith("frames/s)")
    assert captured.out == ""


def test_on_a_terminal_a_bar_shows_frames_a_second_and_the_time_left(capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    with watched(videos=2, done=0, workers=1, progress=True) as watch:
        watch.finish_video(frames=25)
        assert watch.bar is not None
        watch.bar.refresh()
    shown = capsys.readouterr().err
    assert "1/2" in shown
    assert "frames/s" in shown
    assert "Prepared 25 frames" in shown


def test_it_can_be_quiet(capsys):
    with watched(videos=1, done=0, workers=1, progress=False) as watch:
        watch.finish_video(frames=1)
    assert capsys.readouterr().err == ""


def test_an_interrupted_preparation_has_no_end_line(capsys):
    with pytest.raises(KeyboardInterrupt), watched(videos=1, done=0, workers=1, progress=True):
        raise KeyboardInterrupt
    assert "Prepared" not in capsys.readouterr().err


def test_the_summary_counts_and_names():
    told = summary(
        cache(
            [
                ("a.avi", 0, "face"),
                ("a.avi", 1, "no_face"),
                ("b.avi", 0, "face"),
                ("b.avi", None, "decode_error"),
                ("c.avi", None, "missing"),
            ]
        )
    )
    assert told.splitlines() == [
        "3 videos, 2 faces, 1 frames without one",
        "1 videos could not be read:",
        "  c.avi (missing)",
        "1 videos broke off and count as far as they could be read:",
        "  b.avi (decode_error)",
    ]


def test_a_long_list_of_videos_is_cut():
    n = NAMED_VIDEOS + 3
    told = summary(cache([(f"{number}.avi", None, "missing") for number in range(n)]))
    assert told.splitlines()[-1] == "  and 3 more"
    assert len(told.splitlines()) == 1 + 1 + NAMED_VIDEOS + 1
