"""The figures of `msfans evaluate` as a table: percent, intervals, and the numbers behind them."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from msfans.metrics.intervals import Interval, Place
from msfans.metrics.pad_report import PadReport
from msfans.metrics.report import ScoreReport
from msfans.metrics.thresholds import APCER_LIMITS_PERCENT
from msfans.results.rate_text import bounds_text, rate_text


def show_report(
    report: ScoreReport, console: Console, *, title: str, devel_name: str = "devel"
) -> None:
    """Counts, rates at thresholds from devel, then those with the threshold on test."""
    levels = {"frame": report.frame, "video": report.video}
    there = {name: level for name, level in levels.items() if level is not None}
    reports = list(there.values())
    console.print(heading(report, title), markup=False, highlight=False, soft_wrap=True)
    table = Table("", *there, box=SIMPLE_HEAD, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    add_counts(table, reports)
    species = [(f"APCER {escape(name)}", ("apcer", name)) for name in report.video.species]
    if report.video.devel:
        chosen = f"threshold from {devel_name}"
        add_rates(table, reports, chosen, "threshold_devel", [*devel_rates(species)])
    add_rates(table, reports, "threshold on test", "eer_threshold", test_rates())
    console.print(table)


def heading(report: ScoreReport, title: str) -> str:
    """What was judged and how to read the cells."""
    frames = f"the first {report.window_frames}" if report.window_frames else "all"
    spread = report.bootstrap
    how = f" [{spread.coverage:.0%} interval, {spread.draws} draws of subjects]" if spread else ""
    return f"{title}\nrates in percent{how}; a video scores the {report.pooling} of {frames} frames"


def add_counts(table: Table, reports: list[PadReport]) -> None:
    """Presentations with a score of all there are, by kind, and the subjects."""
    kinds = {
        "bona fide, scored / expected": [report.bona_fide for report in reports],
        "attacks, scored / expected": [report.attack for report in reports],
    }
    for name in reports[-1].species:
        kinds[f"  {escape(name)}"] = [report.species[name] for report in reports]
    for name, coverages in kinds.items():
        table.add_row(name, *(f"{each.n_scored} / {each.n_expected}" for each in coverages))
    table.add_row("subjects", *(str(report.n_subjects) for report in reports))


def devel_rates(species: Iterable[tuple[str, Place]]) -> Iterable[tuple[str, Place]]:
    """Names and places of the rates at thresholds from devel."""
    yield "EER of devel", ("eer_devel",)
    yield "HTER", ("hter",)
    yield from species
    yield "APCER, worst species", ("apcer_worst",)
    yield "BPCER", ("bpcer",)
    yield "ACER", ("acer",)
    for name, limit in APCER_LIMITS_PERCENT.items():
        yield f"BPCER where APCER of devel <= {limit} %", ("operating_points", name, "bpcer")
        yield "  its APCER, worst species", ("operating_points", name, "apcer_worst")


def test_rates() -> Iterable[tuple[str, Place]]:
    """Names and places of the rates that the test set chose the threshold for."""
    yield "EER", ("eer",)
    yield "ACER at the EER's threshold", ("oracle_acer",)
    for name in APCER_LIMITS_PERCENT:
        yield name.upper(), (f"oracle_{name}",)


def add_rates(
    table: Table,
    reports: list[PadReport],
    title: str,
    threshold: str,
    rates: Iterable[tuple[str, Place]],
) -> None:
    """A section of the table: the threshold of equal errors, then a line a rate."""
    table.add_section()
    table.add_row(
        f"[bold]{title}[/bold]",
        *(f"{report.at((threshold,)):.6g}" for report in reports),
    )
    for name, place in rates:
        cells = (
            escape(cell(report.at(place), report.intervals.get(place), report))
            for report in reports
        )
        table.add_row(name, *cells)


def cell(rate: float | None, bounds: Interval | None, report: PadReport) -> str:
    """A rate in percent with as many decimals as its presentations resolve, and its interval."""
    n = min(report.bona_fide.n_scored, report.attack.n_scored)
    return f"{rate_text(rate, n=n)} {bounds_text(bounds, n=n)}".rstrip()


def show_over_time(lines: Iterable[Mapping[str, Any]], console: Console) -> None:
    """Video EER, and HTER where there is one, by number of frames and pooling."""
    lines = list(lines)
    poolings = list(dict.fromkeys(line["pooling"] for line in lines))
    rate = "hter" if lines and lines[0]["hter"] is not None else "eer"
    origin = "thresholds from devel" if rate == "hter" else "threshold on test"
    table = Table("frames", *poolings, box=SIMPLE_HEAD, pad_edge=False)
    for n_frames in dict.fromkeys(line["n_frames"] for line in lines):
        row = {line["pooling"]: line for line in lines if line["n_frames"] == n_frames}
        cells = (f"{row[name][rate] * 100:.2f}" if name in row else "" for name in poolings)
        table.add_row(str(n_frames), *cells)
    console.print(f"video {rate.upper()} in percent after the first frames, by pooling ({origin})")
    console.print(table)
