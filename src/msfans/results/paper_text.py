"""How a line of the paper's tables reads: ours, its interval, the published figure, the verdict."""

from collections.abc import Iterator, Mapping, Sequence

from msfans.results.cells import CellState
from msfans.results.estimates import Estimate, Figure
from msfans.results.paper_lines import FRAME_EER, PaperLine
from msfans.results.tables import LEVELS


def ours(line: PaperLine, figure: Figure) -> Iterator[str]:
    """Our figure and its interval, and a star where it is the lowest of its row; or the state."""
    if not line.published.scales:
        return  # a method of others
    if line.state is not CellState.FINISHED:
        yield line.state.value
    elif figure not in line.found:
        yield "no devel split"
    else:
        star = "*" if line.lowest and figure == FRAME_EER else ""
        yield rate(line.found[figure]) + star + bounds(line.found[figure])


def paper(line: PaperLine, name: str, published_percent: float | None) -> Iterator[str]:
    """The published figure, and where it lies as seen from ours of that name."""
    if published_percent is not None:
        text = f"paper {percent(published_percent)}"
        yield f"{text}, {line.verdicts[name]}" if name in line.verdicts else text


def videos(line: PaperLine, name: str) -> Iterator[str]:
    """Our figure of videos and its interval."""
    if ("video", name) in line.found:
        yield rate(line.found["video", name]) + bounds(line.found["video", name])


def both_levels(line: PaperLine, name: str) -> Iterator[str]:
    """Our figure of frames and of videos, `12.34 / 11.11`."""
    if ("frame", name) in line.found:
        yield " / ".join(rate(line.found[level, name]) for level in LEVELS)


def choice(line: PaperLine) -> Iterator[str]:
    """The single scales a choice fell on, and those of devel with the figure they give."""
    choices = [cell.metrics["choice"] for cell in line.finished if "choice" in cell.metrics]
    if choices:
        yield f"{distinct(choices, 'on_test')}, chosen on test"
    if line.on_devel:
        estimate = line.on_devel[FRAME_EER]
        scales = distinct(choices, "on_devel")
        yield f"{scales}, chosen on devel: {rate(estimate)}{bounds(estimate)}"


def distinct(choices: Sequence[Mapping[str, str]], where: str) -> str:
    """The scales that the seeds chose, each once."""
    return ", ".join(sorted({choice[where] for choice in choices}))


def cost(line: PaperLine) -> Iterator[str]:
    """MACs in all and by part, twice as many operations, and the published FLOPs."""
    if line.macs:
        total = sum(line.macs.values())
        yield f"{total / 1e6:.2f} MMAC, x 2 = {2 * total / 1e9:.3f} G"
        yield ", ".join(f"{part} {macs / 1e6:.3f}" for part, macs in line.macs.items())
    if line.published.gflops is not None:
        yield f"paper {line.published.gflops:.3f} G"


def rate(estimate: Estimate) -> str:
    """`12.34`, over several seeds `12.34 ± 0.56`."""
    spread = "" if estimate.sd is None else f" ± {100 * estimate.sd:.2f}"
    return f"{100 * estimate.mean:.2f}{spread}"


def bounds(estimate: Estimate) -> str:
    """` [10.11, 14.15]`, marked where the rule of three gave it; nothing without an interval."""
    if estimate.interval is None:
        return ""
    mark = "†" if estimate.by_rule_of_three else ""
    return f" [{100 * estimate.interval.low:.2f}, {100 * estimate.interval.high:.2f}]{mark}"


def percent(published: float) -> str:
    """Two decimals, or as many as the paper prints."""
    return f"{published:.2f}" if round(published, 2) == published else f"{published:g}"
