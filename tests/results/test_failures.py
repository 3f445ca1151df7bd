"""The worst frames by hand, and their faces."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from msfans.errors import CacheError
from msfans.media.patches import PatchCache
from msfans.records import Label
from msfans.results.failures import cache_with, faces, worst_frames
from msfans.results.figures.faces import COLUMNS, face_sheet


@pytest.fixture
def scores() -> pd.DataFrame:
    rows = [
        ("a1", 0, "test", "attack", "print", 0.7),
        ("a1", 1, "test", "attack", "print", 0.9),
        ("a2", 0, "test", "attack", "replay", 0.8),
        ("a3", 0, "test", "attack", "print", np.nan),
        ("a4", 0, "devel", "attack", "print", 0.99),
        ("b1", 0, "test", "bona_fide", "", 0.3),
        ("b2", 0, "test", "bona_fide", "", 0.1),
    ]
    names = ["clip", "frame", "split", "label", "pai_species", "score"]
    return pd.DataFrame(rows, columns=names)


def picked(scores, label, n=9):
    frames = worst_frames(scores, label, n=n)
    return list(zip(frames["clip"], frames["frame"], strict=True))


def test_the_most_accepted_attacks_of_test_one_frame_a_clip(scores):
    assert picked(scores, Label.ATTACK) == [("a1", 1), ("a2", 0)]
    assert picked(scores, Label.ATTACK, n=1) == [("a1", 1)]


def test_the_most_rejected_bona_fide_frames(scores):
    assert picked(scores, Label.BONA_FIDE) == [("b2", 0), ("b1", 0)]


def test_each_frame_shows_its_own_face(scores):
    patches = np.arange(2, dtype=np.uint8)[:, None, None, None] * np.ones((2, 4, 4, 3), np.uint8)
    index = pd.DataFrame({"clip": ["a2", "a1", "a1"], "frame": [0, 0, 1], "row": [0, pd.NA, 1]})
    cache = PatchCache(folder=Path("tiny"), patches=patches, index=index, meta={})
    frames = worst_frames(scores, Label.ATTACK, n=2)
    found = faces(cache, frames)
    assert [int(patch.max()) for patch in found] == [1, 0]
    figure = face_sheet(frames, found)
    shown = [axes for axes in figure.axes if axes.images]
    assert len(figure.axes) == COLUMNS
    assert [axes.get_title(loc="center") for axes in shown] == [
        "0.900 print\na1\nframe 1",
        "0.800 replay\na2\nframe 0",
    ]


def test_a_cache_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CacheError, match=r"no patch cache with the fingerprint abcdef12\.\.\."):
        cache_with(tmp_path, "abcdef1234")
