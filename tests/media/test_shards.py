import io

import numpy as np
import pytest

from msfans.errors import CacheError
from msfans.media.alignment import PatchGeometry
from msfans.media.faces import YunetOnet
from msfans.media.patches import COLUMNS
from msfans.media.shards import (
    Recipe,
    ShardJob,
    join_patches,
    join_rows,
    read_rows,
    unfinished,
    write_shard,
)

RECIPE = Recipe(detector=YunetOnet(), geometry=PatchGeometry(patch_px=16))
PATCH_BYTES = 16 * 16 * 3


@pytest.fixture
def written(tmp_path, write_video, portrait):
    """Shards of two videos: face, blank, face; and blank, face."""
    face = portrait.turned(0.0, 0.8, (160, 160)).rgb
    blank = np.full_like(face, 128)
    frames = {"a.mov": [face, blank, face[:, ::-1].copy()], "b.mov": [blank, face]}
    jobs = [
        ShardJob(
            clip=name,
            video=write_video(tmp_path / name, pictures),
            shard=tmp_path / f"shard_{name[0]}",
            recipe=RECIPE,
        )
        for name, pictures in frames.items()
    ]
    counts = [write_shard(job) for job in jobs]
    assert [(count.frames, count.faces) for count in counts] == [(3, 2), (2, 1)]
    return [job.shard for job in jobs]


def lacking(shards, joined) -> list[str]:
    found = unfinished(shards, joined, patch_bytes=PATCH_BYTES)
    return sorted(shard.name for shard in found)


def test_a_shard_is_finished_when_its_rows_are_there(written, tmp_path):
    assert lacking(written, tmp_path / "joined") == []
    written[1].with_suffix(".csv").unlink()
    assert lacking(written, tmp_path / "joined") == ["shard_b"]


@pytest.mark.parametrize("suffix", [".csv", ".u8"])
def test_a_shard_that_a_power_failure_left_empty_is_unfinished(written, tmp_path, suffix):
    written[0].with_suffix(suffix).write_bytes(b"")
    assert lacking(written, tmp_path / "joined") == ["shard_a"]


@pytest.mark.parametrize(
    ("kept_patches", "expected"), [(3, []), (2.5, ["shard_b"]), (1, ["shard_a", "shard_b"])]
)
def test_a_shard_that_was_joined_is_finished_as_far_as_the_file_goes(
    written, tmp_path, kept_patches, expected
):
    target = tmp_path / "joined"
    join_patches(written, target, patch_bytes=PATCH_BYTES)
    target.write_bytes(target.read_bytes()[: int(kept_patches * PATCH_BYTES)])
    assert lacking(written, target) == expected


def test_rows_count_within_the_video(written):
    rows = read_rows(written[0])
    assert [row[:4] for row in rows] == [
        ["a.mov", "0", "face", "0"],
        ["a.mov", "1", "no_face", ""],
        ["a.mov", "2", "face", "1"],
    ]
    assert {len(row) for row in rows} == {len(COLUMNS)}


def test_joined_rows_count_over_all_videos(written):
    table = io.StringIO()
    join_rows(written, table)
    header, *rows = table.getvalue().splitlines()
    assert header == ",".join(COLUMNS)
    assert [row.split(",")[3] for row in rows] == ["0", "", "1", "", "2"]


def test_joining_moves_the_patches_in_order(written, tmp_path):
    parts = [shard.with_suffix(".u8").read_bytes() for shard in written]
    target = tmp_path / "joined"
    assert join_patches(written, target, patch_bytes=PATCH_BYTES) == 3
    assert target.read_bytes() == b"".join(parts)
    assert not any(shard.with_suffix(".u8").exists() for shard in written)
    assert join_patches(written, target, patch_bytes=PATCH_BYTES) == 3
    assert target.read_bytes() == b"".join(parts)


def test_joining_goes_on_after_half_a_shard(written, tmp_path):
    parts = [shard.with_suffix(".u8").read_bytes() for shard in written]
    target = tmp_path / "joined"
    written[0].with_suffix(".u8").unlink()
    target.write_bytes(parts[0] + parts[1][:100])
    join_patches(written, target, patch_bytes=PATCH_BYTES)
    assert target.read_bytes() == b"".join(parts)


def test_lost_patches_are_told(written, tmp_path):
    for shard in written:
        shard.with_suffix(".u8").unlink()
    with pytest.raises(CacheError, match="has lost patches"):
        join_patches(written, tmp_path / "joined", patch_bytes=PATCH_BYTES)


def test_a_shard_of_the_wrong_size_is_told(written, tmp_path):
    written[0].with_suffix(".u8").write_bytes(b"short")
    with pytest.raises(CacheError, match=f"holds 5 bytes, not {2 * PATCH_BYTES}"):
        join_patches(written, tmp_path / "joined", patch_bytes=PATCH_BYTES)
