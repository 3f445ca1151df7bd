"""A CSV file of scores as a table, before any rule about what its rows may say.

Our names and types come from here; `msfans.scores` has the rules. Every error names the line.
"""

import csv
import stat
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress, repeat
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from msfans.errors import ScoreError

COLUMNS = ("clip", "frame", "subject", "split", "label", "pai_species", "score")
HEADER = ",".join(COLUMNS)
TEXT_COLUMNS = ("clip", "subject", "split", "label", "pai_species")
NUMBER_FIXES = {
    "frame": "give the frame's index, or leave it empty where the score is of a whole video",
    "score": "give a finite number, or leave it empty for a non-response",
}
ROWS_AT_ONCE = 1_000_000
FORMATS = {  # what files start with that are often taken for CSV: what they are, what to do
    b"\x1f\x8b": ("compressed by gzip", "unpack the file first"),
    b"PK": ("a zip archive or a spreadsheet", "unpack it, or save the sheet as CSV"),
    b"\xff\xfe": ("text in UTF-16", "save the file as UTF-8"),
    b"\xfe\xff": ("text in UTF-16", "save the file as UTF-8"),
}


def read_header(path: Path) -> list[str]:
    """The column names of a CSV file; ScoreError where there is none to read."""
    require_file(path)
    header = next(raw_rows(path), [])
    if not header:
        raise ScoreError(path, "the file is empty", fix=f"its first line is {HEADER}")
    for mark in ";\t| ":
        if len(header) == 1 and mark in header[0]:
            fact = f"line 1: the columns are separated by {mark!r}"
            raise ScoreError(path, fact, fix="save the file with commas")
    blank = [name for name in header if name != name.strip()]
    if blank:
        fact = f"line 1: there are blanks round the column name {blank[0]!r}"
        raise ScoreError(path, fact, fix="separate columns by commas alone")
    return header


def require_file(path: Path) -> None:
    """ScoreError unless there is a file that can be read twice from its start."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        fact = "there is no such file"
        raise ScoreError(path, fact, fix="name an existing CSV file of scores") from error
    except OSError as error:
        raise unreadable(path, error) from error
    if stat.S_ISDIR(mode):
        raise ScoreError(path, "this is a folder", fix="name the CSV file of scores in it")
    if not stat.S_ISREG(mode):
        fact = "this is a pipe or a device, and scores are read more than once"
        raise ScoreError(path, fact, fix="save the scores to a file first")


def raw_rows(path: Path) -> Iterator[list[str]]:
    """Lines of a CSV file as lists of fields, the header among them."""
    n_read = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            for fields in csv.reader(handle):
                yield fields
                n_read += 1
    except UnicodeDecodeError as error:
        raise not_utf8(path) from error
    except csv.Error as error:
        fact = f"line {n_read + 1}: {error}"
        raise ScoreError(path, fact, fix="save the file as CSV again") from error
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> ScoreError:
    """What the system says of the file."""
    fact = f"can not be read ({error.strerror})"
    return ScoreError(path, fact, fix="check its name, its permissions and its disk")


def not_utf8(path: Path) -> ScoreError:
    """What the file is instead of UTF-8 text, or the first line that is none."""
    with path.open("rb") as handle:
        start = handle.read(2)
        for mark, (what, fix) in FORMATS.items():
            if start.startswith(mark):
                return ScoreError(path, f"this is {what}", fix=fix)
        handle.seek(0)
        line, byte = next(undecodable(handle))
    fact = f"line {line}: the text is not UTF-8 (byte 0x{byte:02x} means nothing there)"
    return ScoreError(path, fact, fix="save the file as UTF-8")


def undecodable(lines: Iterable[bytes]) -> Iterator[tuple[int, int]]:
    """Lines that are not UTF-8: their number, and the first byte at fault."""
    for line, content in enumerate(lines, start=1):
        try:
            content.decode()
        except UnicodeDecodeError as error:
            yield line, content[error.start]


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
