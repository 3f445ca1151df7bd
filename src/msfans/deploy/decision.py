"""What is decided on a face: bona fide, attack, or nothing, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from msfans.records import FaceBox


class Verdict(StrEnum):
    """What becomes of a presentation."""

    BONA_FIDE = "bona_fide"
    ATTACK = "attack"
    NO_DECISION = "no_decision"


class Reason(StrEnum):
    """Why: by the score, or because there was nothing that could be scored."""

    AT_OR_ABOVE_THRESHOLD = "at_or_above_threshold"
    BELOW_THRESHOLD = "below_threshold"
    NO_FACE = "no_face"
    TOO_SMALL = "too_small"
    PROFILE = "profile"
    OFF_FRAME = "off_frame"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is decided on one face, or on a picture without one (`box` None).

    `score` lies in [0, 1], higher is more bona fide; it is None exactly where there is no decision.
    `detail` says the reason in words. `weights` is each scale's weight in the fused feature, None
    where there is no score or the fusion has no such weights.
    """

    verdict: Verdict
    reason: Reason
    detail: str
    box: FaceBox | None = None
    score: float | None = None
    weights: Mapping[float, float] | None = None

    def __post_init__(self) -> None:
        if (self.score is None) != (self.verdict is Verdict.NO_DECISION):
            raise ValueError(f"{self.verdict} with the score {self.score}")

    def to_json(self) -> dict[str, Any]:
        """The decision as docs/deploy.md describes it."""
        sides = ("left", "top", "width", "height")
        box = self.box and {side: round(getattr(self.box, side), 2) for side in sides}
        weights = self.weights and {f"{scale:g}": each for scale, each in self.weights.items()}
        return {
            "decision": str(self.verdict),
            "score": self.score,
            "reason": str(self.reason),
            "detail": self.detail,
            "box": box,
            "weights": weights,
        }


def judged(
    score: float,
    *,
    threshold: float,
    box: FaceBox | None,
    weights: Mapping[float, float] | None = None,
) -> Decision:
    """Bona fide when the score is at or above the threshold."""
    accepted = score >= threshold
    return Decision(
        verdict=Verdict.BONA_FIDE if accepted else Verdict.ATTACK,
        reason=Reason.AT_OR_ABOVE_THRESHOLD if accepted else Reason.BELOW_THRESHOLD,
        detail=f"score {score:.4f}, threshold {threshold:.4f}",
        box=box,
        score=score,
        weights=weights,
    )


def undecided(reason: Reason, detail: str, *, box: FaceBox | None = None) -> Decision:
    """No decision, for a reason that is not the score."""
    return Decision(verdict=Verdict.NO_DECISION, reason=reason, detail=detail, box=box)


def rejudged(decision: Decision, *, threshold: float) -> Decision:
    """The same face at another threshold; what had no score stays undecided."""
    if decision.score is None:
        return replace(decision)
    return judged(decision.score, threshold=threshold, box=decision.box, weights=decision.weights)


NO_FACE = undecided(Reason.NO_FACE, "no face was found")
