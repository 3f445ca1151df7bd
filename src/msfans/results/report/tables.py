"""The tables of a report: counts, operating points, species, intervals."""

from collections.abc import Iterator, Sequence

from msfans.metrics.intervals import Place
from msfans.metrics.pad_report import Coverage
from msfans.metrics.significance import rule_of_three
from msfans.metrics.thresholds import APCER_LIMITS_PERCENT
from msfans.results.rate_text import bounds_text, rate_text
from msfans.results.report.document import Cell, Table
from msfans.results.report.evidence import Level

RATES = {
    "hter": "HTER",
    "far": "FAR, species pooled",
    "apcer_worst": "APCER, worst species",
    "bpcer": "BPCER",
    "acer": "ACER",
}


def counts(levels: Sequence[Level]) -> Table:
    """Presentations with a score of all there are, by kind."""
    header = ("kind", *(f"{level.name}s, scored / expected" for level in levels))
    rows = tuple(
        (Cell(text=kind), *(Cell(text=f"{each.n_scored} / {each.n_expected}") for each in found))
        for kind, _, found in by_kind(levels)
    )
    return Table(title="Presentations", header=header, rows=rows)


def non_responses(levels: Sequence[Level]) -> Table:
    """Presentations without a score, by kind: how many, and the rate."""
    rows = tuple(
        (
            Cell(text=kind),
            *(silence(level, place, each) for level, each in zip(levels, found, strict=True)),
        )
        for kind, place, found in by_kind(levels)
    )
    return Table(
        title="Non-responses",
        header=("kind", *(f"{level.name}s without a score (percent)" for level in levels)),
        rows=rows,
        note="The rate is BPNRR for bona fide presentations and APNRR for a species.",
    )


def silence(level: Level, place: Place, coverage: Coverage) -> Cell:
    """How many presentations of a kind have no score, and which share."""
    rate, n = coverage.non_response_rate, coverage.n_expected
    text = f"{n - coverage.n_scored} of {n} ({rate_text(rate, n=n)})"
    return Cell(text=text, level=level.name, place=place, value=rate)


def by_kind(levels: Sequence[Level]) -> Iterator[tuple[str, Place, list[Coverage]]]:
    """Bona fide and each species: the place of its non-response rate, its coverage by level."""
    yield "bona fide", ("bpnrr",), [level.report.bona_fide for level in levels]
    for name in levels[0].report.species:
        yield name, ("apnrr", name), [level.report.species[name] for level in levels]


def figure(level: Level, place: Place) -> Cell:
    """A rate with its interval, as the level's JSON has it at a place."""
    value = level.report.at(place)
    bounds = level.report.intervals.get(place)
    n = min(level.report.bona_fide.n_scored, level.report.attack.n_scored)
    return Cell(
        text=rate_text(value, n=n),
        detail=bounds_text(bounds, n=n),
        level=level.name,
        place=place,
        value=value,
    )


def devel_points(level: Level) -> Table:
    """The rates of test at each threshold from devel."""
    points: dict[str, Place] = {"equal errors on devel": ()}
    for name, limit in APCER_LIMITS_PERCENT.items():
        points[f"APCER of devel {at_most(limit)}"] = ("operating_points", name)
    rows = tuple(
        (
            Cell(text=name),
            threshold(level, (*place, "threshold_devel")),
            *(figure(level, (*place, rate)) for rate in RATES),
        )
        for name, place in points.items()
    )
    title = f"Thresholds from devel, {level.name} level, percent"
    return Table(title=title, header=("chosen for", "threshold", *RATES.values()), rows=rows)


def own_points(levels: Sequence[Level]) -> Table:
    """What the test set gives when it chooses for itself: the best that could have been reached."""
    rates = {
        "EER": ("eer",),
        "BPCER at the EER's threshold": ("oracle_bpcer",),
        "ACER at the EER's threshold": ("oracle_acer",),
    }
    for name, limit in APCER_LIMITS_PERCENT.items():
        rates[f"{name.upper()}: BPCER where APCER {at_most(limit)}"] = (f"oracle_{name}",)
    return Table(
        title="Threshold on test, percent",
        header=("figure", *(f"{level.name} level" for level in levels)),
        rows=(
            (
                Cell(text="threshold of the EER"),
                *(threshold(level, ("eer_threshold",)) for level in levels),
            ),
            *(
                (Cell(text=name), *(figure(level, place) for level in levels))
                for name, place in rates.items()
            ),
        ),
    )


def at_most(limit: int) -> str:
    """A limit in percent that no line break takes apart."""
    return f"≤ {limit} %".replace(" ", "\N{NO-BREAK SPACE}")


def threshold(level: Level, place: Place) -> Cell:
    """A threshold with six digits."""
    value = level.report.at(place)
    return Cell(text=f"{value:.6g}", level=level.name, place=place, value=value)


def species(level: Level) -> Table:
    """APCER of each species at every operating point, and how many presentations it has."""
    points: dict[str, Place] = {}
    if level.report.devel:
        points["APCER at the EER of devel"] = ("apcer",)
        for name, limit in APCER_LIMITS_PERCENT.items():
            points[f"at APCER of devel {at_most(limit)}"] = ("operating_points", name, "apcer")
    points["threshold on test: at its EER"] = ("oracle_apcer",)
    rows = [
        (
            Cell(text=name),
            Cell(text=f"{each.n_scored} / {each.n_expected}"),
            *(figure(level, (*place, name)) for place in points.values()),
        )
        for name, each in level.report.species.items()
    ]
    header = ("PAI species", "scored / expected", *points)
    worst = level.report.decided.worst_species
    note = f"Worst species at the {level.threshold_from}: {worst}."
    title = f"APCER by PAI species, {level.name} level, percent"
    return Table(title=title, header=header, rows=tuple(rows), note=note)


def zero_error_limits(level: Level) -> Table:
    """What no error at all among so many presentations still allows."""
    rows = tuple(
        (
            Cell(text=kind),
            Cell(text=str(each.n_scored)),
            Cell(text=rate_text(rule_of_three(each.n_scored), n=each.n_scored)),
        )
        for kind, _, (each,) in by_kind([level])
        if each.n_scored
    )
    title = f"Rule of three, {level.name} level: what no error at all would allow"
    header = ("kind", f"{level.name}s with a score", "upper limit (95 %), percent")
    return Table(title=title, header=header, rows=rows)
