"""Ground truth beside the videos: for tests and data sheets, read by no learner."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from msfans.files import replacing
from msfans.synth.fields import Field

FOLDER = "ground_truth"


def no_landmarks() -> Field:
    """The landmarks before the first frame is shot."""
    return np.zeros((0, 5, 2), np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediumTruth:
    """An attack's evidence; lengths in eye distances, edges as left, right, up, down."""

    texture: float
    tone: float
    edges_iod: tuple[float, float, float, float]
    border_iod: float
    nearest_edge_scale: float
    pitch_iod: float
    bend_per_iod: float
    fingers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoTruth:
    """One video; `monk` is the skin tone of the face that is seen, 1 to 10.

    `landmarks_xy` (t, 5, 2) in px: eyes, nose tip, mouth corners, image-left first.
    """

    path: str
    instrument: str
    light: str
    hand_held: bool
    monk: float
    male: bool
    age_years: float
    glasses: bool
    medium: MediumTruth | None = None
    landmarks_xy: Field = field(default_factory=no_landmarks)


def truth_path(root: Path, path: str) -> Path:
    """Where the truth about a video lies; the folders are the videos' own."""
    return (root / FOLDER / path).with_suffix(".json")


def write_truth(root: Path, truth: VideoTruth) -> None:
    """Write one video's file."""
    values = asdict(truth)
    values["landmarks_xy"] = np.round(truth.landmarks_xy.astype(float), 2).tolist()
    with replacing(truth_path(root, truth.path)) as temporary:
        temporary.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


def read_truth(root: Path, path: str) -> VideoTruth:
    """Read one video's file; a missing one is the caller's bug."""
    values = json.loads(truth_path(root, path).read_text(encoding="utf-8"))
    medium = values["medium"]
    if medium is not None:
        medium["edges_iod"] = tuple(medium["edges_iod"])
        values["medium"] = MediumTruth(**medium)
    values["landmarks_xy"] = np.array(values["landmarks_xy"], np.float32)
    return VideoTruth(**values)
