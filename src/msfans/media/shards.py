"""One video's share of a patch cache, written by a worker and joined to the others afterwards.

A shard is two files: `<number>.u8`, its patches, and `<number>.csv`, its index rows. The rows come
last, so a shard with rows is complete, unless the power failed: shards are not forced to the disk,
for which every worker would wait, but counted again before they are relied on.
"""

import csv
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from msfans.errors import CacheError
from msfans.files import sync
from msfans.media.alignment import PatchGeometry, warp_patch
from msfans.media.faces import Detector, Face, choose
from msfans.media.patches import COLUMNS, FACE, LANDMARK_COLUMNS, MEASURES, NO_FACE
from msfans.media.video import RgbFrame, UnreadableVideo, read_frames

ROW = COLUMNS.index("row")
COPY_BYTES = 256 << 10  # stays in the processor's cache: a quarter of the time of 4 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How videos become patches: all that decides the bytes, besides the videos."""

    detector: Detector
    geometry: PatchGeometry
    stride_frames: int = 1
    max_frames: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardJob:
    """One video to prepare; `clip` is its name in the index."""

    clip: str
    video: Path
    shard: Path
    recipe: Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardCount:
    """What a finished shard holds."""

    frames: int
    faces: int


def unfinished(shards: Sequence[Path], joined: Path, *, patch_bytes: int) -> set[Path]:
    """The shards that must be written (again), given what of them is in `joined` already."""
    joined_bytes = joined.stat().st_size if joined.exists() else 0
    lacking, end = set(), 0
    for shard in shards:
        rows = read_rows(shard) if shard.with_suffix(".csv").exists() else []
        size = patch_bytes * _faces(rows)
        end += size
        patches = shard.with_suffix(".u8")
        whole = patches.stat().st_size == size if patches.exists() else end <= joined_bytes
        if not (rows and whole):
            lacking.add(shard)
    return lacking


def write_shard(job: ShardJob) -> ShardCount:
    """Decode, detect, align and store one video; a damaged one gives the rows that it can."""
    with _renamed(job.shard.with_suffix(".u8")) as path, path.open("wb") as patches:
        rows = list(_rows(job, patches))
    with _renamed(job.shard.with_suffix(".csv")) as path, path.open("w", newline="") as table:
        csv.writer(table, lineterminator="\n").writerows(rows)
    return ShardCount(frames=sum(row[1] != "" for row in rows), faces=_faces(rows))


@contextmanager
def _renamed(path: Path) -> Iterator[Path]:
    """A name to write under; `path` when that is done. Unlike `replacing`, it does not sync."""
    temporary = path.with_name(f".{os.getpid()}-{path.name}")
    yield temporary
    temporary.replace(path)


def _rows(job: ShardJob, patches: BinaryIO) -> Iterator[list[str]]:
    """Index rows in the order of COLUMNS, `row` counting within the video; patches go to disk."""
    recipe, box, written = job.recipe, None, 0
    frames = read_frames(
        job.video, stride_frames=recipe.stride_frames, max_frames=recipe.max_frames
    )
    try:
        for number, rgb in frames:
            face = choose(recipe.detector.detect(rgb), box)
            if face is None:
                yield _row(job.clip, str(number), NO_FACE)
                continue
            box = (
                face.box
            )  # kept over frames without a face, so that the same person is found again
            patches.write(_patch_bytes(rgb, face, recipe.geometry))
            yield [job.clip, str(number), FACE, str(written), *_measures(face)]
            written += 1
    except UnreadableVideo as failure:
        yield _row(job.clip, "", failure.reason)


def _patch_bytes(rgb: RgbFrame, face: Face, geometry: PatchGeometry) -> memoryview:
    return warp_patch(rgb, face.landmarks_xy, geometry).data


def _row(clip: str, frame: str, status: str) -> list[str]:
    return [clip, frame, status, "", *[""] * len(MEASURES)]


def _measures(face: Face) -> list[str]:
    """MEASURES as text: hundredths of a pixel, ten-thousandths of confidence."""
    box = (face.box.left, face.box.top, face.box.width, face.box.height)
    points = face.landmarks_xy.ravel().tolist()
    if len(points) != len(LANDMARK_COLUMNS):
        raise ValueError(f"a face has {len(points)} landmark coordinates")
    return [*(f"{value:.2f}" for value in (*box, *points)), f"{face.confidence:.4f}"]


def read_rows(shard: Path) -> list[list[str]]:
    """The index rows of a written shard."""
    with shard.with_suffix(".csv").open(newline="") as table:
        return list(csv.reader(table))


def join_patches(shards: Sequence[Path], target: Path, *, patch_bytes: int) -> int:
    """Move the patches of all shards into one file, in order, and sync it; their number.

    Each shard's patches are deleted once they are in `target`, which spares a second copy of the
    corpus on the disk; an interrupted call goes on where it stopped.
    """
    target.touch()
    end = 0
    with target.open("r+b") as joined:
        for shard in shards:
            start, end = end, end + patch_bytes * _faces(read_rows(shard))
            source = shard.with_suffix(".u8")
            if source.exists():
                _append(source, joined, start=start, end=end)
                source.unlink()
        if joined.seek(0, 2) != end:
            fix = f"delete {target.parent.parent} and run `msfans prepare` again"
            raise CacheError(target, "has lost patches", fix=fix)
    sync(target)
    return end // patch_bytes


def _append(source: Path, joined: BinaryIO, *, start: int, end: int) -> None:
    joined.truncate(start)  # what a killed call had begun
    joined.seek(start)
    with source.open("rb") as patches:
        shutil.copyfileobj(patches, joined, COPY_BYTES)
    joined.flush()
    if joined.tell() != end:
        fix = f"delete {source.parent} and run `msfans prepare` again"
        raise CacheError(source, f"holds {joined.tell() - start} bytes, not {end - start}", fix=fix)


def _faces(rows: list[list[str]]) -> int:
    return sum(row[2] == FACE for row in rows)


def join_rows(shards: Sequence[Path], table: TextIO) -> None:
    """Write the index of all shards, `row` counting over all of them."""
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    faces = 0
    for shard in shards:
        for row in read_rows(shard):
            if row[ROW]:
                row[ROW], faces = str(faces), faces + 1
            writer.writerow(row)
