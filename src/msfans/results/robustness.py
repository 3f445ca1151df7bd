"""A robustness test written down: JSON, CSV, Markdown and figures, as docs/robustness.md says."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from msfans.files import replacing
from msfans.metrics.robustness import UNCHANGED
from msfans.results.figures.robustness import rates_under_change, scores_under_change

Rows = Sequence[Mapping[str, Any]]  # as in robustness.json, `effects`
JSON, CSV, MARKDOWN = "robustness.json", "robustness.csv", "robustness.md"
RATES, SCORES = "robustness_rates.png", "robustness_scores.png"
NAMES = (JSON, CSV, MARKDOWN, RATES, SCORES)
DOTS_PER_INCH = 150
ERRORS = {"bpcer": "BPCER %", "apcer_worst": "APCER %", "hter": "HTER %"}


def write_robustness(folder: Path, document: Mapping[str, Any]) -> None:
    """Write the JSON document, its `effects` as CSV and Markdown, and its figures into `folder`.

    OSError where a file can not be written.
    """
    rows = document["effects"]
    with replacing(folder / JSON) as path:
        path.write_text(json.dumps(document, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    with replacing(folder / CSV) as path:
        pd.DataFrame(rows).to_csv(path, index=False, lineterminator="\n")
    with replacing(folder / MARKDOWN) as path:
        path.write_text(markdown(rows), encoding="utf-8")
    save(folder / RATES, rates_under_change(rows))
    if is_labelled(rows):
        save(folder / SCORES, scores_under_change(rows, threshold=document["threshold"]))


def save(path: Path, figure: Figure) -> None:
    """Write a figure as PNG."""
    with replacing(path) as temporary:
        figure.savefig(temporary, dpi=DOTS_PER_INCH)


def is_labelled(rows: Rows) -> bool:
    """Whether the errors are known."""
    return any(row["bpcer"] is not None for row in rows)


def markdown(rows: Rows) -> str:
    """The rows as a Markdown table."""
    heads, *lines = table(rows)
    rule = ["---", *["---:"] * (len(heads) - 1)]
    return "\n".join(f"| {' | '.join(line)} |" for line in (heads, rule, *lines)) + "\n"


def table(rows: Rows) -> list[list[str]]:
    """A head and a line for each row, as text; error columns only where errors are known."""
    errors = ERRORS if is_labelled(rows) else {}
    heads = ["change", "flips %", "of", "lost", "not kept %", "moved by", *errors.values()]
    return [heads, *(_line(row, errors) for row in rows)]


def _line(row: Mapping[str, Any], errors: Iterable[str]) -> list[str]:
    rates = ["" if row[name] is None else in_percent(row[name]) for name in errors]
    flipped = in_percent(row["flip_share"]) if row["n_compared"] else ""
    counts = [str(row["n_compared"]), str(row["n_lost"]), in_percent(row["not_kept_share"])]
    return [change_text(row), flipped, *counts, f"{row['mean_abs_change']:.3f}", *rates]


def change_text(row: Mapping[str, Any]) -> str:
    """`box scale -20 %`; `none` where nothing was changed."""
    if row["family"] == UNCHANGED:
        return UNCHANGED
    return f"{row['family']} {row['level']:g} {row['unit']}".strip()


def percent(rate: float) -> str:
    """A rate in [0, 1] as percent with one digit, for sentences."""
    return f"{in_percent(rate)} %"


def in_percent(rate: float) -> str:
    """The same below a head that says so."""
    return f"{100 * rate:.1f}"
