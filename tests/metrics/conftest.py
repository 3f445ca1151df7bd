"""Small score tables that several tests of metrics judge."""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from msfans.score_csv import COLUMNS
from msfans.scores import checked

Row = tuple[str, float]


@pytest.fixture
def videos() -> Callable[..., pd.DataFrame]:
    """Makes checked whole-video rows from (kind, score); subjects are given out in turns."""

    def make(rows: Iterable[Row], *, split: str = "test", n_subjects: int = 2) -> pd.DataFrame:
        def subject_of(i: int) -> str:
            return f"{split}_{i % n_subjects}"

        def truth_of(kind: str) -> tuple[str, str]:
            return ("bona_fide", "") if kind == "bona_fide" else ("attack", kind)

        table = [
            (f"{split}/{i}.avi", None, subject_of(i), split, *truth_of(kind), score)
            for i, (kind, score) in enumerate(rows)
        ]
        return checked(pd.DataFrame(table, columns=list(COLUMNS)), Path("made"))

    return make


@pytest.fixture
def frames() -> pd.DataFrame:
    """5 devel and 7 test subjects, 4 clips each, 6 frames a clip, scores in eighths (many ties)."""
    rng = np.random.default_rng(5)
    kinds = ("", "cut_photo", "video_replay", "")
    table = [
        (
            f"{split}/{subject}/{clip}.avi",
            frame,
            f"{split}_{subject}",
            split,
            "attack" if species else "bona_fide",
            species,
            np.round(8 * rng.normal(0.0 if species else 1.0)) / 8,
        )
        for split, n_subjects in (("devel", 5), ("test", 7))
        for subject in range(n_subjects)
        for clip, species in enumerate(kinds)
        for frame in range(6)
    ]
    rows = pd.DataFrame(table, columns=list(COLUMNS))
    rows.loc[[3, 140, 141], "score"] = np.nan
    return checked(rows, Path("made"))
