"""Pictures of the presentations that are scored worst: only ever made where they are asked for."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from msfans.media.video import RgbFrame, UnreadableReason, UnreadableVideo, read_frames
from msfans.records import Label
from msfans.results.failures import worst_frames
from msfans.results.report.evidence import Face

SHOWN_OF_A_CLASS = 6
HEIGHT_PX = 180
JPEG_QUALITY = 80


def worst_faces(scores: pd.DataFrame, *, root: Path) -> list[Face]:
    """The test attacks with the highest and the bona fide presentations with the lowest score.

    One frame a video, the first of a video scored as a whole; from the videos below `root`.
    UnreadableVideo where one of them can not be read.
    """
    return [
        Face(
            clip=clip,
            frame=frame,
            kind=kind,
            score=score,
            jpeg=jpeg(frame_at(root / clip, frame or 0)),
        )
        for clip, frame, kind, score in worst_presentations(scores)
    ]


def worst_presentations(scores: pd.DataFrame) -> Iterator[tuple[str, int | None, str, float]]:
    """Clip, frame, kind and score of the worst row of each of the worst videos, attacks first."""
    for label in (Label.ATTACK, Label.BONA_FIDE):
        worst = worst_frames(scores, label, n=SHOWN_OF_A_CLASS)
        columns = (worst[name] for name in ("clip", "frame", "pai_species", "score"))
        for clip, frame, species, score in zip(*columns, strict=True):
            kind = "bona fide" if label is Label.BONA_FIDE else str(species)
            yield str(clip), None if pd.isna(frame) else int(frame), kind, float(score)


def frame_at(path: Path, number: int) -> RgbFrame:
    """One frame of a video by its index."""
    for found, frame in read_frames(path):
        if found == number:
            return frame
    raise UnreadableVideo(path, UnreadableReason.NO_FRAMES)


def jpeg(rgb: RgbFrame) -> bytes:
    """The picture at the height of a thumbnail."""
    height, width = rgb.shape[:2]
    size = (max(1, round(width * HEIGHT_PX / height)), HEIGHT_PX)
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    quality = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    _, coded = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), quality)
    return np.asarray(coded, np.uint8).tobytes()
