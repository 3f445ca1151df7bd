"""The rates of ISO/IEC 30107-3, by hand."""

import numpy as np
import pytest

from msfans.metrics import iso30107


def test_a_score_at_the_threshold_is_accepted() -> None:
    scores = np.array([0.2, 0.5, 0.7, 0.5])
    assert iso30107.apcer(scores, threshold=0.5) == 0.75
    assert iso30107.bpcer(scores, threshold=0.5) == 0.25


def test_an_empty_class_has_no_rate() -> None:
    with pytest.raises(ValueError, match=r"^APCER of no attacks$"):
        iso30107.apcer(np.array([]), threshold=0.0)
    with pytest.raises(ValueError, match=r"^BPCER of no bona fide presentations$"):
        iso30107.bpcer(np.array([]), threshold=0.0)


def test_the_worst_species_makes_acer() -> None:
    rates = {"replay": 0.1, "print": 0.3, "cut": 0.3}
    assert iso30107.worst_species(rates) == "cut"
    assert iso30107.acer(rates, 0.1) == pytest.approx(0.2)
    assert iso30107.hter(0.2, 0.1) == pytest.approx(0.15)


def test_non_response_rate() -> None:
    assert iso30107.non_response_rate(87, 90) == pytest.approx(1 / 30)
