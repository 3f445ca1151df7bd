"""Robustness in a report: what was changed, and what became of the decisions."""

from collections.abc import Iterator, Mapping
from typing import Any

from msfans.results.rate_text import decimals
from msfans.results.report.document import Block, Cell, Table, Text
from msfans.results.report.robustness import Robustness
from msfans.results.robustness import change_text

RATES = {"bpcer": "BPCER", "apcer_worst": "APCER, worst species", "hter": "HTER"}


def robustness_blocks(found: Robustness) -> Iterator[Block]:
    """What was done, then the table."""
    threshold = "" if found.threshold is None else f" at its {found.level} threshold"
    told = "" if found.n_presentations is None else f" of {found.n_presentations} presentations"
    system = f" by {found.system}" if found.system else ""
    yield Text(
        text=f"Robustness: frames{told} were judged again{system}{threshold}, after changes of "
        "the face box, the picture and the camera."
    )
    yield Table(
        title="Robustness, percent",
        header=("change", "decisions turned", "of", "lost", *RATES.values()),
        rows=tuple(row(effect) for effect in found.effects),
        note="Decisions turned: share of those made before and after the change that differ, with "
        "its limits where the file has them. Lost: no score after the change.",
    )


def row(effect: Mapping[str, Any]) -> tuple[Cell, ...]:
    """One change at one level."""
    n = effect["n_compared"] or 1
    low, high = effect.get("flip_share_low"), effect.get("flip_share_high")
    known = low is not None and high is not None
    return (
        Cell(text=change_text(effect)),
        Cell(
            text=percent(effect["flip_share"], n),
            detail=f"[{percent(low, n)}, {percent(high, n)}]" if known else "",
        ),
        Cell(text=str(effect["n_compared"])),
        Cell(text=str(effect["n_lost"])),
        *(Cell(text=percent(effect[name], n)) for name in RATES),
    )


def percent(rate: float | None, n: int) -> str:
    """A share out of n in percent; a dash where it is not known."""
    return "-" if rate is None else f"{100 * rate:.{decimals(n)}f}"
