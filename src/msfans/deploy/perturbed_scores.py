"""Scores of the same frames, changed and unchanged, through the whole of a bundle's pipeline."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from msfans.deploy.material import Presentation, Sampling, sampled_frames
from msfans.deploy.perturbations import FAMILIES, Family
from msfans.deploy.session import Detector
from msfans.errors import DataError
from msfans.media.faces import Face
from msfans.media.video import RgbFrame
from msfans.media.workers import WorkerDied, available_cores, run_jobs
from msfans.metrics.robustness import UNCHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreJob:
    """One presentation for one process, which opens the bundle once."""

    bundle: Path
    face_model: Path | None
    presentation: Presentation
    sampling: Sampling
    families: tuple[Family, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedScore:
    """A frame's score under a change, or without one; NaN where there was none."""

    family: str
    level: float
    clip: str
    frame: int
    label: str | None
    pai_species: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What became of a presentation: its scores, or in `trouble` why it can not be read."""

    presentation: Presentation
    scores: tuple[ChangedScore, ...] = ()
    trouble: str = ""


def those_read(scored: Iterable[Scored]) -> list[Scored]:
    """Those that could be read, with a face or without."""
    return [each for each in scored if not each.trouble]


def score_changes(
    bundle: Path,
    material: Sequence[Presentation],
    *,
    sampling: Sampling,
    families: tuple[Family, ...] = FAMILIES,
    workers: int | None = None,
    face_model: Path | None = None,
) -> Iterator[Scored]:
    """The scores of each presentation under every change, as they are finished, in any order.

    `workers` is the number of processes: None for one a core, 0 for this process. DataError where
    one of them is killed twice at the same presentation.
    """
    jobs = [
        ScoreJob(
            bundle=bundle,
            face_model=face_model,
            presentation=seen,
            sampling=sampling,
            families=families,
        )
        for seen in material
    ]
    wanted = available_cores() if workers is None else workers
    try:
        yield from run_jobs(scored, jobs, workers=min(wanted, len(jobs)))
    except WorkerDied as error:
        where = error.job.presentation.path if isinstance(error.job, ScoreJob) else "a presentation"
        raise error.told(where) from error


def scored(job: ScoreJob) -> Scored:
    """A presentation's scores; one that can not be read does not stop the others."""
    detector = _opened(job.bundle, job.face_model)
    try:
        scores = tuple(changed_scores(detector, job))
    except DataError as error:
        return Scored(presentation=job.presentation, trouble=str(error))
    return Scored(presentation=job.presentation, scores=scores)


@cache
def _opened(bundle: Path, face_model: Path | None) -> Detector:
    return Detector(bundle, face_model=face_model)


def changed_scores(detector: Detector, job: ScoreJob) -> Iterator[ChangedScore]:
    """A score for each sampled frame, family and level, the unchanged frames first."""
    seen = job.presentation
    for frame, rgb in sampled_frames(seen, job.sampling):
        for family, level, score in scores_of_frame(detector, rgb, job.families):
            yield ChangedScore(
                family=family,
                level=level,
                clip=seen.name,
                frame=frame,
                label=seen.label,
                pai_species=seen.pai_species,
                score=score,
            )


def scores_of_frame(
    detector: Detector, rgb: RgbFrame, families: Sequence[Family]
) -> Iterator[tuple[str, float, float]]:
    """Family, level and score of one frame: of its largest face, which is sought again in what
    changes the pixels, and moved in what changes the box.
    """
    face = next(iter(detector.find(rgb)), None)
    yield UNCHANGED, 0.0, _scores(detector, rgb, [face])[0]
    for family in families:
        if family.is_box:
            moved = [_moved(face, family, level) for level in family.levels]
            yield from _labelled(family, _scores(detector, rgb, moved))
        else:
            changed = [family.on_frame(rgb, level) for level in family.levels]
            yield from _labelled(family, [_score_of_largest(detector, each) for each in changed])


def _moved(face: Face | None, family: Family, level: float) -> Face | None:
    if face is None:
        return None
    return replace(face, landmarks_xy=family.on_landmarks(face.landmarks_xy, level))


def _labelled(family: Family, scores: Sequence[float]) -> Iterator[tuple[str, float, float]]:
    for level, score in zip(family.levels, scores, strict=True):
        yield family.name, level, score


def _score_of_largest(detector: Detector, rgb: RgbFrame) -> float:
    score = detector.decide(rgb)[0].score
    return np.nan if score is None else score


def _scores(detector: Detector, rgb: RgbFrame, faces: Sequence[Face | None]) -> list[float]:
    """The score of each face of one frame, NaN where there is none or it is not judged."""
    found = [face for face in faces if face is not None]
    decided = iter(detector.decide_faces([(rgb, face) for face in found]))
    scores = [None if face is None else next(decided).score for face in faces]
    return [np.nan if score is None else score for score in scores]
