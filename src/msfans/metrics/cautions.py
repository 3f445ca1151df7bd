"""What a reader of the figures must be told before believing them."""

from collections.abc import Iterator

import pandas as pd

from msfans.metrics.pad_report import Coverage, PadReport
from msfans.metrics.significance import rule_of_three


def report_cautions(frame: PadReport | None, video: PadReport) -> Iterator[str]:
    """Cautions of both levels, each told once."""
    levels = {"frame": frame, "video": video}
    for level, report in levels.items():
        if report is not None:
            yield from polarity_cautions(report, level)
    yield from non_response_cautions(video)
    yield from zero_error_cautions(video)
    if video.n_subjects < 2:
        yield "one subject: no interval over subjects can be given"


def polarity_cautions(report: PadReport, level: str) -> Iterator[str]:
    """An EER above one half: attacks score higher than bona fide presentations."""
    rates = {"test": report.eer, "devel": report.devel.eer if report.devel else None}
    for split, eer in rates.items():
        if eer is not None and eer > 0.5:
            yield (
                f"the {level} EER of {split} is {eer:.1%}, above 50 %: the polarity may be "
                "inverted (a higher score must mean more bona fide); nothing was flipped"
            )


def non_response_cautions(video: PadReport) -> Iterator[str]:
    """Videos without a score stand in no error rate."""
    silent = {"bona fide": video.bona_fide, "attack": video.attack}
    for name, coverage in silent.items():
        n_silent = coverage.n_expected - coverage.n_scored
        if n_silent:
            yield (
                f"{n_silent} of {coverage.n_expected} {name} videos have no score; they count as "
                "non-responses, not as errors"
            )


def zero_error_cautions(video: PadReport) -> Iterator[str]:
    """Where no video errs, the bootstrap is blind and the rule of three speaks."""
    at = video.decided
    if at.bpcer == 0:
        yield zero_errors(video.bona_fide, "bona fide videos", "BPCER")
    if at.far == 0:
        yield zero_errors(video.attack, "attack videos", "share of accepted attacks")


def zero_errors(coverage: Coverage, what: str, rate: str) -> str:
    """The rule of three in words."""
    n = coverage.n_scored
    return (
        f"no error among {n} {what}: the {rate} may still be up to 3/{n} = {rule_of_three(n):.1%} "
        "(rule of three, 95 %)"
    )


def shared_subjects(test: pd.DataFrame, devel: pd.DataFrame | None) -> Iterator[str]:
    """Subjects that chose the threshold and are judged by it."""
    if devel is None:
        return
    shared = sorted(set(test["subject"].unique()) & set(devel["subject"].unique()))
    if shared:
        names = ", ".join(map(str, shared[:5])) + (", ..." if len(shared) > 5 else "")
        yield f"{len(shared)} subjects are in devel and in test: {names}"
