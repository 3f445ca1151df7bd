"""Percentile intervals by a bootstrap over subjects: frames of a subject are not independent.

Thresholds from devel are a part of the system and stay as they are; thresholds that the test set
chooses (`eer`, `oracle_...`) are chosen anew in each draw.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from msfans.metrics.presentations import Presentations
from msfans.metrics.ranked import Borders, Counts, RankedCounts, borders, crossings, ranked_counts
from msfans.metrics.thresholds import APCER_LIMITS_PERCENT

DRAWN_AT_ONCE = 10_000_000
Place = tuple[str, ...]  # where a figure stands in the JSON of its level
Draws = dict[Place, NDArray[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bootstrap:
    """How many draws of subjects, from which seed, and the share that an interval covers."""

    draws: int = 2_000
    seed: int = 0
    coverage: float = 0.95

    def to_json(self) -> dict:
        """The settings, and what is drawn."""
        return {
            "unit": "subject",
            "draws": self.draws,
            "seed": self.seed,
            "coverage": self.coverage,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Bounds of a figure, from the `n_draws` draws that held the classes it needs."""

    low: float
    high: float
    n_draws: int


def subject_weights(n_subjects: int, bootstrap: Bootstrap) -> Iterator[Counts]:
    """How often each draw takes each subject, float64 (d, s), in portions of limited size."""
    rng = np.random.default_rng(bootstrap.seed)
    portion = max(1, DRAWN_AT_ONCE // n_subjects)
    for start in range(0, bootstrap.draws, portion):
        n_draws = min(portion, bootstrap.draws - start)
        taken_ds = rng.integers(n_subjects, size=(n_draws, n_subjects))
        cell_n = (taken_ds + np.arange(n_draws)[:, None] * n_subjects).ravel()
        counts = np.bincount(cell_n, minlength=n_draws * n_subjects)
        yield counts.reshape(n_draws, n_subjects).astype(np.float64)


def drawn_figures(
    tested: Presentations, thresholds: Mapping[Place, float], bootstrap: Bootstrap
) -> Draws:
    """Every figure in every draw; `thresholds` from devel, by the place of their rates."""
    counts = ranked_counts(tested)
    at_borders = borders(counts)
    fixed = {place: errors_by_subject(tested, threshold) for place, threshold in thresholds.items()}
    parts: list[Draws] = []
    for weights_ds in subject_weights(len(tested.subjects), bootstrap):
        part = oracle_figures(counts, at_borders, weights_ds, tested.species)
        for place, (errors_sk, totals_sk) in fixed.items():
            rates = drawn_rates(weights_ds @ errors_sk, weights_ds @ totals_sk, tested.species)
            part |= {place + name: rate_d for name, rate_d in rates.items()}
        parts.append(part)
    return {place: np.concatenate([part[place] for part in parts]) for place in parts[0]}


def errors_by_subject(tested: Presentations, threshold: float) -> tuple[Counts, Counts]:
    """Errors (rejected bona fide, accepted attacks) and presentations, each of (s, k)."""
    scored = tested.scored_n
    shape = (len(tested.subjects), len(tested.species) + 1)
    cell_n = (tested.subject_n * shape[1] + tested.kind_n)[scored]
    accepted_n = tested.score_n[scored] >= threshold
    wrong_n = accepted_n == (tested.kind_n[scored] > 0)
    errors, totals = (
        np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
        for cells in (cell_n[wrong_n], cell_n)
    )
    return errors, totals


def drawn_rates(errors_dk: Counts, totals_dk: Counts, species: tuple[str, ...]) -> Draws:
    """The rates of `msfans.metrics.rates.Rates` in each draw; NaN where a draw lacks the class."""
    with np.errstate(invalid="ignore"):
        rate_dk = errors_dk / totals_dk
        far_d = errors_dk[:, 1:].sum(axis=1) / totals_dk[:, 1:].sum(axis=1)
    bpcer_d, worst_d = rate_dk[:, 0], np.fmax.reduce(rate_dk[:, 1:], axis=1)
    by_species = {("apcer", name): rate_dk[:, kind] for kind, name in enumerate(species, 1)}
    return by_species | {
        ("apcer_worst",): worst_d,
        ("bpcer",): bpcer_d,
        ("far",): far_d,
        ("acer",): (worst_d + bpcer_d) / 2,
        ("hter",): (far_d + bpcer_d) / 2,
    }


def oracle_figures(
    counts: RankedCounts, at_borders: Borders, weights_ds: Counts, species: tuple[str, ...]
) -> Draws:
    """Figures whose threshold each draw chooses on itself."""
    find = partial(crossings, counts, at_borders, weights_ds)
    found = find(attacks_err_less)
    later_d = np.abs(error_gap(found.at_dk, found.totals_dk)) <= np.abs(
        error_gap(found.before_dk, found.totals_dk)
    )
    rejected_dk = np.where(later_d[:, None], found.at_dk, found.before_dk)
    errors_dk = np.column_stack([rejected_dk[:, 0], (found.totals_dk - rejected_dk)[:, 1:]])
    rates = drawn_rates(errors_dk, found.totals_dk, species)
    kept = ("apcer", "bpcer", "acer")
    figures = {
        (f"oracle_{place[0]}", *place[1:]): rate_d
        for place, rate_d in rates.items()
        if place[0] in kept
    }
    figures[("eer",)] = rates[("hter",)]
    for name, limit in APCER_LIMITS_PERCENT.items():
        found = find(partial(species_held, limit_percent=limit))
        with np.errstate(invalid="ignore"):
            figures[(f"oracle_{name}",)] = found.at_dk[:, 0] / found.totals_dk[:, 0]
    lacks_class_d = ~np.isfinite(figures[("eer",)])
    return {place: np.where(lacks_class_d, np.nan, rate) for place, rate in figures.items()}


def error_gap(rejected_k: Counts, totals_k: Counts) -> Counts:
    """FAR - FRR times both class sizes, an integer; kinds on the last axis."""
    accepted = (totals_k - rejected_k)[..., 1:].sum(axis=-1)
    return accepted * totals_k[..., 0] - rejected_k[..., 0] * totals_k[..., 1:].sum(axis=-1)


def attacks_err_less(rejected_dik: Counts, totals_d1k: Counts) -> NDArray[np.bool_]:
    """FAR < FRR, which begins to hold where the errors cross."""
    return error_gap(rejected_dik, totals_d1k) < 0


def species_held(
    rejected_dik: Counts, totals_d1k: Counts, *, limit_percent: int
) -> NDArray[np.bool_]:
    """APCER of every species at most the limit."""
    accepted = (totals_d1k - rejected_dik)[..., 1:]
    return np.asarray((accepted * 100 <= limit_percent * totals_d1k[..., 1:]).all(axis=-1))


def intervals(
    tested: Presentations, thresholds: Mapping[Place, float], bootstrap: Bootstrap
) -> dict[Place, Interval]:
    """Intervals of all figures that some draw defines; none where a single subject was tested."""
    if len(tested.subjects) < 2:
        return {}
    figures = drawn_figures(tested, thresholds, bootstrap)
    return {
        place: percentile_interval(figure_d, bootstrap.coverage)
        for place, figure_d in figures.items()
        if not np.isnan(figure_d).all()
    }


def percentile_interval(figure_d: NDArray[np.float64], coverage: float) -> Interval:
    """The central percentiles of the draws that define a figure; the others are NaN."""
    defined = figure_d[~np.isnan(figure_d)]
    low, high = np.quantile(defined, [(1 - coverage) / 2, (1 + coverage) / 2])
    return Interval(low=float(low), high=float(high), n_draws=len(defined))
