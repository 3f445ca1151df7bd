"""The figures of a report, each with the words that go with it."""

from collections.abc import Iterator, Sequence

from msfans.metrics.robustness import UNCHANGED
from msfans.results.figures import calibration, curves, expected, histograms, scales, subjects
from msfans.results.figures import weights as weight_panels
from msfans.results.figures.robustness import rates_under_change
from msfans.results.fusion_weights import AlphaSummary
from msfans.results.rate_text import percent
from msfans.results.report.document import Plate
from msfans.results.report.evidence import Evidence, Level
from msfans.results.report.robustness import Robustness
from msfans.results.robustness import change_text
from msfans.results.scale_errors import ScaleError


def plates(evidence: Evidence) -> Iterator[Plate]:
    """Figures of both levels, then those of the run."""
    for level in evidence.levels:
        yield det(level)
        yield roc(level)
        yield histograms_of(level)
        yield from expected_performance(level)
        yield from reliability(level)
        yield errors_by_subject(level)
    yield from fusion_weights(evidence.alphas)
    yield from error_over_scale(evidence)
    if evidence.robustness:
        yield robustness(evidence.robustness)


def det(level: Level) -> Plate:
    """Errors against each other, species by species."""
    at = level.report.decided
    return Plate(
        key=f"det-{level.name}",
        title=f"DET curves by PAI species, {level.name} level",
        caption="Each point of a line is a threshold; axes are normal deviates, lower left is "
        f"better. Marks: {level.threshold_from}. Rates below the first tick, 0 among them, lie on "
        "the edge. Curves are thinned to what can be seen, figures are not.",
        summary=f"At the {level.threshold_from} BPCER is {percent(at.bpcer)}, APCER of the worst "
        f"species {percent(at.apcer_worst)} ({at.worst_species}).",
        figure=curves.det(level.tested, marked=at, marked_as=level.threshold_from),
    )


def roc(level: Level) -> Plate:
    """Acceptance against acceptance."""
    return Plate(
        key=f"roc-{level.name}",
        title=f"ROC, {level.name} level",
        caption="Share of bona fide presentations accepted over the share of attacks accepted, "
        "for all attacks and by species; upper left is better. The area is the chance that a bona "
        "fide presentation scores higher than an attack.",
        summary=f"The area under the curve of all attacks is {level.roc_area:.4f}.",
        figure=curves.roc(
            level.tested, marked=level.report.decided, marked_as=level.threshold_from
        ),
    )


def histograms_of(level: Level) -> Plate:
    """How scores spread, with the threshold."""
    at = level.report.decided
    return Plate(
        key=f"scores-{level.name}",
        title=f"Scores by kind, {level.name} level",
        caption="Share of a kind's scores in each of 50 bins of equal width. The line is the "
        f"{level.threshold_from}; a presentation is accepted at or above it.",
        summary=f"The threshold is {at.threshold:.6g}: {percent(at.bpcer)} of bona fide "
        f"presentations lie below it, {percent(at.far)} of attacks do not.",
        figure=histograms.histograms(level.tested, marked=at, marked_as=level.threshold_from),
    )


def expected_performance(level: Level) -> Iterator[Plate]:
    """The EPC, where devel can choose thresholds."""
    if not level.expected:
        return
    middle = next(point for point in level.expected if point.alpha == 0.5)
    yield Plate(
        key=f"epc-{level.name}",
        title=f"Expected performance curve, {level.name} level",
        caption="For each alpha, devel chooses the threshold where alpha FAR + (1 - alpha) FRR is "
        "least; the line is the HTER of test there, the band its 95 % interval over subjects. "
        "Every point of it could have been reached without looking at test.",
        summary=f"At alpha 0.5 the HTER of test is {percent(middle.at.hter)}.",
        figure=expected.expected_performance(level.expected),
    )


