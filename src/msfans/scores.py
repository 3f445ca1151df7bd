"""scores.csv, the seam between learning and judging: one row per frame, or per video.

A row's `frame` is empty when its score stands for the whole video; its `score` is empty when the
system gave none (no face, unreadable video): a non-response, counted and never dropped.
"""

import csv
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress, repeat
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from msfans.errors import ScoreError
from msfans.files import replacing
from msfans.records import Label, Split

COLUMNS = ("clip", "frame", "subject", "split", "label", "pai_species", "score")
HEADER = ",".join(COLUMNS)
TEXT_COLUMNS = ("clip", "subject", "split", "label", "pai_species")
NUMBER_FIXES = {
    "frame": "give the frame's index, or leave it empty where the score is of a whole video",
    "score": "give a finite number, or leave it empty for a non-response",
}
ROWS_AT_ONCE = 1_000_000


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


def read_header(path: Path) -> list[str]:
    """The column names of a CSV file; ScoreError where there is none to read."""
    if not path.is_file():
        raise ScoreError(path, "there is no such file", fix="name an existing CSV file of scores")
    header = next(raw_rows(path), [])
    if not header:
        raise ScoreError(path, "the file is empty", fix=f"its first line is {HEADER}")
    for mark in ";\t| ":
        if len(header) == 1 and mark in header[0]:
            fact = f"line 1: the columns are separated by {mark!r}"
            raise ScoreError(path, fact, fix="save the file with commas")
    return header


def raw_rows(path: Path) -> Iterator[list[str]]:
    """Lines of a CSV file as lists of fields, the header among them."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            yield from csv.reader(handle)
    except UnicodeDecodeError as error:
        fact = f"the text is not UTF-8 (byte 0x{error.object[error.start]:02x} means nothing there)"
        raise ScoreError(path, fact, fix="save the file as UTF-8") from error
    except csv.Error as error:
        raise ScoreError(path, str(error), fix="save the file as CSV again") from error


def require_columns(header: Sequence[str], wanted: Sequence[str], path: Path) -> None:
    """ScoreError unless each wanted column stands in the header once."""
    missing = [name for name in wanted if name not in header]
    if missing:
        fact = f"line 1: no column {', '.join(missing)} among {', '.join(header)}"
        raise ScoreError(path, fact, fix=f"the header is {HEADER}; --columns maps other names")
    for name in wanted:
        if header.count(name) > 1:
            fact = f"line 1: column {name} stands there {header.count(name)} times"
            raise ScoreError(path, fact, fix="name each column once")


def read_table(path: Path, columns: Mapping[str, str]) -> pd.DataFrame:
    """The columns that `columns` asks for (our name: the file's), under our names, unchecked.

    Index i is line i + 2 of the file; blank lines are left out. The quick parser tells neither the
    line of a bad number nor a short line from an empty score: there, the slow reader looks again.
    """
    theirs = read_header(path)
    require_columns(theirs, list(columns.values()), path)
    ours = {name: our for our, name in columns.items()}
    header = [ours.get(name, f"column {place}") for place, name in enumerate(theirs)]
    try:
        table = parse(path, header, columns)
    except (ValueError, OverflowError, pd.errors.ParserWarning) as error:
        refuse_bad_line(path, header, repeat(True))
        raise ScoreError(path, str(error).strip(), fix="save the file as CSV again") from error
    last = max(columns, key=header.index)
    refuse_bad_line(path, header, table[last].isna() | table["score"].isna())
    return table.dropna(how="all")


def parse(path: Path, header: list[str], wanted: Collection[str]) -> pd.DataFrame:
    """The wanted columns by pandas' quick parser; only an empty field is missing.

    All are read, as only then is a line with too many fields an error. Texts become categories
    portion by portion: read as such, subjects 017 and 17 would be the number 17.
    """
    texts = {name: "category" for name in wanted if name in TEXT_COLUMNS}
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        portions = pd.read_csv(
            path,
            names=header,
            header=0,
            dtype={name: "float64" if name in NUMBER_FIXES else "str" for name in header},
            keep_default_na=False,
            na_values=[""],
            skip_blank_lines=False,
            index_col=False,
            compression=None,
            chunksize=ROWS_AT_ONCE,
        )
        parts = [pd.DataFrame(portion[list(wanted)]).astype(texts) for portion in portions]
    return pd.DataFrame({name: joined(parts, name) for name in wanted})


def joined(portions: Sequence[pd.DataFrame], name: str) -> np.ndarray | pd.Categorical:
    """One column of all portions, its categories united."""
    parts = [pd.Series(portion[name]) for portion in portions]
    return union_categoricals(parts) if name in TEXT_COLUMNS else np.concatenate(parts)


def refuse_bad_line(path: Path, header: Sequence[str], suspects: Iterable[bool]) -> None:
    """ScoreError for the first suspect line that has a wrong count of fields or a bad number."""
    where = {name: header.index(name) for name in NUMBER_FIXES if name in header}
    for line, fields in compress(enumerate(raw_rows(path), start=1), chain([False], suspects)):
        if fields and len(fields) != len(header):
            fact = f"line {line}: {len(fields)} fields where the header has {len(header)}"
            raise ScoreError(path, fact, fix="complete the line, or write the file again")
        for name, column in where.items():
            if fields and fields[column] and not is_number(fields[column]):
                fact = f"line {line}: {name} is {fields[column]!r}, not a number"
                raise ScoreError(path, fact, fix=NUMBER_FIXES[name])


def is_number(text: str) -> bool:
    """Whether the text is a number; infinite counts, as the checks have words for it, NaN not."""
    try:
        return "_" not in text and not np.isnan(float(text))
    except ValueError:
        return False


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


RULES = (known_words, filled, usable_numbers, one_row_each, one_truth_each, one_level_each)
