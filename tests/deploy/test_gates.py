import numpy as np
import pytest

from msfans.deploy.decision import Reason
from msfans.deploy.gates import Gates, eye_ratio, outside_ratio
from msfans.media.alignment import TEMPLATE_XY
from msfans.media.faces import Face
from msfans.records import FaceBox

SIZE = {"height_px": 240, "width_px": 320}


def face(left=100.0, top=60.0, width=80.0, height=100.0, *, squeeze=1.0, degrees=0.0) -> Face:
    """A face whose points are the template's in its box, squeezed across and then turned."""
    unit_xy = (TEMPLATE_XY - TEMPLATE_XY.mean(axis=0)) / 112 * (squeeze, 1) * width
    cos, sin = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    turned_xy = unit_xy @ np.array([[cos, sin], [-sin, cos]])
    middle = np.array([left + width / 2, top + height / 2])
    return Face(
        box=FaceBox(left=left, top=top, width=width, height=height),
        landmarks_xy=(turned_xy + middle).astype(np.float32),
        confidence=0.9,
    )


def reason(**changes) -> Reason | None:
    found = Gates().objection(face(**changes), **SIZE)
    return found and found[0]


def test_a_frontal_face_passes():
    assert reason() is None
    assert reason(degrees=40) is None


def test_a_narrow_face_is_too_small_and_says_how_small():
    assert reason(width=40) is None
    assert Gates().objection(face(width=31), **SIZE) == (
        Reason.TOO_SMALL,
        "the face is 31 px wide, and 40 are needed",
    )


def test_eye_ratio_of_the_template_by_hand():
    eyes = np.hypot(73.5318 - 38.2946, 51.5014 - 51.6963)
    height = (92.3655 + 92.2041) / 2 - (51.6963 + 51.5014) / 2
    assert eye_ratio(face()) == pytest.approx(eyes / height, rel=1e-2)


@pytest.mark.parametrize("degrees", [0, -30, 90])
def test_eyes_close_together_are_a_profile_however_the_head_is_rolled(degrees):
    assert eye_ratio(face(squeeze=0.6, degrees=degrees)) == pytest.approx(0.6 * 0.867, rel=0.02)
    assert reason(squeeze=0.6, degrees=degrees) is Reason.PROFILE
    assert reason(squeeze=0.7, degrees=degrees) is None


def test_points_on_one_line_do_not_divide_by_zero():
    flat = face()
    points_xy = flat.landmarks_xy.copy()
    points_xy[:, 1] = 100
    line = Face(box=flat.box, landmarks_xy=points_xy, confidence=0.9)
    assert eye_ratio(line) == np.inf


def test_share_outside_by_hand():
    assert outside_ratio(face(left=-20), 240, 320) == pytest.approx(20 / 80)
    assert outside_ratio(face(left=-20, top=190), 240, 320) == pytest.approx(1 - 0.75 * 0.5)
    assert outside_ratio(face(left=400), 240, 320) == 1


def test_a_face_at_the_border_passes_until_a_quarter_is_lost():
    assert reason(left=-18) is None
    assert reason(left=-22) is Reason.OFF_FRAME


def test_a_point_outside_is_off_the_frame():
    wide = face(left=-14, width=60, squeeze=1.9)
    assert outside_ratio(wide, 240, 320) < 0.25
    assert Gates().objection(wide, **SIZE) == (
        Reason.OFF_FRAME,
        "23 % of the face and 1 of its 5 points are outside of the frame",
    )
