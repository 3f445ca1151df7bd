"""What a reader might take for tested and was not."""

from collections.abc import Iterator

from msfans.results.report.evidence import Evidence


def not_tested(evidence: Evidence) -> Iterator[str]:
    """The limits of the test: what this one lacks before what any of its kind does."""
    if evidence.robustness is None:
        yield "robustness: not tested (changes of the face box, the picture or the camera)"
    if evidence.video.report.devel is None:
        yield "operating points: no threshold was chosen before the test set was seen"
    if evidence.embedded:
        yield "real persons, real instruments and real cameras: the corpus is rendered"
    if not evidence.corpus:
        yield "completeness: no official list says which videos should have been presented"
    if len(evidence.levels) == 1:
        yield "frames: the scores are of whole videos"
    if evidence.video.report.n_subjects < 2:
        yield "other people: one subject was presented, so no interval can be given"
    silent = [name for name, each in evidence.video.report.species.items() if not each.n_scored]
    if silent:
        yield f"species without any score: {', '.join(silent)}"
    names = ", ".join(evidence.video.report.species)
    yield f"PAI species other than {names}"
    yield "cameras, light and places other than those of the corpus; no second corpus was tried"
    yield "differences between groups of people: the scores carry no such attribute"
    yield "the full system: identity verification with this subsystem (IAPAR, FRR) was not run"
    yield "attackers who know the system, and attacks that bypass the camera (injection)"
    yield "time and memory that a decision takes"
