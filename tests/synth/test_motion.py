import numpy as np
import pytest

from msfans.synth.fields import seeded
from msfans.synth.head import Part, load_head
from msfans.synth.identity import make_identity
from msfans.synth.motion import draw_motion, posed

TIMES_S = np.arange(200) / 10


@pytest.fixture(scope="module")
def motion():
    return draw_motion(seeded("motion"), TIMES_S)


def test_people_blink_and_mostly_do_not(motion):
    assert motion.blink.max() > 0.5
    assert np.median(motion.blink) < 0.1


def test_expressions_and_angles_stay_human(motion):
    for track in (motion.smile, motion.jaw, motion.brow):
        assert track.min() >= 0
        assert track.max() < 1
    assert np.abs(np.stack([motion.yaw, motion.pitch, motion.roll])).max() < 0.6


def test_rotations_are_rotations(motion):
    turn = motion.rotation(17)
    assert turn @ turn.T == pytest.approx(np.eye(3), abs=1e-6)
    assert np.linalg.det(turn) == pytest.approx(1, abs=1e-6)


def test_shoulders_stay_while_the_head_turns(motion):
    person = make_identity("still", monk=3.0)
    moved = posed(person, motion, 0) - person.rest_v3 - motion.shift_t3[0].astype(np.float32)
    low = person.head.follows_head_v == 0
    assert np.abs(moved[low]).max() < 1e-5
    assert np.abs(moved[~low]).max() > 0.01


def test_lower_teeth_follow_the_jaw():
    head = load_head()
    opened = head.expressions["jawOpen"][head.part_v == Part.TEETH]
    assert (opened[:, 1] < -0.05).any()
    assert (opened[:, 1] > -0.05).any()
