"""Decisions drawn into the picture they are about."""

from collections.abc import Sequence

import cv2
import numpy as np

from msfans.deploy.decision import Decision, Verdict
from msfans.media.video import RgbFrame

COLOURS = {
    Verdict.BONA_FIDE: (40, 170, 80),
    Verdict.ATTACK: (215, 50, 50),
    Verdict.NO_DECISION: (130, 130, 130),
}
FONT = cv2.FONT_HERSHEY_SIMPLEX
WIDTH_OF_SCALE_1 = 800  # px of picture at which letters have OpenCV's plain size


def annotated(rgb: RgbFrame, decisions: Sequence[Decision]) -> RgbFrame:
    """A copy with the box of each face and what was decided; what has no box is at the top."""
    drawn = np.ascontiguousarray(rgb).copy()
    for decision in decisions:
        corner = draw_box(drawn, decision) if decision.box else (0, 0)
        draw_words(drawn, words(decision), corner, COLOURS[decision.verdict])
    return drawn


def words(decision: Decision) -> str:
    """A face in a few letters."""
    if decision.score is None:
        return f"{decision.verdict}: {decision.reason}"
    return f"{decision.verdict} {decision.score:.3f}"


def letter_scale(rgb: RgbFrame) -> float:
    """So that words stay readable in any picture."""
    return max(0.4, rgb.shape[1] / WIDTH_OF_SCALE_1)


def draw_box(drawn: RgbFrame, decision: Decision) -> tuple[int, int]:
    """Draw the face's box, and give its corner."""
    box = decision.box
    assert box is not None
    start = (round(box.left), round(box.top))
    end = (round(box.left + box.width), round(box.top + box.height))
    thickness = max(1, round(2 * letter_scale(drawn)))
    cv2.rectangle(drawn, start, end, COLOURS[decision.verdict], thickness)
    return start


def draw_words(
    drawn: RgbFrame, text: str, corner: tuple[int, int], colour: tuple[int, int, int]
) -> None:
    """White letters on a bar that ends at `corner`, moved into the picture where it would leave."""
    scale = letter_scale(drawn)
    thickness = max(1, round(1.5 * scale))
    (width, height), below = cv2.getTextSize(text, FONT, scale, thickness)
    left = min(max(corner[0], 0), max(drawn.shape[1] - width, 0))
    bottom = max(corner[1], height + below)
    cv2.rectangle(drawn, (left, bottom - height - below), (left + width, bottom), colour, -1)
    white = (255, 255, 255)
    place = (left, bottom - below // 2 - 1)
    cv2.putText(drawn, text, place, FONT, scale, white, thickness, cv2.LINE_AA)
