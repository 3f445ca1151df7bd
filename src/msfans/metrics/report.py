"""From rows of scores to the figures of a PAD test, with the number of presentations behind each.

A figure that needs the test set to choose its threshold is called `oracle_...`; the EER, which is
by definition read on the set it describes, keeps its name.
"""

from dataclasses import dataclass

import pandas as pd

from msfans.metrics.iso30107 import non_response_rate
from msfans.metrics.presentations import (
    Pooling,
    Presentations,
    is_whole_video,
    pooled,
    presentations,
    rows_of_split,
)
from msfans.metrics.rates import Rates, rates
from msfans.metrics.thresholds import equal_error_point, threshold_at_apcer
from msfans.records import Split

APCER_LIMITS_PERCENT = {"bpcer10": 10, "bpcer20": 5, "bpcer100": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Presentations of one kind: with a score, and in all."""

    n_scored: int
    n_expected: int

    @property
    def non_response_rate(self) -> float:
        """BPNRR of bona fide presentations, APNRR of a species."""
        return non_response_rate(self.n_scored, self.n_expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class PadReport:
    """Figures of one test set at one level (frames or videos), all rates in [0, 1].

    `eer`, `at_eer` and `at_limits` read their thresholds on the test set itself. `devel_eer`,
    `at_devel` and `at_devel_limits` are there where a devel set gave the thresholds.
    """

    bona_fide: Coverage
    species: dict[str, Coverage]
    n_subjects: int
    eer: float
    at_eer: Rates
    at_limits: dict[str, Rates]
    devel_eer: float | None = None
    at_devel: Rates | None = None
    at_devel_limits: dict[str, Rates] | None = None

    @property
    def attack(self) -> Coverage:
        """Coverage of all attacks together."""
        return Coverage(
            n_scored=sum(each.n_scored for each in self.species.values()),
            n_expected=sum(each.n_expected for each in self.species.values()),
        )

    def to_json(self) -> dict:
        """The report as docs/metrics.md describes it."""
        return self.counts_json() | self.oracle_json() | self.devel_json()

    def counts_json(self) -> dict:
        """How many presentations there are, and how many got a score."""
        return {
            "n_bona_fide": self.bona_fide.n_scored,
            "n_bona_fide_expected": self.bona_fide.n_expected,
            "n_attack": self.attack.n_scored,
            "n_attack_expected": self.attack.n_expected,
            "n_subjects": self.n_subjects,
            "n_by_species": {name: each.n_scored for name, each in self.species.items()},
            "n_expected_by_species": {name: each.n_expected for name, each in self.species.items()},
            "bpnrr": self.bona_fide.non_response_rate,
            "apnrr": {name: each.non_response_rate for name, each in self.species.items()},
        }

    def oracle_json(self) -> dict:
        """The EER, and what its threshold or another one chosen on test would give."""
        return {
            "eer": self.eer,
            "eer_threshold": self.at_eer.threshold,
            "oracle_apcer": self.at_eer.apcer,
            "oracle_bpcer": self.at_eer.bpcer,
            "oracle_acer": self.at_eer.acer,
            **{f"oracle_{name}": each.bpcer for name, each in self.at_limits.items()},
        }

    def devel_json(self) -> dict:
        """Figures at thresholds from devel; nothing where there was no devel set."""
        if self.at_devel is None or self.at_devel_limits is None:
            return {}
        limits = {
            name: {"threshold_devel": each.threshold, **each.to_json()}
            for name, each in self.at_devel_limits.items()
        }
        return {
            "eer_devel": self.devel_eer,
            "threshold_devel": self.at_devel.threshold,
            **self.at_devel.to_json(),
            "operating_points": limits,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreReport:
    """Both levels of one test; `frame` is None where the rows score whole videos."""

    pooling: str
    frame: PadReport | None
    video: PadReport

    def to_json(self) -> dict:
        """The report as docs/metrics.md describes it."""
        frame = self.frame.to_json() if self.frame else None
        return {"pooling": self.pooling, "frame": frame, "video": self.video.to_json()}


def judge(
    test: pd.DataFrame, devel: pd.DataFrame | None = None, *, pooling: Pooling = "mean"
) -> ScoreReport:
    """Judge checked rows of `msfans.scores`: those of split test in `test`, of devel in `devel`.

    One frame of rows may serve both. `pooling` makes a video's score of its frames'. ScoreError
    where a split has no rows or no score of a class.
    """
    test = rows_of_split(test, Split.TEST)
    devel = None if devel is None else rows_of_split(devel, Split.DEVEL)
    frame = None if is_whole_video(test) else pad_report(test, devel)
    video = pad_report(pooled(test, pooling), None if devel is None else pooled(devel, pooling))
    return ScoreReport(pooling=pooling, frame=frame, video=video)


def pad_report(test: pd.DataFrame, devel: pd.DataFrame | None) -> PadReport:
    """All figures of one level; each row is a presentation."""
    tested = presentations(test)
    point = equal_error_point(tested.bona_fide, tested.attack)
    return PadReport(
        bona_fide=coverage(tested, 0),
        species={name: coverage(tested, kind) for kind, name in enumerate(tested.species, 1)},
        n_subjects=len(tested.subjects),
        eer=point.eer,
        at_eer=rates(tested, point.threshold),
        at_limits=rates_at_limits(tested, tested),
        **({} if devel is None else devel_figures(tested, presentations(devel))),
    )


def devel_figures(tested: Presentations, devel: Presentations) -> dict:
    """The fields of `PadReport` whose thresholds come from devel."""
    point = equal_error_point(devel.bona_fide, devel.attack)
    return {
        "devel_eer": point.eer,
        "at_devel": rates(tested, point.threshold),
        "at_devel_limits": rates_at_limits(tested, devel),
    }


def rates_at_limits(tested: Presentations, chosen_on: Presentations) -> dict[str, Rates]:
    """Rates at the thresholds of BPCER10, 20 and 100 as `chosen_on` gives them."""
    attacks = [scores for scores in chosen_on.attack_by_species.values() if len(scores)]
    return {
        name: rates(tested, threshold_at_apcer(chosen_on.bona_fide, attacks, limit_percent=limit))
        for name, limit in APCER_LIMITS_PERCENT.items()
    }


def coverage(tested: Presentations, kind: int) -> Coverage:
    """How many presentations of a kind got a score."""
    of_kind = tested.kind_n == kind
    return Coverage(n_scored=int((of_kind & tested.scored_n).sum()), n_expected=int(of_kind.sum()))
