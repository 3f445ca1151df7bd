"""From a list of videos to one published patch cache.

    <cache_root>/<12 digits>/           patches.u8, index.csv, meta.json: complete, never changed
    <cache_root>/<12 digits>.partial/   a preparation under way, or one that was interrupted
    <cache_root>/hashes.json            digests of unchanged files

The 12 digits begin the fingerprint: a digest of the videos' names and bytes, the detector, the
geometry, the sampling and the version of the code that makes patches. The same videos and settings
give the same bytes, in whatever order, by however many processes, after whatever interruption.
"""

import errno
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock

from msfans.errors import CacheError, UsageError
from msfans.files import replacing, sync
from msfans.media import alignment, video
from msfans.media.alignment import PatchGeometry
from msfans.media.faces import TRACKED_IOU, Detector
from msfans.media.patches import FORMAT, INDEX, META, PATCHES, PREPARE_AGAIN, PatchCache, sha256
from msfans.media.preparation_progress import watched
from msfans.media.shards import (
    Recipe,
    ShardJob,
    join_patches,
    join_rows,
    unfinished,
    write_shard,
)
from msfans.media.video_hashes import hash_videos
from msfans.media.workers import WorkerDied, available_cores, run_jobs

PUBLISHED = "published"
LIBRARIES = ("av", "numpy", "onnxruntime", "opencv-python-headless")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """A cache to be made: `contents` maps each clip to its digest, sorted by clip."""

    clips_root: Path
    cache_root: Path
    contents: Mapping[str, str]
    recipe: Recipe

    @property
    def settings(self) -> dict[str, Any]:
        """All that decides a video's patches besides its bytes."""
        return {
            "detector": json.loads(self.recipe.detector.fingerprint),
            "geometry": asdict(self.recipe.geometry),
            "stride_frames": self.recipe.stride_frames,
            "max_frames": self.recipe.max_frames,
            "tracked_iou": TRACKED_IOU,
            "decode_version": video.DECODE_VERSION,
            "warp_version": alignment.WARP_VERSION,
        }

    @property
    def identity(self) -> dict[str, Any]:
        """What the fingerprint is the digest of."""
        return {"format": FORMAT, "settings": self.settings, "videos": dict(self.contents)}

    @property
    def fingerprint(self) -> str:
        """Sha256 over the canonical JSON of the identity."""
        return sha256(json.dumps(self.identity, sort_keys=True).encode())

    @property
    def folder(self) -> Path:
        """Where the finished cache lies."""
        return self.cache_root / self.fingerprint[:12]

    @property
    def partial(self) -> Path:
        """Where shards lie until then."""
        return self.cache_root / f"{self.fingerprint[:12]}.partial"

    def jobs(self) -> list[ShardJob]:
        """One job for each video, numbered in the order of the index."""
        return [
            ShardJob(
                clip=clip,
                video=self.clips_root / clip,
                shard=self.partial / f"{number:06d}",
                recipe=self.recipe,
            )
            for number, clip in enumerate(self.contents)
        ]


def prepare(
    clips_root: Path,
    paths: Sequence[str],
    *,
    detector: Detector,
    geometry: PatchGeometry,
    cache_root: Path,
    stride_frames: int = 1,
    max_frames: int | None = None,
    workers: int | None = None,
    progress: bool = True,
) -> PatchCache:
    """The patch cache of the videos at `paths` (relative to `clips_root`), made if it is not there.

    `workers` is the number of processes: None for one a core, 0 for this process. Videos that can
    not be read, and frames without a face, are rows of the index; neither stops the others.
    """
    video.require_sampling(stride_frames=stride_frames, max_frames=max_frames)
    if workers is not None and workers < 0:
        raise UsageError("workers", f"is {workers}", fix="give 0 or more, or leave it out")
    if not paths:
        raise UsageError(clips_root, "no videos to prepare were given", fix="check the corpus root")
    with clear_disk_errors(cache_root):
        cache_root.mkdir(parents=True, exist_ok=True)
        contents = hash_videos(clips_root, sorted(set(paths)), memo=cache_root / "hashes.json")
        recipe = Recipe(
            detector=detector, geometry=geometry, stride_frames=stride_frames, max_frames=max_frames
        )
        preparation = Preparation(
            clips_root=clips_root, cache_root=cache_root, contents=contents, recipe=recipe
        )
        if preparation.partial.exists() or not preparation.folder.exists():
            with FileLock(cache_root / f".{preparation.folder.name}.lock"):
                _make(preparation, workers=workers, progress=progress)
    return _opened(preparation)


