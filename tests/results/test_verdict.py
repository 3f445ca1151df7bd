"""A published figure as seen from ours."""

import pytest

from msfans.metrics.intervals import Interval
from msfans.results.verdict import MEANINGS, Verdict, verdict

OURS = Interval(low=0.02, high=0.05, n_draws=10)
COMPARABLE = {"embedded": False, "same_protocol": True}


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (0.0315, Verdict.INSIDE),
        (0.02, Verdict.INSIDE),
        (0.05, Verdict.INSIDE),
        (0.0501, Verdict.ABOVE),
        (0.0199, Verdict.BELOW),
    ],
)
def test_bounds_belong_to_the_interval(published, expected):
    assert verdict(published, OURS, **COMPARABLE) is expected


def test_embedded_corpus_is_never_compared():
    assert verdict(0.03, OURS, embedded=True, same_protocol=True) is Verdict.OTHER_CORPUS


def test_other_protocol_is_never_compared():
    assert verdict(0.03, OURS, embedded=False, same_protocol=False) is Verdict.OTHER_PROTOCOL


def test_one_subject_says_nothing():
    assert verdict(0.03, None, **COMPARABLE) is Verdict.NO_INTERVAL


def test_every_verdict_is_explained():
    assert set(MEANINGS) == set(Verdict)
