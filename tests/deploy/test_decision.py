import pytest

from msfans.deploy.decision import NO_FACE, Decision, Reason, Verdict, judged, rejudged, undecided
from msfans.records import FaceBox

BOX = FaceBox(left=1.234, top=2, width=30, height=40)


def test_a_score_at_the_threshold_is_accepted():
    at = judged(0.5, threshold=0.5, box=BOX)
    assert (at.verdict, at.reason) == (Verdict.BONA_FIDE, Reason.AT_OR_ABOVE_THRESHOLD)
    below = judged(0.4999, threshold=0.5, box=BOX)
    assert (below.verdict, below.reason) == (Verdict.ATTACK, Reason.BELOW_THRESHOLD)


def test_no_decision_has_no_score_and_every_other_has_one():
    with pytest.raises(ValueError, match="no_decision with the score"):
        Decision(verdict=Verdict.NO_DECISION, reason=Reason.NO_FACE, detail="", score=0.5)
    with pytest.raises(ValueError, match="attack with the score None"):
        Decision(verdict=Verdict.ATTACK, reason=Reason.BELOW_THRESHOLD, detail="")


def test_another_threshold_turns_the_verdict_and_nothing_else():
    attack = judged(0.5, threshold=0.6, box=BOX, weights={1.1: 1.0})
    accepted = rejudged(attack, threshold=0.4)
    assert accepted.verdict is Verdict.BONA_FIDE
    assert (accepted.score, accepted.box, accepted.weights) == (0.5, BOX, {1.1: 1.0})


def test_another_threshold_leaves_what_has_no_score():
    small = undecided(Reason.TOO_SMALL, "30 px", box=BOX)
    assert rejudged(small, threshold=0.0) == small


def test_json_holds_plain_values():
    decision = judged(0.75, threshold=0.5, box=BOX, weights={0.9: 0.25, 1.0: 0.75})
    assert decision.to_json() == {
        "decision": "bona_fide",
        "score": 0.75,
        "reason": "at_or_above_threshold",
        "detail": "score 0.7500, threshold 0.5000",
        "box": {"left": 1.23, "top": 2, "width": 30, "height": 40},
        "weights": {"0.9": 0.25, "1": 0.75},
    }
    assert NO_FACE.to_json()["box"] is None
    assert NO_FACE.to_json()["weights"] is None