def _make(preparation: Preparation, *, workers: int | None, progress: bool) -> None:
    """Prepare and publish, unless that was done; what a killed call left behind is removed."""
    if preparation.folder.exists():
        shutil.rmtree(preparation.partial, ignore_errors=True)
        return
    preparation.partial.mkdir(exist_ok=True)
    jobs = preparation.jobs()
    joined = preparation.partial / PUBLISHED / PATCHES
    patch_bytes = 3 * preparation.recipe.geometry.patch_px**2
    lacking = unfinished([job.shard for job in jobs], joined, patch_bytes=patch_bytes)
    waiting = [job for job in jobs if job.shard in lacking]
    if waiting:
        _write_shards(jobs, waiting, workers=workers, progress=progress)
    _publish(preparation, [job.shard for job in jobs])


def _write_shards(
    jobs: list[ShardJob], waiting: list[ShardJob], *, workers: int | None, progress: bool
) -> None:
    blank = np.zeros((64, 64, 3), np.uint8)
    waiting[0].recipe.detector.detect(blank)  # a model that can not be loaded is told here, once
    processes = min(available_cores() if workers is None else workers, len(waiting))
    done = len(jobs) - len(waiting)
    with watched(videos=len(jobs), done=done, workers=processes, progress=progress) as watch:
        try:
            for count in run_jobs(write_shard, waiting, workers=processes):
                watch.finish_video(frames=count.frames)
        except WorkerDied as error:
            where = error.job.video if isinstance(error.job, ShardJob) else "a video"
            raise error.told(where, kept=". Finished videos are kept") from error


def _publish(preparation: Preparation, shards: list[Path]) -> None:
    """Join the shards in a folder beside, then rename it: there is never half a cache."""
    geometry, beside = preparation.recipe.geometry, preparation.partial / PUBLISHED
    beside.mkdir(exist_ok=True)
    n = join_patches(shards, beside / PATCHES, patch_bytes=3 * geometry.patch_px**2)
    with replacing(beside / INDEX) as path, path.open("w", newline="") as table:
        join_rows(shards, table)
    meta = preparation.identity | {
        "fingerprint": preparation.fingerprint,
        "patches": n,
        "index_sha256": sha256((beside / INDEX).read_bytes()),
        "made_with": {name: version(name) for name in ("msfans", *LIBRARIES)},
    }
    with replacing(beside / META) as path:
        path.write_text(json.dumps(meta, indent=1, sort_keys=True) + "\n")
    for path in beside.glob(".*"):  # half a file of a killed call
        path.unlink()
    beside.rename(preparation.folder)
    sync(preparation.cache_root)
    shutil.rmtree(preparation.partial, ignore_errors=True)


def _opened(preparation: Preparation) -> PatchCache:
    cache = PatchCache.open(preparation.folder, geometry=preparation.recipe.geometry)
    if cache.fingerprint != preparation.fingerprint:
        fix = f"delete the folder and {PREPARE_AGAIN}"
        raise CacheError(preparation.folder, "does not hold what its name says", fix=fix)
    return cache


@contextmanager
def clear_disk_errors(cache_root: Path) -> Iterator[None]:
    """Say of a disk that is full or can not be written what it means here."""
    try:
        yield
    except OSError as error:
        where = error.filename or cache_root
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            fix = "free some space or choose another cache folder; finished videos are kept"
            raise CacheError(where, "the disk is full", fix=fix) from error
        fact = f"can not be used ({error.strerror or error})"
        fix = "give a cache folder where you may write, and run the command again"
        raise CacheError(where, fact, fix=fix) from error
