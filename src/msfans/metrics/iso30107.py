"""Rates of ISO/IEC 30107-3 at a given threshold, each in [0, 1], of the responses alone.

Non-responses have rates of their own (APNRR, BPNRR) and stand in no other.
"""

from collections.abc import Mapping

from msfans.metrics.curves import Scores


def apcer(attack: Scores, *, threshold: float) -> float:
    """Share of one species' attacks that are accepted; ValueError if there are none."""
    if not len(attack):
        raise ValueError("APCER of no attacks")
    return float((attack >= threshold).mean())


def bpcer(bona_fide: Scores, *, threshold: float) -> float:
    """Share of bona fide presentations that are rejected; ValueError if there are none."""
    if not len(bona_fide):
        raise ValueError("BPCER of no bona fide presentations")
    return float((bona_fide < threshold).mean())


def worst_species(apcer_by_species: Mapping[str, float]) -> str:
    """The species with the highest APCER, the first by name on a tie."""
    return min(apcer_by_species, key=lambda species: (-apcer_by_species[species], species))


def acer(apcer_by_species: Mapping[str, float], bpcer: float) -> float:
    """Mean of the worst species' APCER and BPCER: a figure of older papers, not of the standard."""
    return (max(apcer_by_species.values()) + bpcer) / 2


def hter(far: float, frr: float) -> float:
    """Half total error rate: mean of both errors, attacks pooled over species."""
    return (far + frr) / 2


def non_response_rate(n_scored: int, n_expected: int) -> float:
    """Share of presentations without a score: APNRR of a species, BPNRR of bona fide ones."""
    return (n_expected - n_scored) / n_expected
