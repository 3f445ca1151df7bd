import numpy as np
import pytest

from msfans.deploy.decision import Reason, Verdict
from msfans.deploy.session import Detector
from msfans.deploy.watching import Watch

BLANK = np.zeros((240, 320, 3), np.uint8)


@pytest.fixture(scope="module")
def detector(written) -> Detector:
    return Detector(written.folder)


def test_the_score_is_the_mean_of_the_frames_that_have_one(detector, frames):
    one, other = list(frames.values())[:2]
    glances = list(detector.decide_video([one, BLANK, other]))
    assert [glance.frame for glance in glances] == [0, 1, 2]
    assert [glance.n_scored for glance in glances] == [1, 1, 2]
    singles = [glances[0].here.score, glances[2].here.score]
    final = glances[-1].so_far
    assert final.score == pytest.approx(np.mean(singles), abs=1e-12)
    assert glances[1].here.reason is Reason.NO_FACE
    weights = [glances[0].here.weights[1.2], glances[2].here.weights[1.2]]
    assert final.weights[1.2] == pytest.approx(np.mean(weights), abs=1e-6)


def test_a_video_has_a_threshold_of_its_own(detector, frames):
    (glance,) = detector.decide_video([next(iter(frames.values()))])
    score = glance.so_far.score
    assert glance.here.detail == f"score {score:.4f}, threshold 0.5000"
    assert glance.so_far.detail == f"score {score:.4f}, threshold 0.6000"


def test_a_video_without_a_face_has_no_decision(detector):
    *_, last = detector.decide_video([BLANK, BLANK])
    assert last.so_far.verdict is Verdict.NO_DECISION
    assert last.so_far.reason is Reason.NO_FACE
    assert last.so_far.detail == "2 of 2 frames: no_face; none has a score"


def test_no_frames_no_glances(detector):
    assert list(detector.decide_video([])) == []


def test_the_same_person_is_followed(detector, frames):
    small, large, *_ = frames.values()
    watch = Watch(detector)
    left = np.hstack([small, np.zeros_like(small)])
    first = watch.add(left).here
    both = np.hstack([small, large])
    second = watch.add(both).here
    assert second.box.left == pytest.approx(first.box.left, abs=5)
    assert detector.decide(both)[0].box.left > 320
