"""All figures of a set of presentations, with how many stand behind each.

A figure that needs the test set to choose its threshold is called `oracle_...`; the EER, which is
by definition read on the set it describes, keeps its name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import getitem
from typing import Any

import numpy as np

from msfans.metrics.intervals import Bootstrap, Interval, Place, intervals
from msfans.metrics.iso30107 import non_response_rate
from msfans.metrics.presentations import Presentations
from msfans.metrics.rates import Rates, rates
from msfans.metrics.thresholds import (
    APCER_LIMITS_PERCENT,
    equal_error_point,
    threshold_at_apcer,
)


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
class DevelFigures:
    """Devel's own EER, and the rates of the test set at thresholds from devel."""

    eer: float
    at_eer: Rates
    at_limits: dict[str, Rates]

    @property
    def thresholds(self) -> dict[Place, float]:
        """The thresholds by the place of their rates in the JSON."""
        limits = {("operating_points", name): each for name, each in self.at_limits.items()}
        return {place: each.threshold for place, each in {(): self.at_eer, **limits}.items()}

    def to_json(self) -> dict:
        """The figures as docs/metrics.md describes them."""
        return {
            "eer_devel": self.eer,
            "threshold_devel": self.at_eer.threshold,
            **self.at_eer.to_json(),
            "operating_points": {
                name: {"threshold_devel": each.threshold, **each.to_json()}
                for name, each in self.at_limits.items()
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PadReport:
    """Figures of one test set at one level (frames or videos), all rates in [0, 1].

    `eer`, `at_eer` and `at_limits` read their thresholds on the test set itself; `devel` is there
    where a devel set gave thresholds.
    """

    bona_fide: Coverage
    species: dict[str, Coverage]
    n_subjects: int
    eer: float
    at_eer: Rates
    at_limits: dict[str, Rates]
    devel: DevelFigures | None = None
    intervals: Mapping[Place, Interval] = field(default_factory=dict)

    @property
    def attack(self) -> Coverage:
        """Coverage of all attacks together."""
        return Coverage(
            n_scored=sum(each.n_scored for each in self.species.values()),
            n_expected=sum(each.n_expected for each in self.species.values()),
        )

    @property
    def decided(self) -> Rates:
        """Rates at devel's equal-error threshold, or without devel at the test set's own."""
        return self.devel.at_eer if self.devel else self.at_eer

    def to_json(self) -> dict:
        """The report as docs/metrics.md describes it."""
        return {
            **self.counts_json(),
            **self.own_threshold_json(),
            **(self.devel.to_json() if self.devel else {}),
            **self.intervals_json(),
        }

    def intervals_json(self) -> dict:
        """[low, high] of each figure, at the place where the figure itself stands."""
        pairs = {place: [each.low, each.high] for place, each in self.intervals.items()}
        return {"intervals": nested(pairs)} if pairs else {}

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

    def at(self, place: Place) -> Any:
        """What stands at a place of the JSON: a number, or None where the scores give none."""
        return reduce(getitem, place, self.to_json())

    def own_threshold_json(self) -> dict:
        """The EER, and what its threshold or another one chosen on test would give."""
        return {
            "eer": self.eer,
            "eer_threshold": self.at_eer.threshold,
            "oracle_apcer": self.at_eer.apcer,
            "oracle_bpcer": self.at_eer.bpcer,
            "oracle_acer": self.at_eer.acer,
            **{f"oracle_{name}": each.bpcer for name, each in self.at_limits.items()},
        }


def nested(values: Mapping[Place, Any]) -> dict[str, Any]:
    """A tree of dicts with each value at its place."""
    tree: dict[str, Any] = {}
    for place, value in values.items():
        branch = tree
        for name in place[:-1]:
            branch = branch.setdefault(name, {})
        branch[place[-1]] = value
    return tree


def pad_report(
    tested: Presentations, devel: Presentations | None, bootstrap: Bootstrap | None
) -> PadReport:
    """All figures of `tested`; intervals where there is a `bootstrap`."""
    at_devel = None if devel is None else devel_figures(tested, devel)
    thresholds = {} if at_devel is None else at_devel.thresholds
    point = equal_error_point(tested.bona_fide, tested.attack)
    return PadReport(
        bona_fide=coverage(tested, 0),
        species={name: coverage(tested, kind) for kind, name in enumerate(tested.species, 1)},
        n_subjects=len(tested.subjects),
        eer=point.eer,
        at_eer=rates(tested, point.threshold),
        at_limits=rates_at_limits(tested, chosen_on=tested),
        devel=at_devel,
        intervals=intervals(tested, thresholds, bootstrap) if bootstrap else {},
    )


def devel_figures(tested: Presentations, devel: Presentations) -> DevelFigures:
    """Rates of `tested` at the thresholds that devel gives."""
    point = equal_error_point(devel.bona_fide, devel.attack)
    return DevelFigures(
        eer=point.eer,
        at_eer=rates(tested, point.threshold),
        at_limits=rates_at_limits(tested, chosen_on=devel),
    )


def rates_at_limits(tested: Presentations, *, chosen_on: Presentations) -> dict[str, Rates]:
    """Rates at the thresholds of BPCER10, 20 and 100 as `chosen_on` gives them."""
    attacks = [scores for scores in chosen_on.attack_by_species.values() if len(scores)]
    return {
        name: rates(tested, threshold_at_apcer(chosen_on.bona_fide, attacks, limit_percent=limit))
        for name, limit in APCER_LIMITS_PERCENT.items()
    }


def coverage(tested: Presentations, kind: int) -> Coverage:
    """How many presentations of a kind got a score."""
    scored_n = tested.scored_n[tested.kind_n == kind]
    return Coverage(n_scored=int(np.count_nonzero(scored_n)), n_expected=len(scored_n))
