"""Do two systems differ? Paired bootstrap over the subjects both judged, McNemar on the videos."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from msfans.errors import ScoreError
from msfans.metrics.intervals import (
    Bootstrap,
    Interval,
    Place,
    drawn_figures,
    percentile_interval,
)
from msfans.metrics.pad_report import Coverage, PadReport
from msfans.metrics.presentations import Presentations
from msfans.metrics.significance import mcnemar_exact, rule_of_three
from msfans.records import Label

ALPHA = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One figure of both systems, in [0, 1]; the interval is of b - a over the same subjects."""

    place: Place
    a: float
    b: float
    interval: Interval

    @property
    def resolved(self) -> bool:
        """Whether the interval leaves zero out."""
        return not self.interval.low <= 0 <= self.interval.high

    def to_json(self) -> dict:
        """Both values, their difference and its interval."""
        return {
            "a": self.a,
            "b": self.b,
            "difference": self.b - self.a,
            "interval": [self.interval.low, self.interval.high],
        }


def differences(
    tested: tuple[Presentations, Presentations],
    reports: tuple[PadReport, PadReport],
    bootstrap: Bootstrap,
) -> list[Difference]:
    """Every figure both reports have, from the same draws of subjects for both systems.

    Both must have judged the same subjects, two at least.
    """
    drawn_a, drawn_b = (
        drawn_figures(each, report.devel.thresholds if report.devel else {}, bootstrap)
        for each, report in zip(tested, reports, strict=True)
    )
    return [
        Difference(
            place=place,
            a=reports[0].at(place),
            b=reports[1].at(place),
            interval=percentile_interval(drawn_b[place] - drawn_a[place], bootstrap.coverage),
        )
        for place in drawn_a
        if place in drawn_b and not np.isnan(drawn_b[place] - drawn_a[place]).all()
    ]


def require_same_presentations(a: pd.DataFrame, b: pd.DataFrame, names: tuple[str, str]) -> None:
    """ScoreError unless both judge the same clips, with the same truth and subjects."""
    facts = ["subject", "label", "pai_species"]
    first, second = (
        rows.drop_duplicates("clip").astype(object).set_index("clip")[facts].fillna("")
        for rows in (a, b)
    )
    for name, other, lacking in (
        (names[1], names[0], first.index.difference(second.index)),
        (names[0], names[1], second.index.difference(first.index)),
    ):
        if len(lacking):
            fact = f"{len(lacking)} test clips of {other} are missing, {lacking[0]!r} first"
            raise ScoreError(name, fact, fix="compare scores of the same videos")
    unequal = (first != second.loc[first.index]).any(axis=1)
    if len(set(first["subject"])) < 2:
        fact = "all test clips are of one subject"
        raise ScoreError(names[0], fact, fix="give scores of several subjects to draw from")
    if bool(unequal.any()):
        fact = f"clip {unequal.index[unequal][0]!r} has another subject, label or species"
        raise ScoreError(names[1], f"{fact} than in {names[0]}", fix="correct one of the files")


@dataclass(frozen=True, slots=True, kw_only=True)
class McNemar:
    """Videos on which the decisions of both systems were right or wrong.

    Videos that only one of the systems scored are `n_unpaired` and not counted.
    """

    n_videos: int
    n_unpaired: int
    only_a_wrong: int
    only_b_wrong: int

    @property
    def p_value(self) -> float:
        """Exact two-sided p that both err equally often."""
        return mcnemar_exact(self.only_a_wrong, self.only_b_wrong)

    def to_json(self) -> dict:
        """The counts and p."""
        return {name: getattr(self, name) for name in (*self.__slots__, "p_value")}


def mcnemar(
    videos_a: pd.DataFrame, videos_b: pd.DataFrame, *, thresholds: tuple[float, float]
) -> McNemar:
    """Compare the decisions on each video, at a threshold for each system."""
    a = videos_a.set_index("clip")
    b = videos_b.set_index("clip").loc[a.index]
    paired = np.asarray(a["score"].notna() & b["score"].notna())
    wrong_a, wrong_b = wrong(a, thresholds[0])[paired], wrong(b, thresholds[1])[paired]
    return McNemar(
        n_videos=int(paired.sum()),
        n_unpaired=int((~paired).sum()),
        only_a_wrong=int((wrong_a & ~wrong_b).sum()),
        only_b_wrong=int((wrong_b & ~wrong_a).sum()),
    )


def wrong(videos: pd.DataFrame, threshold: float) -> NDArray[np.bool_]:
    """Attacks that are accepted, and bona fide videos that are not."""
    accepted = np.asarray(videos["score"] >= threshold)
    return accepted == np.asarray(videos["label"] == Label.ATTACK)


def resolution_cautions(videos: tuple[PadReport, PadReport], test: McNemar) -> Iterator[str]:
    """What so few presentations can not tell, in words; `videos` are the reports of A and B."""
    differ = test.only_a_wrong + test.only_b_wrong
    least_p = min(1.0, 2 * 0.5**differ)
    if least_p > ALPHA:
        yield (
            f"the systems differ on {differ} of {test.n_videos} videos: even if all of them spoke "
            f"for one system, p would be {least_p:.2f}; at least 6 are needed for p below {ALPHA}"
        )
    a, b = (report.decided for report in videos)
    bona_fide, attack = ([v.bona_fide for v in videos], [v.attack for v in videos])
    yield from unresolved("bona fide", "BPCER", abs(b.bpcer - a.bpcer), bona_fide)
    yield from unresolved("attack", "accepted attacks", abs(b.far - a.far), attack)


def unresolved(
    label: str, rate: str, difference: float, coverages: Sequence[Coverage]
) -> Iterator[str]:
    """A difference that the rule of three, for the fewer scores, does not tell from none."""
    n = min(each.n_scored for each in coverages)
    if difference < rule_of_three(n):
        yield (
            f"{rate} differ by {difference:.1%} on {n} {label} videos: even no error among {n} "
            f"leaves an error rate of up to 3/{n} = {rule_of_three(n):.1%} (rule of three, 95 %), "
            "so a difference below that is not resolved"
        )
