"""Errors by subject, by hand and against all errors together."""

from collections.abc import Callable

import pandas as pd
import pytest

from msfans.metrics.presentations import presentations
from msfans.metrics.rates import rates
from msfans.metrics.subject_errors import SubjectErrors, subject_errors
from msfans.records import Split


def test_by_hand(videos: Callable[..., pd.DataFrame]) -> None:
    """Subjects take turns: test_0 has 0.4, 0.7 and none, test_1 has 0.9 and 0.1."""
    rows = [("bona_fide", 0.4), ("bona_fide", 0.9), ("cut", 0.7), ("video", 0.1)]
    tested = presentations(videos([*rows, ("cut", float("nan"))]))
    worst, best = subject_errors(tested, 0.5)
    assert worst == SubjectErrors(
        subject="test_0", n_bona_fide=1, rejected_bona_fide=1, n_attack=1, accepted_attacks=1
    )
    assert (best.subject, best.error_rate, worst.error_rate) == ("test_1", 0.0, 1.0)
    assert best.to_json()["n_attack"] == 1


def test_together_they_are_all_errors(frames: pd.DataFrame) -> None:
    tested = presentations(frames.loc[(frames["split"] == Split.TEST).to_numpy()])
    found = subject_errors(tested, 0.5)
    at = rates(tested, 0.5)
    assert sum(each.rejected_bona_fide for each in found) / sum(
        each.n_bona_fide for each in found
    ) == pytest.approx(at.bpcer)
    assert sum(each.accepted_attacks for each in found) / sum(
        each.n_attack for each in found
    ) == pytest.approx(at.far)
    shares = [each.error_rate for each in found]
    assert shares == sorted(shares, reverse=True)


def test_a_subject_without_a_score_makes_no_error(videos: Callable[..., pd.DataFrame]) -> None:
    rows = videos([("bona_fide", 0.9), ("cut", float("nan")), ("cut", 0.1)])
    silent = subject_errors(presentations(rows), 0.5)[-1]
    assert (silent.subject, silent.error_rate, silent.n_attack) == ("test_1", 0.0, 0)
