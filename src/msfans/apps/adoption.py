"""Anyone's score files: other column names, label values and polarity, brought into ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from msfans.errors import ScoreError, UsageError
from msfans.records import Label, Split
from msfans.score_csv import COLUMNS, read_header, read_table
from msfans.scores import checked, read_scores

UNSPECIFIED = "unspecified"  # the species of attacks in a file that names none
DISPENSABLE = ("frame", "subject", "split", "pai_species")


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """How to read a file; `notices` collects what was assumed, once for each assumption.

    Without `columns` and `bona_fide_value` the file must be a scores.csv to the letter. With one of
    them, columns it has not are filled in: whole-video rows, each clip a subject of its own, the
    split that the file was given for, one unspecified species. `truth_known`: an official list will
    tell subjects and species.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    bona_fide_value: str | None = None
    higher_is: Label = Label.BONA_FIDE
    truth_known: bool = False
    notices: list[str] = field(default_factory=list)

    @property
    def strict(self) -> bool:
        """Whether the file must have our columns and words."""
        return not self.columns and self.bona_fide_value is None

    def read(self, path: Path, split: Split) -> pd.DataFrame:
        """The rows of a file that was given for `split`, checked."""
        rows = read_scores(path) if self.strict else checked(self.translated(path, split), path)
        if self.higher_is is Label.ATTACK:
            self.note("scores and thresholds are shown with the sign turned: higher is bona fide")
            rows["score"] = -rows["score"]
        return rows

    def absent(self, path: Path) -> list[str]:
        """Dispensable columns that neither the header nor `columns` names."""
        header = read_header(path)
        return [name for name in DISPENSABLE if name not in header and name not in self.columns]

    def fills_split(self, path: Path) -> bool:
        """Whether the split of the rows is only known from the option that named the file."""
        return not self.strict and "split" in self.absent(path)

    def translated(self, path: Path, split: Split) -> pd.DataFrame:
        """The rows under our columns and words, unchecked."""
        absent = self.absent(path)
        names = {name: self.columns.get(name, name) for name in COLUMNS if name not in absent}
        require_distinct(names)
        rows = read_table(path, names)
        if self.bona_fide_value is not None:
            rows["label"] = self.labels(rows, path)
        fillers = {
            "frame": np.nan,
            "subject": rows["clip"],
            "split": split.value,
            "pai_species": UNSPECIFIED,
        }
        rows = rows.assign(**{name: fillers[name] for name in absent})
        rows["pai_species"] = rows["pai_species"].astype(object).where(rows["label"] == "attack")
        self.note_absent(absent)
        return rows

    def labels(self, rows: pd.DataFrame, path: Path) -> pd.Series:
        """Bona fide where the label is the value that was named, NA where it is empty."""
        found = list(rows["label"].cat.categories)
        if self.bona_fide_value not in found:
            fact = f"no label is {self.bona_fide_value!r}, only {', '.join(map(repr, found[:5]))}"
            raise ScoreError(path, fact, fix="give --bona-fide-value one of these")
        labels = pd.Series(rows["label"].astype(object))
        meant = np.where(labels == self.bona_fide_value, Label.BONA_FIDE, Label.ATTACK)
        return pd.Series(meant, index=labels.index, dtype=object).where(labels.notna())

    def note_absent(self, absent: list[str]) -> None:
        """Say what stands in for columns that are not there."""
        meanings = {
            "frame": "no column frame: each row scores a whole video",
            "subject": "no column subject: each clip counts as a subject of its own, and the "
            "intervals are too narrow if people recur",
            "pai_species": f"no column pai_species: attacks count as one species, {UNSPECIFIED}",
        }
        told = [name for name in absent if name == "frame" or not self.truth_known]
        for name, meaning in meanings.items():
            if name in told:
                self.note(meaning)

    def note(self, text: str) -> None:
        """Keep a notice, once."""
        if text not in self.notices:
            self.notices.append(text)


def require_distinct(names: Mapping[str, str]) -> None:
    """UsageError where a column of the file would serve as two of ours."""
    served: dict[str, str] = {}
    for ours, theirs in names.items():
        if (other := served.setdefault(theirs, ours)) != ours:
            fact = f"column {theirs!r} would be {other} and {ours}"
            raise UsageError("--columns", fact, fix=f"name another column for {other} or {ours}")
