"""A video as it comes: frame after frame, one person, a decision that grows more certain."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msfans.deploy.decision import NO_FACE, Decision, Reason, judged, undecided
from msfans.media.faces import choose
from msfans.media.video import RgbFrame
from msfans.records import FaceBox

if TYPE_CHECKING:
    from msfans.deploy.session import Detector


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """After a frame: `here` is decided on it alone, `so_far` on all frames up to it.

    `frame` counts from 0; `n_scored` of the frames so far had a score.
    """

    frame: int
    here: Decision
    so_far: Decision
    n_scored: int


class Watch:
    """Follows one face through a video: the largest at first, then the one that overlaps it.

    The video's score is the mean over the frames that have one, as evaluation pools them, and is
    held against the bundle's threshold for videos. Serves one video and one thread.
    """

    def __init__(self, detector: "Detector") -> None:
        self.detector = detector
        self.box: FaceBox | None = None
        self.seen = 0
        self.scored = 0
        self.score_sum = 0.0
        self.weight_sums: Counter[float] = Counter()
        self.reasons: Counter[Reason] = Counter()

    def add(self, rgb: RgbFrame) -> Glance:
        """Look at the next frame."""
        here = self.decided(rgb)
        self.seen += 1
        self.reasons[here.reason] += 1
        if here.score is not None:
            self.scored += 1
            self.score_sum += here.score
            self.weight_sums.update(here.weights or {})
        return Glance(frame=self.seen - 1, here=here, so_far=self.so_far(), n_scored=self.scored)

    def decided(self, rgb: RgbFrame) -> Decision:
        """On this frame alone, of the face that is followed."""
        face = choose(self.detector.find(rgb), self.box)
        if face is None:
            return NO_FACE
        self.box = face.box
        return self.detector.decide_faces([(rgb, face)])[0]

    def so_far(self) -> Decision:
        """On all frames up to here."""
        if not self.scored:
            reason, n_frames = self.reasons.most_common(1)[0]
            detail = f"{n_frames} of {self.seen} frames: {reason}; none has a score"
            return undecided(reason, detail, box=self.box)
        threshold = self.detector.video_threshold
        weights = {scale: total / self.scored for scale, total in self.weight_sums.items()}
        score = self.score_sum / self.scored
        return judged(score, threshold=threshold, box=self.box, weights=weights or None)
