"""Figures of the embedded corpus's data sheet: python benchmarks/synth.py [CORPUS SIZE [SEED]]

Prints the seconds that a 640x480 frame takes on one core, renders the corpus (casia_fasd small
unless told otherwise) into a temporary folder, and prints how often the default detector finds the
face and how far its landmarks lie off: by instrument and by skin tone.
"""

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
import pandas as pd

from msfans.media.faces import YunetOnet, choose
from msfans.media.video import read_frames
from msfans.synth.camera import Camera
from msfans.synth.corpus import render_corpus
from msfans.synth.difficulty import Difficulty
from msfans.synth.grammar import VideoPlan
from msfans.synth.job import Job
from msfans.synth.settings import Settings
from msfans.synth.studio import stage
from msfans.synth.truth import VideoTruth, read_truth

TIMED_SUBJECTS = 4
FOUND_WITHIN_IOD = 0.5  # farther off, the detector has found something else


def main(corpus: str, size: str, seed: int) -> None:
    """Print all figures."""
    cv2.setNumThreads(1)
    settings = Settings(corpus=corpus, size=size, seed=seed, difficulty=Difficulty())
    speed = frame_seconds(
        Settings(corpus="casia_fasd", size="full", seed=0, difficulty=Difficulty())
    )
    print(speed.round(3).to_string(), end="\n\n")
    with TemporaryDirectory() as folder:
        start = time.perf_counter()
        root = render_corpus(corpus=corpus, size=size, seed=seed, out=Path(folder) / "corpus")
        print(f"{corpus} {size}: rendered in {time.perf_counter() - start:.0f} s\n")
        frames = detections(root, settings.videos())
    for column in ("instrument", "monk"):
        print(summary(frames, column).round(3).to_string(), end="\n\n")
    print(summary(frames.assign(all="all"), "all").round(3).to_string())


def frame_seconds(settings: Settings) -> pd.DataFrame:
    """CPU seconds a frame on one core by format and instrument, setting up left aside."""
    rows = []
    for plan in settings.videos()[: 12 * TIMED_SUBJECTS]:
        job = Job(settings=settings, plan=plan)
        (scene, _), camera = stage(job), Camera(job.format.camera, job.random("camera"))
        camera.expose(scene.frame(0))
        start = time.process_time()
        for index in range(1, 4):
            camera.expose(scene.frame(index))
        size = f"{job.format.width_px}x{job.format.height_px}"
        rows.append((size, str(plan.instrument), (time.process_time() - start) / 3))
    table = pd.DataFrame(rows, columns=["size", "instrument", "seconds"])
    return table.pivot_table(index="instrument", columns="size", values="seconds", margins=True)


def detections(root: Path, plans: list[VideoPlan]) -> pd.DataFrame:
    """One row for each frame: found or not, and the landmark error in eye distances."""
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        paths = [plan.path for plan in plans]
        parts = pool.map(video_detections, [root] * len(paths), paths, chunksize=12)
        return pd.DataFrame([row for part in parts for row in part])


def video_detections(root: Path, path: str) -> list[dict]:
    """The rows of one video."""
    truth = read_truth(root, path)
    return [
        {
            "path": path,
            "instrument": truth.instrument,
            "monk": round(truth.monk),
            "error": error,
            "found": error < FOUND_WITHIN_IOD,
        }
        for error in landmark_errors(root / path, truth)
    ]


def landmark_errors(video: Path, truth: VideoTruth) -> Iterator[float]:
    """Mean distance of the five points from the truth, a frame each; inf where no face is found."""
    detector = YunetOnet()
    for index, rgb in read_frames(video):
        face = choose(detector.detect(rgb), None)
        points = truth.landmarks_xy[index]
        distance = np.inf
        if face is not None:
            distance = float(np.linalg.norm(face.landmarks_xy - points, axis=1).mean())
        yield distance / float(np.linalg.norm(points[1] - points[0]))


def summary(frames: pd.DataFrame, column: str) -> pd.DataFrame:
    """Frames, share found and median error of those found, for each value of `column`."""
    groups = frames.groupby(column)
    found = frames[frames["found"]].groupby(column)["error"]
    return pd.DataFrame(
        {
            "frames": groups.size(),
            "found": groups["found"].mean(),
            "median_error": found.median(),
            "p90_error": found.quantile(0.9),
        }
    )


if __name__ == "__main__":
    arguments = [*sys.argv[1:], *("casia_fasd", "small", "0")[len(sys.argv) - 1 :]]
    main(arguments[0], arguments[1], int(arguments[2]))
