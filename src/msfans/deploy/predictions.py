"""What is decided on a source, and how that is written as JSON and as rows of a table."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from msfans.deploy.decision import Decision
from msfans.deploy.images import read_image
from msfans.deploy.session import Detector
from msfans.deploy.sources import Kind, Source, frames_of
from msfans.deploy.watching import Glance, Watch
from msfans.errors import DataError
from msfans.media.video import RgbFrame

See = Callable[[RgbFrame, Sequence[Decision]], None]
"""Called with each frame and what is decided there: on every face, or on the video so far."""

COLUMNS = (
    "source", "kind", "frame", "face", "decision", "score", "threshold", "reason", "detail",
    "left", "top", "width", "height", "weights",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """On one source.

    `decisions` holds one for each face of a picture, or the final one of a video (none where no
    frame could be read); `glances` what was seen frame by frame. `trouble` says why the source, or
    the rest of it, could not be read, or its copy not be written. `threshold` is the one that
    decided.
    """

    source: str
    kind: Kind
    threshold: float
    decisions: tuple[Decision, ...] = ()
    glances: tuple[Glance, ...] = ()
    trouble: str = ""

    def to_json(self) -> dict[str, Any]:
        """The prediction as docs/deploy.md describes it."""
        head = {"source": self.source, "kind": str(self.kind), "threshold": self.threshold}
        decided = [each.to_json() for each in self.decisions]
        body: dict[str, Any] = {"faces": decided}
        if self.kind is not Kind.IMAGE:
            body = {
                "final": decided[0] if decided else None,
                "n_frames": len(self.glances),
                "n_scored": self.glances[-1].n_scored if self.glances else 0,
                "frames": [glance_json(glance) for glance in self.glances],
            }
        return head | body | ({"error": self.trouble} if self.trouble else {})

    def rows(self) -> Iterator[dict[str, Any]]:
        """A row for each face of a picture, or for each frame of a video and then its end."""
        for glance in self.glances:
            yield self.row(glance.here, frame=glance.frame, face=0)
        for face, decision in enumerate(self.decisions):
            yield self.row(decision, frame="", face=face)
        if not self.decisions:
            yield {"source": self.source, "kind": str(self.kind), "detail": self.trouble}

    def row(self, decision: Decision, **place: Any) -> dict[str, Any]:
        """One row of COLUMNS; the threshold stands where it decided, on the source as a whole."""
        record = decision.to_json()
        weights, box = record.pop("weights"), record.pop("box")
        return {
            "source": self.source,
            "kind": str(self.kind),
            "threshold": self.threshold if place["frame"] == "" else "",
            "weights": " ".join(f"{scale}:{each:.4f}" for scale, each in (weights or {}).items()),
            **record,
            **(box or {}),
            **place,
        }


def glance_json(glance: Glance) -> dict[str, Any]:
    """A frame of a video: decided on it alone, and the running decision."""
    return {"frame": glance.frame, "here": glance.here.to_json(), "so_far": running(glance.so_far)}


def running(decision: Decision) -> dict[str, Any]:
    """The short form of a decision."""
    return {"decision": str(decision.verdict), "score": decision.score}


def predict_image(detector: Detector, source: Source, *, see: See) -> Prediction:
    """Decide on the faces of a picture."""
    threshold = detector.threshold
    try:
        rgb = read_image(source.path)
    except DataError as error:
        trouble = str(error)
        return Prediction(
            source=source.name, kind=source.kind, threshold=threshold, trouble=trouble
        )
    decisions = detector.decide(rgb)
    see(rgb, decisions)
    return Prediction(
        source=source.name, kind=source.kind, threshold=threshold, decisions=tuple(decisions)
    )


def predict_frames(
    detector: Detector,
    source: Source,
    *,
    see: See,
    stride_frames: int = 1,
    max_frames: int | None = None,
) -> Prediction:
    """Decide on the person in a video or before a camera; Ctrl-C ends a camera.

    A video that is damaged further on is decided on by the frames before.
    """
    glances: list[Glance] = []
    trouble = ""
    watch = Watch(detector)
    try:
        for rgb in frames_of(source, stride_frames=stride_frames, max_frames=max_frames):
            glances.append(watch.add(rgb))
            see(rgb, [glances[-1].so_far])
    except DataError as error:
        trouble = str(error)
    except KeyboardInterrupt:
        if source.kind is not Kind.CAMERA:
            raise
    return Prediction(
        source=source.name,
        kind=source.kind,
        threshold=detector.video_threshold,
        decisions=tuple(glance.so_far for glance in glances[-1:]),
        glances=tuple(glances),
        trouble=trouble,
    )
