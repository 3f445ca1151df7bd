"""What `msfans robustness` left: errors of a system when its box moves and its picture suffers."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msfans.errors import ScoreError
from msfans.metrics.robustness import UNCHANGED

FILES = ("robustness.json", "robustness.csv")
NEEDED = (
    *("family", "level", "unit", "neutral", "n_compared", "n_flipped", "flip_share", "n_lost"),
    *("bpcer", "apcer_worst", "hter"),
)
FIX = "give the robustness.json or robustness.csv that `msfans robustness` wrote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """One row of `effects` for each change and level; a CSV knows nothing of the rest.

    `threshold` is the system's own, of its `level`. `fingerprint` is of the run that the system is
    of, empty where that is not known.
    """

    effects: tuple[Mapping[str, Any], ...]
    threshold: float | None = None
    level: str = ""
    n_presentations: int | None = None
    system: str = ""
    fingerprint: str = ""
    document: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def to_json(self) -> dict[str, Any]:
        """The file's own words."""
        return dict(self.document) or {"effects": [dict(effect) for effect in self.effects]}


def read_robustness(path: Path) -> Robustness:
    """The record in a JSON or CSV file; ScoreError where it is none."""
    if not path.is_file():
        raise ScoreError(path, "there is no such file", fix=FIX)
    try:
        found = read_csv(path) if path.suffix == ".csv" else read_json(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ScoreError(path, f"this is no record of robustness ({error})", fix=FIX) from error
    for fact in defects(found.effects):
        raise ScoreError(path, fact, fix=FIX)
    return found


def defects(effects: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What keeps rows from being told and drawn."""
    for name in NEEDED:
        if not all(name in effect for effect in effects):
            yield f"its effects have no {name}"
    families = [effect.get("family") for effect in effects]
    if families.count(UNCHANGED) != 1 or set(families) == {UNCHANGED}:
        yield f"its effects are not one of family {UNCHANGED!r} and those of changes"


def read_json(path: Path) -> Robustness:
    """The whole document."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return Robustness(
        effects=tuple(dict(effect) for effect in document["effects"]),
        threshold=document.get("threshold"),
        level=document.get("threshold_level", ""),
        n_presentations=document.get("n_presentations"),
        system=document.get("bundle", {}).get("name", ""),
        fingerprint=document.get("run", {}).get("fingerprint") or "",
        document=document,
    )


def read_csv(path: Path) -> Robustness:
    """The table alone; an empty field is not known."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return Robustness(effects=tuple({name: typed(row[name]) for name in row} for row in rows))


def typed(text: str) -> float | int | str | None:
    """A number where the text is one, None where it is empty."""
    if not text:
        return None
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def robustness_beside(folder: Path) -> Path | None:
    """The record in a run's folder, where there is one."""
    return next((folder / name for name in FILES if (folder / name).is_file()), None)
