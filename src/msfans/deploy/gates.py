"""Which faces are not judged: too small, in profile, or partly outside of the frame."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np

from msfans.deploy.decision import Reason
from msfans.media.faces import Face

Objection = tuple[Reason, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """Limits of what is judged.

    `min_face_px` bounds the width of the face's box. `min_eye_ratio` bounds the eyes' distance over
    the height from mouth to eyes: 0.87 in the template; rendered heads turned by 30 degrees or
    less had 0.63 and more, by 60 or more 0.52 and less. `max_outside_ratio` bounds the share of the
    box that lies outside of the frame.
    """

    min_face_px: float = 40.0
    min_eye_ratio: float = 0.55
    max_outside_ratio: float = 0.25

    def __post_init__(self) -> None:
        for name, limit in asdict(self).items():
            if limit < 0:
                raise ValueError(f"{name} is {limit:g}, and must be 0 or more")

    def objection(self, face: Face, *, height_px: int, width_px: int) -> Objection | None:
        """Why the face is not judged, as reason and detail; None where it can be."""
        size = (height_px, width_px)
        rules: tuple[Callable[[], Objection | None], ...] = (
            lambda: self._too_small(face),
            lambda: self._off_frame(face, size),
            lambda: self._profile(face),
        )
        return next((found for rule in rules if (found := rule())), None)

    def _too_small(self, face: Face) -> Objection | None:
        width = face.box.width
        if width >= self.min_face_px:
            return None
        return (
            Reason.TOO_SMALL,
            f"the face is {width:.0f} px wide, and {self.min_face_px:g} are needed",
        )

    def _off_frame(self, face: Face, size: tuple[int, int]) -> Objection | None:
        outside = outside_ratio(face, *size)
        lost = points_outside(face, *size)
        if outside <= self.max_outside_ratio and not lost:
            return None
        fact = f"{100 * outside:.0f} % of the face and {lost} of its 5 points are outside"
        return Reason.OFF_FRAME, f"{fact} of the frame"

    def _profile(self, face: Face) -> Objection | None:
        ratio = eye_ratio(face)
        if ratio >= self.min_eye_ratio:
            return None
        fact = f"the eyes are {ratio:.2f} of the height from mouth to eyes apart"
        return Reason.PROFILE, f"{fact}, and {self.min_eye_ratio:g} is needed"


def outside_ratio(face: Face, height_px: int, width_px: int) -> float:
    """Share of the face's box that lies outside of the frame, in [0, 1]."""
    box = face.box
    width = min(box.left + box.width, width_px) - max(box.left, 0.0)
    height = min(box.top + box.height, height_px) - max(box.top, 0.0)
    return 1 - max(width, 0.0) * max(height, 0.0) / box.area


def points_outside(face: Face, height_px: int, width_px: int) -> int:
    """How many of the landmarks lie outside of the frame."""
    inside = (face.landmarks_xy >= 0) & (face.landmarks_xy < (width_px, height_px))
    return int(np.count_nonzero(~inside.all(axis=1)))


def eye_ratio(face: Face) -> float:
    """Distance of the eyes over the height of their middle above the mouth's, across the face."""
    points_xy = face.landmarks_xy.astype(np.float64)
    eyes_xy = points_xy[1] - points_xy[0]
    distance = float(np.linalg.norm(eyes_xy))
    down_xy = points_xy[3:].mean(axis=0) - points_xy[:2].mean(axis=0)
    area = abs(float(eyes_xy[0] * down_xy[1] - eyes_xy[1] * down_xy[0]))
    return distance**2 / area if area else np.inf