def reliability(level: Level) -> Iterator[Plate]:
    """The reliability diagram, where scores can be probabilities."""
    found = level.reliability
    if found is None:
        return
    yield Plate(
        key=f"reliability-{level.name}",
        title=f"Reliability, {level.name} level",
        caption="Share of bona fide presentations over the mean score in ten bins, and below how "
        "many there are. On the diagonal a score is the probability of being bona fide, at the "
        "share of bona fide presentations that this test has.",
        summary=f"The expected calibration error is {found.expected_calibration_error:.4f}, the "
        f"Brier score {found.brier:.4f}.",
        figure=calibration.reliability(found),
    )


def errors_by_subject(level: Level) -> Plate:
    """Who is decided wrongly."""
    found = level.subject_errors
    n_shown = min(subjects.SHOWN, len(found))
    erring = sum(each.error_rate > 0 for each in found)
    return Plate(
        key=f"subjects-{level.name}",
        title=f"Errors by subject, {level.name} level",
        caption=f"{n_shown} of {len(found)} subjects, those with the largest share of wrong "
        f"decisions first, at the {level.threshold_from}. The JSON form lists them all.",
        summary=f"{erring} of {len(found)} subjects have a wrong decision; the largest share of "
        f"wrong decisions is {percent(found[0].error_rate)}.",
        figure=subjects.errors_by_subject(found),
    )


def fusion_weights(alphas: Sequence[AlphaSummary]) -> Iterator[Plate]:
    """What each scale counts for, where the fusion has weights."""
    if not alphas:
        return
    heaviest: dict[str, AlphaSummary] = {}
    for each in sorted(alphas, key=lambda each: each.quantiles[2]):
        heaviest[each.kind] = each
    told = ", ".join(f"{kind} {each.scale}" for kind, each in heaviest.items())
    yield Plate(
        key="fusion-weights",
        title="Fusion weights over scale, by label and species",
        caption="Alpha is what the fusion weighs a scale's features with; test frames. Points: "
        "median; thick: the middle half; thin: 5 to 95 %.",
        summary=f"The scale with the highest median alpha, by kind: {told}.",
        figure=weight_panels.fusion_weights(alphas),
    )


def error_over_scale(evidence: Evidence) -> Iterator[Plate]:
    """Systems of one scale and of several, where runs that compare lie beside this one."""
    run = evidence.run
    if run is None:
        return
    for level in dict.fromkeys(each.level for each in evidence.scale_errors):
        errors = [each for each in evidence.scale_errors if each.level == level]
        yield Plate(
            key=f"scales-{level}",
            title=f"Error over scale, {level} level",
            caption="Runs in the same folder with the same settings and data, but for scales and "
            "fusion; the filled mark is the system of this report. Lines: 95 % intervals over "
            "subjects. Whether two systems differ is for `msfans compare`, which draws the same "
            "subjects for both.",
            summary=best_of(errors),
            figure=scales.error_over_scale(errors, highlighted=(run.cell.scales, run.cell.fusion)),
        )


def best_of(errors: Sequence[ScaleError]) -> str:
    """The figure's extremes in words."""
    ordered = sorted(errors, key=lambda each: each.error)
    low, high = ordered[0], ordered[-1]
    return (
        f"{low.figure.upper()} lies between {percent(low.error)} ({low.scales} {low.fusion}) and "
        f"{percent(high.error)} ({high.scales} {high.fusion})."
    )


def robustness(found: Robustness) -> Plate:
    """What each change does, level by level."""
    changes = [effect for effect in found.effects if effect["family"] != UNCHANGED]
    worst = max(changes, key=lambda effect: effect["flip_share"] or 0)
    return Plate(
        key="robustness",
        title="Decisions and errors under change",
        caption="Share of decisions that a change turns, and errors where labels are known, over "
        "the level of each change; the grey line is no change.",
        summary=f"{change_text(worst)} turns the most decisions: {percent(worst['flip_share'])}.",
        figure=rates_under_change(found.effects),
    )
