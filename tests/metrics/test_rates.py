"""All rates at one threshold; pooled figures can hide a species that always gets through."""

import numpy as np
import pytest

from msfans.metrics.presentations import Presentations
from msfans.metrics.rates import rates

ACCEPTED, REJECTED = 1.0, 0.0


def given(*accepted_of: tuple[int, int]) -> Presentations:
    """Kind k has so many scores, so many of them accepted at 0.5; kind 0 is bona fide."""
    scores = [np.repeat([ACCEPTED, REJECTED], [yes, n - yes]) for yes, n in accepted_of]
    kinds = np.repeat(np.arange(len(accepted_of)), [n for _, n in accepted_of])
    return Presentations(
        score_n=np.concatenate(scores),
        kind_n=kinds,
        subject_n=np.zeros_like(kinds),
        species=tuple(f"species_{k}" for k in range(1, len(accepted_of))),
        subjects=("s",),
    )


def test_a_pooled_hter_of_8_percent_beside_an_acer_of_49_8_percent() -> None:
    at = rates(given((99, 100), (493, 500), (107, 3500)), threshold=0.5)
    assert at.hter == pytest.approx(0.08)
    assert at.acer == pytest.approx(0.498)
    assert at.worst_species == "species_1"
    assert at.apcer == {"species_1": pytest.approx(0.986), "species_2": pytest.approx(107 / 3500)}
    assert at.bpcer == pytest.approx(0.01)
    assert at.far == pytest.approx(0.15)


def test_a_species_without_a_score_has_no_apcer() -> None:
    presentations = given((4, 4), (1, 2), (0, 3))
    presentations.score_n[-3:] = np.nan
    at = rates(presentations, threshold=0.5)
    assert at.apcer == {"species_1": 0.5, "species_2": None}
    assert at.apcer_worst == 0.5
    assert at.to_json()["apcer"]["species_2"] is None
