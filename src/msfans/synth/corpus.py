"""Renders a whole corpus: in parallel, resumable, each video whole or absent."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import FIRST_EXCEPTION, Future, ProcessPoolExecutor, wait
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path

import cv2

from msfans.errors import UsageError
from msfans.files import replacing
from msfans.synth.difficulty import Difficulty
from msfans.synth.grammar import VideoPlan
from msfans.synth.progress import follow
from msfans.synth.settings import CARD, Settings, read_card
from msfans.synth.studio import shoot

STARTED = ".rendering.json"
LOOK_EVERY_S = 0.5


def render_corpus(
    *,
    corpus: str,
    size: str,
    seed: int,
    out: Path,
    workers: int | None = None,
    progress: bool = True,
    difficulty: Difficulty | None = None,
) -> Path:
    """Render the corpus into the folder `out`, and return it.

    Videos that are there already are kept, so a killed run goes on where it was; `corpus.json`
    comes last. A folder of other settings, or with anything else in it, is refused.
    """
    settings = Settings(corpus=corpus, size=size, seed=seed, difficulty=difficulty or Difficulty())
    if claim(out, settings):
        return out
    missing = [plan for plan in settings.videos() if not (out / plan.path).exists()]
    render_videos(settings, missing, out, workers=workers, progress=progress)
    write_json(out / CARD, settings.card())
    (out / STARTED).unlink(missing_ok=True)
    return out


def claim(out: Path, settings: Settings) -> bool:
    """True when `out` holds the finished corpus; refuses a folder that is something else."""
    for name in (CARD, STARTED):
        if (out / name).exists():
            refuse_other(out / name, settings)
            return name == CARD
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(out, "exists and is no corpus of ours", fix="choose a new or empty folder")
    write_json(out / STARTED, settings.card())
    return False


def refuse_other(card: Path, settings: Settings) -> None:
    """Compare the card on disk with what is asked for."""
    found, wanted = read_card(card), settings.card()
    different = [key for key in wanted if found.get(key) != wanted[key]]
    if different:
        described = ", ".join(f"{key} {brief(found.get(key))}" for key in different)
        raise UsageError(
            card.parent,
            f"holds a corpus of other settings ({described})",
            fix="choose another folder, or delete this one",
        )


def brief(value: object) -> str:
    """A value of the card, unless it is long."""
    text = json.dumps(value)
    return text if len(text) < 40 else "differs"


def write_json(path: Path, value: dict) -> None:
    """Write whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


def render_videos(
    settings: Settings,
    plans: list[VideoPlan],
    out: Path,
    *,
    workers: int | None,
    progress: bool,
) -> None:
    """Shoot the videos; those of a subject go to one process, which keeps the person."""
    if not plans:
        return
    jobs = [list(group) for _, group in groupby(plans, key=lambda plan: plan.subject)]
    count = min(workers or os.cpu_count() or 1, len(jobs))
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=one_thread)
    with pool:
        futures = [pool.submit(shoot_all, settings, job, out) for job in jobs]
        try:
            paths = [out / plan.path for plan in plans]
            follow(finished(futures, paths), settings, len(paths), shown=progress)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def finished(futures: list[Future], paths: list[Path]) -> Iterator[int]:
    """How many videos are there, again and again until all are; raises what a worker raised."""
    waiting = set(futures)
    while waiting:
        done, waiting = wait(waiting, timeout=LOOK_EVERY_S, return_when=FIRST_EXCEPTION)
        for future in done:
            future.result()
        yield sum(path.exists() for path in paths)


def one_thread() -> None:
    """The processes share the cores already, and OpenCV's threads would make sums differ."""
    cv2.setNumThreads(1)


def shoot_all(settings: Settings, plans: list[VideoPlan], out: Path) -> None:
    """The videos of one subject, in a worker process."""
    for plan in plans:
        shoot(settings, plan, out)
