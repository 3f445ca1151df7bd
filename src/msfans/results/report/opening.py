"""What a report opens with: the figures of the standard, and what must be read before any."""

from collections.abc import Iterator

from msfans.results.report import tables
from msfans.results.report.document import Headline
from msfans.results.report.evidence import Evidence


def headline(evidence: Evidence) -> Iterator[Headline]:
    """The figures that the standard asks for first, of videos."""
    level = evidence.video
    if level.report.devel:
        places = {
            "APCER, worst species": ("apcer_worst",),
            "BPCER": ("bpcer",),
            f"BPCER at APCER of devel {tables.at_most(10)}": (
                "operating_points",
                "bpcer10",
                "bpcer",
            ),
        }
    else:
        places = {
            "EER, threshold on test": ("eer",),
            "BPCER10, threshold on test": ("oracle_bpcer10",),
        }
    for name, place in places.items():
        yield Headline(name=name, cell=tables.figure(level, place))


def headline_note(evidence: Evidence) -> str:
    """How to read the headline."""
    report = evidence.video.report
    n = f"{report.bona_fide.n_scored} bona fide and {report.attack.n_scored} attack videos"
    brackets = "; brackets: 95 % interval over subjects" if report.intervals else ""
    return f"Percent, of {n} with a score of {report.n_subjects} subjects{brackets}."


def warnings(evidence: Evidence) -> Iterator[str]:
    """What must be read before any figure."""
    if evidence.faces:
        yield f"This report shows {len(evidence.faces)} pictures of persons. Treat it accordingly."
    if evidence.embedded:
        yield "The corpus is rendered. These figures say nothing about real attacks."
    if evidence.video.report.devel is None:
        yield (
            "No devel set gave a threshold: every figure below has its threshold on test, and says "
            "what could be reached at best."
        )
    yield from evidence.cautions
