"""What weight the fusion gives to each scale: quantiles of alpha, by kind of presentation."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from msfans.errors import ScoreError
from msfans.records import Label, Split
from msfans.score_csv import read_header

PREFIX = "alpha_"
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
BONA_FIDE_KIND, ALL_ATTACKS = "bona fide", "all attacks"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlphaSummary:
    """Alpha of one scale over the `n` scored test frames of a kind, at `QUANTILES` and on average.

    `kind` is `bona fide`, `all attacks` or a species.
    """

    scale: float
    kind: str
    n: int
    mean: float
    quantiles: tuple[float, ...]

    def to_json(self) -> dict:
        """The fields by name."""
        return asdict(self)


def read_fusion_weights(path: Path) -> pd.DataFrame:
    """Label, species and alphas of the test frames; ScoreError where the file is not of a run."""
    header = read_header(path)
    alphas = [name for name in header if re.fullmatch(rf"{PREFIX}\d+(\.\d+)?", name)]
    fix = "give the fusion_weights.csv that a run left"
    if not alphas or not {"split", "label", "pai_species"} <= set(header):
        fact = f"the columns {', '.join(header)} are not those of fusion weights"
        raise ScoreError(path, fact, fix=fix)
    texts = dict.fromkeys(("split", "label", "pai_species"), "category")
    types: dict[Any, Any] = texts | dict.fromkeys(alphas, "float64")
    try:
        table = pd.read_csv(path, usecols=list(types), dtype=types, keep_default_na=False)
    except ValueError as error:
        raise ScoreError(path, str(error), fix=fix) from error
    return table.loc[(table["split"] == Split.TEST).to_numpy()]


def alpha_summaries(weights: pd.DataFrame) -> list[AlphaSummary]:
    """Every scale of bona fide presentations, of all attacks, and of each species."""
    return [
        summary_of(rows, column, kind)
        for kind, rows in by_kind(weights)
        for column in map(str, weights.columns)
        if column.startswith(PREFIX)
    ]


def summary_of(rows: pd.DataFrame, column: str, kind: str) -> AlphaSummary:
    """One scale over the rows of a kind."""
    alpha_n = rows[column].to_numpy(np.float64)
    return AlphaSummary(
        scale=float(column.removeprefix(PREFIX)),
        kind=kind,
        n=len(rows),
        mean=float(alpha_n.mean()),
        quantiles=tuple(map(float, np.quantile(alpha_n, QUANTILES))),
    )


def by_kind(weights: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of each kind that has some."""
    attack = (weights["label"] == Label.ATTACK).to_numpy()
    attacks = weights.loc[attack]
    species = sorted(map(str, attacks["pai_species"].unique()))
    kinds: dict[str, pd.DataFrame] = {BONA_FIDE_KIND: weights.loc[~attack]}
    if len(species) > 1:
        kinds[ALL_ATTACKS] = attacks
    kinds |= {name: attacks.loc[(attacks["pai_species"] == name).to_numpy()] for name in species}
    yield from ((kind, rows) for kind, rows in kinds.items() if len(rows))
