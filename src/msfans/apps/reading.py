"""How score files are read, as the command line says: columns, polarity, the official lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from msfans.errors import UsageError
from msfans.records import Label, Split

if TYPE_CHECKING:
    import pandas as pd

    from msfans.apps.adoption import Adoption
    from msfans.apps.official_lists import Official
    from msfans.metrics.origins import Origins


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How score files are to be read, in the words of the command line."""

    columns: str = ""
    bona_fide_value: str | None = None
    higher_is: Label = Label.BONA_FIDE
    corpus: str | None = None
    protocol: str | None = None
    devel_corpus: str | None = None
    devel_protocol: str | None = None


def scores_to_judge(
    test: Path, devel: Path | None, reading: Reading
) -> tuple[dict[Split, "pd.DataFrame"], list[str]]:
    """The rows of both files as the options say to read them, and what was assumed on the way."""
    from msfans.apps.adoption import Adoption
    from msfans.apps.official import held_against

    lists = official_lists(
        (reading.corpus, reading.protocol), (reading.devel_corpus, reading.devel_protocol)
    )
    adoption = Adoption(
        columns=parse_columns(reading.columns),
        bona_fide_value=reading.bona_fide_value,
        higher_is=reading.higher_is,
        truth_known=all(lists.values()),
    )
    scores = {
        split: held_against(rows, split, official) if (official := lists[split]) else rows
        for split, rows in read_both(test, devel, adoption).items()
    }
    notices = dict.fromkeys(text for each in lists.values() if each for text in each.notices)
    return scores, [*adoption.notices, *notices]


Choice = tuple[str | None, str | None]  # a corpus and its protocol


def official_lists(test: Choice, devel: Choice) -> dict[Split, "Official | None"]:
    """The list of either file: devel's is that of test where nothing else is said."""
    from msfans.apps.official_lists import official_list

    of_test = official_list(*test)
    own = official_list(*devel, prefix="devel-")
    return {Split.TEST: of_test, Split.DEVEL: own or of_test}


def origins_of(scores: Mapping[Split, "pd.DataFrame"]) -> "Origins":
    """The corpora that the rows of test and devel are of, by the names of their videos."""
    from msfans.apps.official_lists import corpus_of
    from msfans.metrics.origins import Origins

    found = {
        split: corpus_of(map(str, rows.loc[(rows["split"] == split).to_numpy(), "clip"].unique()))
        for split, rows in scores.items()
    }
    return Origins(test=found[Split.TEST], devel=found.get(Split.DEVEL))


def parse_columns(text: str) -> dict[str, str]:
    """Our column names and the file's, from `ours=theirs,ours=theirs`."""
    from msfans.score_csv import COLUMNS

    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    mapping = {ours.strip(): theirs.strip() for ours, _, theirs in pairs}
    unknown = [ours for ours in mapping if ours not in COLUMNS]
    if unknown:
        fact = f"there is no column {unknown[0]!r}"
        raise UsageError("--columns", fact, fix=f"use {', '.join(COLUMNS)}")
    if "" in mapping.values() or len(set(mapping.values())) < len(pairs):
        fact = f"{text!r} is not a list of ours=theirs, each name once"
        raise UsageError("--columns", fact, fix="write it as clip=video,score=prob")
    return mapping


def read_both(test: Path, devel: Path | None, adoption: "Adoption") -> dict[Split, "pd.DataFrame"]:
    """The rows of both files by the split they are for; a file that serves both is read once."""
    if devel is None:
        return {Split.TEST: adoption.read(test, Split.TEST)}
    if devel == test and not adoption.fills_split(test):
        rows = adoption.read(test, Split.TEST)
        return {Split.TEST: rows, Split.DEVEL: rows}
    return {
        Split.TEST: adoption.read(test, Split.TEST),
        Split.DEVEL: adoption.read(devel, Split.DEVEL),
    }
