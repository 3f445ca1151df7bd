"""The figures of `msfans compare` as tables."""

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from msfans.apps.contest import Contest, Level
from msfans.apps.evaluation_table import devel_rates, test_rates
from msfans.metrics.comparison import Difference
from msfans.metrics.intervals import Place
from msfans.records import Split


def show_contest(contest: Contest, console: Console) -> None:
    """One table a level, then the videos on which the systems differ."""
    for line in heading(contest):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    for name, level in (("frame", contest.frame), ("video", contest.video)):
        if level is not None:
            console.print(table_of(name, level))
    console.print(verdict(contest), markup=False, highlight=False, soft_wrap=True)


def heading(contest: Contest) -> Iterable[str]:
    """Who is compared and how to read the cells."""
    spread = contest.bootstrap
    yield f"A: {contest.names[0]}"
    yield f"B: {contest.names[1]}"
    yield (
        f"rates in percent; B - A [{spread.coverage:.0%} interval, {spread.draws} draws of the "
        "same subjects for both], * where it leaves zero out"
    )


def table_of(name: str, level: Level) -> Table:
    """Counts, then one line a figure, apart by where the threshold comes from."""
    by_place = {each.place: each for each in level.differences}
    species = sorted({place[1] for place in by_place if place[0] == "apcer"})
    by_species = [(f"APCER {escape(each)}", ("apcer", each)) for each in species]
    table = Table(name, "A", "B", "B - A", box=SIMPLE_HEAD, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    kinds = {"bona fide": [report.bona_fide for report in level.reports]}
    kinds["attacks"] = [report.attack for report in level.reports]
    for kind, coverages in kinds.items():
        cells = (f"{each.n_scored} / {each.n_expected}" for each in coverages)
        table.add_row(f"{kind}, scored / expected", *cells)
    add_lines(table, by_place, "threshold from devel", devel_rates(by_species))
    add_lines(table, by_place, "threshold on test", test_rates())
    return table


def add_lines(
    table: Table,
    by_place: dict[Place, Difference],
    title: str,
    rates: Iterable[tuple[str, Place]],
) -> None:
    """A section, left out where none of its figures is there."""
    there = [(name, by_place[place]) for name, place in rates if place in by_place]
    if there:
        table.add_section()
        table.add_row(f"[bold]{title}[/bold]")
    for name, each in there:
        table.add_row(name, f"{each.a * 100:.2f}", f"{each.b * 100:.2f}", escape(shift(each)))


def shift(each: Difference) -> str:
    """The difference in points of percent, its interval, and a star where that leaves zero out."""
    low, high = each.interval.low * 100, each.interval.high * 100
    mark = "*" if each.resolved else " "
    return f"{(each.b - each.a) * 100:+.2f} [{low:+.2f}, {high:+.2f}]{mark}"


def verdict(contest: Contest) -> str:
    """McNemar's test in a sentence."""
    test = contest.mcnemar
    origin = "from devel" if contest.thresholds_from is Split.DEVEL else "on test"
    return (
        f"decisions on {test.n_videos} videos, threshold {origin}: only A wrong on "
        f"{test.only_a_wrong}, only B wrong on {test.only_b_wrong}, McNemar's exact p = "
        f"{test.p_value:.3g}; {test.n_unpaired} videos lack a score of A or B"
    )
