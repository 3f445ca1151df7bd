"""scores.csv, the seam between learning and judging: one row per frame, or per video.

A row's `frame` is empty when its score stands for the whole video; its `score` is empty when the
system gave none (no face, unreadable video): a non-response, counted and never dropped.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from msfans.errors import ScoreError
from msfans.files import replacing
from msfans.records import Label, Split
from msfans.score_csv import COLUMNS, NUMBER_FIXES, TEXT_COLUMNS, read_table, require_columns

NOT_IN_NAMES = r"^\s|\s$|[\x00-\x1f\x7f\x80-\x9f]"  # blanks at an end, control characters


def read_scores(path: Path) -> pd.DataFrame:
    """The rows of a score file, checked; columns as `COLUMNS`.

    Text columns are categories, `frame` is Int64 with NA for a whole video, `score` is float64 with
    NaN for a non-response. `attrs["path"]` is the file, for the errors of those who read on.
    """
    return checked(read_table(path, {name: name for name in COLUMNS}), path)


def write_scores(path: Path, frame: pd.DataFrame) -> None:
    """Write checked rows, whole or not at all; the scores read back exact."""
    rows = checked(frame, path)
    with replacing(path) as temporary:
        rows.to_csv(temporary, index=False, lineterminator="\n")


def checked(frame: pd.DataFrame, path: Path) -> pd.DataFrame:
    """The rows in their canonical types, or ScoreError for the first row that breaks a rule."""
    require_columns(list(frame.columns), COLUMNS, path)
    if frame.empty:
        raise ScoreError(path, "a header and no rows", fix="give a row for each frame or video")
    kinds = dict.fromkeys(TEXT_COLUMNS, "category") | {"score": float}
    rows = pd.DataFrame(frame[list(COLUMNS)]).astype(kinds)
    for rule in RULES:
        for breach in rule(rows):
            refuse(rows, breach, path)
    rows.attrs["path"] = str(path)
    return rows


class Breach(NamedTuple):
    """Rows that break a rule; `fact` is filled in from the fields of the first such row."""

    bad: np.ndarray
    fact: str
    fix: str


def refuse(rows: pd.DataFrame, breach: Breach, path: Path) -> None:
    """ScoreError that names the first bad line, and how many more there are."""
    count = int(np.count_nonzero(breach.bad))
    if count:
        first = int(np.argmax(breach.bad))
        fact = breach.fact.format_map(rows.iloc[first].to_dict())
        more = f" ({count - 1} more such rows)" if count > 1 else ""
        raise ScoreError(path, f"line {int(rows.index[first]) + 2}: {fact}{more}", fix=breach.fix)


def empty(rows: pd.DataFrame, name: str) -> np.ndarray:
    """Where a text column holds nothing."""
    return np.asarray(rows[name].isna() | (rows[name] == ""))


def known_words(rows: pd.DataFrame) -> Iterator[Breach]:
    """Label and split are words of `Label` and `Split`."""
    for name, words in (("label", Label), ("split", Split)):
        bad = ~rows[name].isin(list(words)).to_numpy()
        yield Breach(bad, f"unknown {name} {{{name}!r}}", f"use one of {', '.join(words)}")


def filled(rows: pd.DataFrame) -> Iterator[Breach]:
    """Clip and subject are there; attacks name their species, bona fide rows have none."""
    for name in ("clip", "subject"):
        yield Breach(empty(rows, name), f"{name} is empty", f"name the {name}")
    attack = (rows["label"] == Label.ATTACK).to_numpy()
    no_species = empty(rows, "pai_species")
    fact = "attack {clip!r} has no pai_species"
    yield Breach(attack & no_species, fact, "name the attack's species")
    fact = "bona fide {clip!r} has pai_species {pai_species!r}"
    yield Breach(~attack & ~no_species, fact, "leave pai_species empty, or correct the label")


def plain_names(rows: pd.DataFrame) -> Iterator[Breach]:
    """No blank at the end makes two names of one, no control character reaches a terminal."""
    for name in ("clip", "subject", "pai_species"):
        known = rows[name].cat.categories
        bad = rows[name].isin(known[known.astype(str).str.contains(NOT_IN_NAMES)]).to_numpy()
        fact = f"{name} {{{name}!r}} has a blank at an end or a control character"
        yield Breach(bad, fact, "correct the name")


def usable_numbers(rows: pd.DataFrame) -> Iterator[Breach]:
    """Scores are finite and leave room for a threshold above; frames become whole numbers."""
    bad = np.abs(rows["score"].to_numpy()) >= np.finfo(float).max
    yield Breach(bad, "the score of {clip!r} is {score}", NUMBER_FIXES["score"])
    number = rows["frame"].to_numpy(dtype=float, na_value=0.0)
    bad = (number < 0) | (number > 2**53) | (number != np.floor(number))
    yield Breach(bad, "frame is {frame}", NUMBER_FIXES["frame"])
    rows["frame"] = rows["frame"].astype("Int64")


def one_row_each(rows: pd.DataFrame) -> Iterator[Breach]:
    """No frame of a clip stands twice."""
    bad = rows.duplicated(["clip", "frame"]).to_numpy()
    yield Breach(bad, "frame {frame} of clip {clip!r} stands there twice", "keep one row for each")


def one_truth_each(rows: pd.DataFrame) -> Iterator[Breach]:
    """All rows of a clip agree on its subject, split, label and species."""
    clip = rows["clip"].cat.codes.to_numpy()
    for name in ("subject", "split", "label", "pai_species"):
        code = rows[name].cat.codes.to_numpy()
        first = np.empty(len(rows["clip"].cat.categories), dtype=code.dtype)
        first[clip[::-1]] = code[::-1]
        fact = f"clip {{clip!r}} has {name} {{{name}!r}} and another one in an earlier row"
        yield Breach(code != first[clip], fact, f"a clip has one {name}")


def one_level_each(rows: pd.DataFrame) -> Iterator[Breach]:
    """Frames and whole videos do not mix, but for the one empty row of an unreadable video."""
    whole = rows["frame"].isna().to_numpy()
    if whole.any() and not whole.all():
        scored = ~np.isnan(rows["score"].to_numpy())
        fact = "clip {clip!r} is scored as a whole where other rows score frames"
        yield Breach(whole & scored, fact, "score frames or whole videos in one file, not both")


RULES = (
    known_words,
    filled,
    plain_names,
    usable_numbers,
    one_row_each,
    one_truth_each,
    one_level_each,
)
