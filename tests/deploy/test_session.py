from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
from PIL import Image

from msfans.deploy.decision import NO_FACE, Reason, Verdict
from msfans.deploy.session import Detector
from msfans.errors import UsageError
from msfans.media.alignment import warp_patch


@pytest.fixture(scope="module")
def detector(written) -> Detector:
    return Detector(written.folder)


@pytest.fixture(scope="module")
def pair(frames) -> np.ndarray:
    """Two people side by side, the one on the right larger."""
    one, other, *_ = frames.values()
    larger = cv2.resize(other, None, fx=1.5, fy=1.5)
    beside = cv2.copyMakeBorder(one, 0, 120, 0, 0, cv2.BORDER_REPLICATE)
    return np.hstack([beside, larger])


def test_a_decision_on_each_shipped_frame(detector, frames):
    for rgb in frames.values():
        (decision,) = detector.decide(rgb)
        assert decision.score is not None
        accepted = decision.score >= 0.5
        assert decision.verdict is (Verdict.BONA_FIDE if accepted else Verdict.ATTACK)
        assert list(decision.weights) == [0.9, 1.2]


def test_several_faces_the_largest_first(detector, pair):
    decisions = detector.decide(pair)
    assert len(decisions) == 2
    assert decisions[0].box.area > decisions[1].box.area
    assert decisions[0].box.left > 320 > decisions[1].box.left


def test_a_batch_says_what_single_calls_say(detector, frames, pair):
    rgbs = [*frames.values(), np.zeros((64, 48, 3), np.uint8), pair]
    batch = detector.decide_batch(rgbs)
    assert [len(each) for each in batch] == [1, 1, 1, 1, 1, 2]
    for together, rgb in zip(batch, rgbs, strict=True):
        for one, alone in zip(together, detector.decide(rgb), strict=True):
            assert (one.verdict, one.box) == (alone.verdict, alone.box)
            assert one.score == pytest.approx(alone.score, abs=1e-6)


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (7, 9), (241, 319)])
def test_pictures_without_a_face_of_any_size(detector, shape):
    assert detector.decide(np.zeros((*shape, 3), np.uint8)) == [NO_FACE]


def test_gates_say_why_there_is_no_decision(detector, frames):
    rgb = frames["1_bona_fide.jpg"]
    small = cv2.resize(rgb, None, fx=0.45, fy=0.45, interpolation=cv2.INTER_AREA)
    (decision,) = detector.decide(small)
    assert (decision.verdict, decision.reason) == (Verdict.NO_DECISION, Reason.TOO_SMALL)
    assert decision.score is None
    assert decision.box is not None


@pytest.mark.parametrize(
    "frame", [np.zeros((8, 8), np.uint8), np.zeros((8, 8, 4), np.uint8), np.zeros((8, 8, 3))]
)
def test_what_is_no_rgb_frame_is_refused(detector, frame):
    with pytest.raises(UsageError, match=r"give uint8 RGB|Give uint8 RGB"):
        detector.decide(frame)


def test_faces_from_elsewhere_are_decided_on(detector, frames):
    rgb = frames["1_bona_fide.jpg"]
    (face,) = detector.find(rgb)
    assert detector.decide_faces([(rgb, face)] * 2) == detector.decide(rgb) * 2


def test_patches_score_as_frames_do(detector, frames):
    rgb = frames["3_attack_print.jpg"]
    (face,) = detector.find(rgb)
    patch = warp_patch(rgb, face.landmarks_xy, detector.bundle.geometry)
    scores = detector.score_patches(np.stack([patch, patch]))
    assert scores.score_b.tolist() == pytest.approx([detector.decide(rgb)[0].score] * 2, abs=1e-6)


def test_threads_share_a_detector(detector, frames):
    rgbs = list(frames.values()) * 6
    alone = [detector.decide(rgb)[0] for rgb in rgbs]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda rgb: detector.decide(rgb)[0], rgbs))
    assert together == alone


@pytest.mark.parametrize(
    ("frame", "fact"),
    [
        (np.zeros((0, 0, 3), np.uint8), r"is uint8 of shape \(0, 0, 3\)"),
        (Image.new("RGB", (9, 9)), "is a Image"),
        ([[[0, 0, 0]]], "is a list"),
    ],
)
def test_what_is_no_frame_is_a_usage_error(written, frame, fact):
    with pytest.raises(UsageError, match=fact):
        Detector(written.folder).decide(frame)


@pytest.mark.parametrize("threads", [0, -1])
def test_less_than_one_thread_is_refused(written, threads):
    with pytest.raises(UsageError, match="threads: is"):
        Detector(written.folder, threads=threads)
