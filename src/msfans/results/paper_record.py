"""The lines of the paper's tables as records: one row a line, every figure a column."""

from collections.abc import Iterator, Sequence
from itertools import product

import pandas as pd

from msfans.results.cells import CellState
from msfans.results.estimates import Estimate
from msfans.results.paper_lines import FRAME_EER, PaperLine
from msfans.results.tables import COUNTS, LEVELS, as_percent

FIGURES = ("eer", "eer_devel", "hter")


def paper_frame(lines: Sequence[PaperLine]) -> pd.DataFrame:
    """Rates in percent; empty where there is none."""
    return pd.DataFrame([dict(record(line)) for line in lines])


def record(line: PaperLine) -> Iterator[tuple[str, object]]:
    """Settings, the paper's figures, ours, their n, and what a decision costs."""
    published = line.published
    for name in ("method", "corpus", "backbone", "scales", "fusion"):
        yield name, getattr(published, name)
    yield "state", line.state.value if published.scales else ""
    yield "seeds", " ".join(str(cell.seed) for cell in line.finished)
    yield "embedded", any(cell.embedded for cell in line.finished) if line.finished else None
    yield "lowest_of_row", line.lowest if line.finished else None
    yield "paper_eer", published.eer_percent
    yield "paper_hter", published.hter_percent
    for name in FIGURES:
        yield f"verdict_{name}", str(line.verdicts.get(name, ""))
    for level, name in product(LEVELS, FIGURES):
        yield from estimate_columns(f"{level}_{name}", line.found.get((level, name)))
    yield from choice_columns(line)
    yield from count_columns(line)
    for part in ("trunk", "fusion", "head"):
        yield f"macs_{part}", line.macs.get(part)
    yield "gflop_at_2_per_mac", 2 * sum(line.macs.values()) / 1e9 if line.macs else None
    yield "paper_gflop", published.gflops
    yield (
        "reason",
        "; ".join(
            f"seed {cell.seed}: {cell.reason}"
            for cell in line.cells
            if cell.state is not CellState.FINISHED
        ),
    )


def estimate_columns(name: str, estimate: Estimate | None) -> Iterator[tuple[str, object]]:
    """Mean, standard deviation over seeds, and bounds."""
    interval = estimate.interval if estimate else None
    yield name, as_percent(estimate and estimate.mean)
    yield f"{name}_sd", as_percent(estimate and estimate.sd)
    yield f"{name}_low", as_percent(interval and interval.low)
    yield f"{name}_high", as_percent(interval and interval.high)
    yield f"{name}_by_rule_of_three", estimate.by_rule_of_three if estimate else None


def choice_columns(line: PaperLine) -> Iterator[tuple[str, object]]:
    """Which scales were chosen, and the EER of those that devel chose."""
    choices = [cell.metrics["choice"] for cell in line.finished if "choice" in cell.metrics]
    yield "chosen_on_test", " ".join(choice["on_test"] for choice in choices)
    yield "chosen_on_devel", " ".join(choice["on_devel"] or "-" for choice in choices)
    yield from estimate_columns("frame_eer_chosen_on_devel", line.on_devel.get(FRAME_EER))


def count_columns(line: PaperLine) -> Iterator[tuple[str, object]]:
    """How many presentations have a score, and how many there are; of the first seed."""
    metrics = line.finished[0].metrics if line.finished else {}
    for level, count in product(LEVELS, COUNTS):
        yield f"{level}_{count}", (metrics.get(level) or {}).get(count)
