import numpy as np
import pytest

from msfans.deploy.annotate import COLOURS, annotated, words
from msfans.deploy.decision import NO_FACE, Verdict, judged
from msfans.records import FaceBox


def test_words():
    box = FaceBox(left=0, top=0, width=9, height=9)
    assert words(judged(0.12345, threshold=0.5, box=box)) == "attack 0.123"
    assert words(NO_FACE) == "no_decision: no_face"


@pytest.mark.parametrize("shape", [(1, 1), (30, 40), (240, 320), (2000, 3000)])
def test_a_copy_of_the_same_size_is_drawn_in(shape):
    rgb = np.zeros((*shape, 3), np.uint8)
    box = FaceBox(left=-5, top=-5, width=shape[1] + 9, height=shape[0] // 2 + 1)
    drawn = annotated(rgb, [judged(0.9, threshold=0.5, box=box)])
    assert drawn.shape == rgb.shape
    assert not rgb.any()
    assert (drawn == COLOURS[Verdict.BONA_FIDE]).all(axis=2).any()


def test_a_picture_without_a_face_says_so_at_the_top():
    drawn = annotated(np.zeros((240, 320, 3), np.uint8), [NO_FACE])
    assert (drawn[:20] == COLOURS[Verdict.NO_DECISION]).all(axis=2).any()
    assert not drawn[40:].any()
