"""What preparing costs beyond its three steps: python benchmarks/prepare.py [FOLDER_OF_VIDEOS]

Decodes, detects and warps every video of the folder in a bare loop that keeps nothing, then
prepares the same videos: in this process, and by one process a core, hashing and publishing
included. Prints milliseconds a frame of each step, and preparing over the bare loop of as many
processes, in seconds of CPU and of the clock. The smallest of three rounds counts: a shared machine
only ever adds. Without a folder, the frames of the embedded CASIA-FASD are rendered and repeated
in videos of 200 frames, which is what the real corpora have.
"""

import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import av
import cv2

from msfans.media.alignment import PatchGeometry, warp_patch
from msfans.media.faces import YunetOnet, choose
from msfans.media.preparation import prepare
from msfans.media.video import read_frames
from msfans.media.workers import available_cores, run_jobs
from msfans.synth.corpus import render_corpus

ROUNDS = 3
SUFFIXES = {".avi", ".mov", ".mp4", ".mkv"}


class Cost(NamedTuple):
    """Seconds of CPU, children included, and of the clock."""

    cpu_s: float
    wall_s: float


def now() -> Cost:
    """CPU and clock so far."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return Cost(sum(usage.ru_utime + usage.ru_stime for usage in usages), time.monotonic())


def since(start: Cost) -> Cost:
    """CPU and clock from `start` on."""
    end = now()
    return Cost(end.cpu_s - start.cpu_s, end.wall_s - start.wall_s)


def bare_steps(video: Path) -> Counter:
    """The three steps alone: CPU seconds by step, and frames."""
    detector, geometry, steps = YunetOnet(), PatchGeometry(), Counter()
    box, before = None, time.process_time()
    for _, rgb in read_frames(video):
        decoded = time.process_time()
        face = choose(detector.detect(rgb), box)
        detected = time.process_time()
        if face is not None:
            box = face.box
            warp_patch(rgb, face.landmarks_xy, geometry)
        warped = time.process_time()
        steps["decode"] += decoded - before
        steps["detect"] += detected - decoded
        steps["warp"] += warped - detected
        steps["frames"] += 1
        before = warped
    return steps


def bare_loop(videos: list[Path], *, workers: int) -> tuple[Cost, Counter]:
    """Cost of the three steps over all videos, and the steps' shares of it."""
    start = now()
    steps = sum(run_jobs(bare_steps, videos, workers=workers), Counter())
    return since(start), steps


def preparing(root: Path, videos: list[Path], *, workers: int) -> Cost:
    """Cost of preparing into an empty cache, hashing and publishing included."""
    with TemporaryDirectory() as cache:
        start = now()
        prepare(
            root,
            [video.relative_to(root).as_posix() for video in videos],
            detector=YunetOnet(),
            geometry=PatchGeometry(),
            cache_root=Path(cache),
            workers=workers,
            progress=False,
        )
        return since(start)


def main(root: Path) -> None:
    """Measure and print."""
    cv2.setNumThreads(1)
    videos = sorted(path for path in root.rglob("*") if path.suffix in SUFFIXES)
    _, steps = bare_loop(videos[:1], workers=0)  # loads the models
    bare, steps = bare_loop(videos, workers=0)
    print(f"{len(videos)} videos, {steps['frames']} frames")
    for step in ("decode", "detect", "warp"):
        print(f"{step}: {1000 * steps[step] / steps['frames']:.2f} ms a frame")
    print(f"bare loop: {steps['frames'] / bare.cpu_s:.0f} frames a second of CPU")
    compare("in this process", root, videos, workers=0)
    compare(f"by {available_cores()} processes", root, videos, workers=available_cores())


def compare(name: str, root: Path, videos: list[Path], *, workers: int) -> None:
    """Print preparing over the bare loop, turn by turn."""
    bares, prepareds = [], []
    for _ in range(ROUNDS):
        bares.append(bare_loop(videos, workers=workers)[0])
        prepareds.append(preparing(root, videos, workers=workers))
    bare, prepared = cheapest(bares), cheapest(prepareds)
    cpu, wall = prepared.cpu_s / bare.cpu_s, prepared.wall_s / bare.wall_s
    print(f"prepare / bare loop, {name}: {cpu:.3f} in CPU, {wall:.3f} in clock")


def cheapest(costs: Iterable[Cost]) -> Cost:
    """The least CPU and the least time."""
    cpus_s, walls_s = zip(*costs, strict=True)
    return Cost(min(cpus_s), min(walls_s))


def write_long_videos(corpus: Path, out: Path) -> Path:
    """Motion-JPEG videos of 200 frames, from every fourth clip of a corpus of short ones."""
    clips = sorted(path for path in corpus.rglob("*") if path.suffix in SUFFIXES)
    out.mkdir()
    for clip in clips[::4]:
        frames = [rgb for _, rgb in read_frames(clip)]
        with av.open(str(out / "_".join(clip.parts[-3:])), "w") as container:
            stream = container.add_stream("mjpeg", rate=25, bit_rate=20_000_000)
            stream.pix_fmt, (stream.height, stream.width) = "yuvj420p", frames[0].shape[:2]
            for rgb in islice(cycle(frames), 200):
                container.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
            container.mux(stream.encode(None))
    return out


if __name__ == "__main__":
    if sys.argv[1:]:
        main(Path(sys.argv[1]))
    else:
        with TemporaryDirectory() as temporary:
            short = Path(temporary) / "short"
            render_corpus(corpus="casia_fasd", size="tiny", seed=0, out=short)
            main(write_long_videos(short, Path(temporary) / "long"))
