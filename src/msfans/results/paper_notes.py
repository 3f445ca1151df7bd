"""What must be said below the paper's tables: how to read them, n, seeds, what is missing."""

from collections.abc import Iterator, Sequence
from itertools import chain

from msfans.metrics.intervals import Bootstrap
from msfans.results.cells import CellState
from msfans.results.paper_lines import PaperLine
from msfans.results.tables import incomplete_note, n_text
from msfans.results.verdict import MEANINGS


def caption(bootstrap: Bootstrap) -> str:
    """How to read every cell."""
    return (
        f"In percent, with the {100 * bootstrap.coverage:.0f} % interval of a bootstrap over "
        f"subjects ({bootstrap.draws} draws). EER: threshold on the set it is read on, as in the "
        "paper. HTER: test at the threshold of devel's EER. The paper counts frames; a video's "
        "score is the mean over its frames. Intervals that are not shown are in the CSV file."
    )


def notes(lines: Sequence[PaperLine]) -> Iterator[str]:
    """What is true of these lines besides."""
    yield from n_notes(lines)
    yield from seed_notes(lines)
    yield from mark_notes(lines)
    yield from failures(lines)
    yield from incomplete_note([cell for line in lines for cell in line.finished])


def n_notes(lines: Sequence[PaperLine]) -> Iterator[str]:
    """How many presentations stand behind the figures, by line where the lines differ."""
    finished = [line for line in lines if line.finished]
    texts = dict.fromkeys(n_text(cell) for line in finished for cell in line.finished)
    for text in texts:
        names = [name(line) for line in finished if text in map(n_text, line.finished)]
        yield text if len(texts) == 1 else f"{text}: {', '.join(names)}"


def seed_notes(lines: Sequence[PaperLine]) -> Iterator[str]:
    """How several seeds became one figure; by line where some lack a seed."""
    seeds = {name(line): [cell.seed for cell in line.finished] for line in lines if line.finished}
    if max(map(len, seeds.values()), default=0) < 2:
        return
    yield (
        "mean ± standard deviation over seeds; the interval is of the mean, with the same draws of "
        "subjects for each seed"
    )
    sets = dict.fromkeys(map(tuple, seeds.values()))
    for each in sets:
        names = [line for line, found in seeds.items() if tuple(found) == each]
        text = f"seeds {', '.join(map(str, each))}"
        yield text if len(sets) == 1 else f"{text}: {', '.join(names)}"


def mark_notes(lines: Sequence[PaperLine]) -> Iterator[str]:
    """The meaning of each mark and verdict that is used."""
    if any(line.lowest for line in lines):
        yield (
            "* lowest of its row (in Table II of all scales, in IV and V of both networks): a "
            "paired bootstrap over subjects puts each other one above it (95 % each, not corrected "
            "for their number)"
        )
    if any(estimate.by_rule_of_three for line in lines for estimate in line.found.values()):
        yield "† no error at all: up to 3/n of the smaller class of videos (rule of three, 95 %)"
    for each in dict.fromkeys(chain(*(line.verdicts.values() for line in lines))):
        yield f"{each}: {MEANINGS[each]}"


def failures(lines: Sequence[PaperLine]) -> Iterator[str]:
    """What did not come about, and why."""
    for line in lines:
        for cell in line.cells:
            if cell.state is not CellState.FINISHED:
                what = ": ".join(filter(None, [cell.state.value, cell.reason]))
                yield f"{name(line)}, seed {cell.seed}: {what}"


def name(line: PaperLine) -> str:
    """A line of ours in words."""
    published = line.published
    return f"{published.backbone} {published.scales} {published.fusion}"
