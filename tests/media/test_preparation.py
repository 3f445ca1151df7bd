import errno
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from msfans.errors import CacheError, UsageError
from msfans.media import preparation, shards
from msfans.media.alignment import PatchGeometry, warp_patch
from msfans.media.faces import YunetOnet
from msfans.media.patches import PatchCache
from msfans.media.preparation import prepare
from msfans.media.video import read_frames

PATCH_PX = 48
SMALL = PatchGeometry(patch_px=PATCH_PX)
Files = dict[str, bytes]


def contents(folder: Path) -> Files:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def faces_run(clips: Path, cache: Path, **settings) -> PatchCache:
    paths = sorted(path.name for path in clips.iterdir())
    settings = {"detector": YunetOnet(), "geometry": SMALL, "workers": 0} | settings
    return prepare(clips, paths, cache_root=cache, progress=False, **settings)


@pytest.fixture
def people(tmp_path, write_video, portrait) -> Path:
    """A video of a face with a blank frame, in every bit."""
    poses = [portrait.turned(degrees, 0.8, (200, 180)).rgb for degrees in (0.0, 3.0, 6.0)]
    poses.insert(1, np.full_like(poses[0], 90))
    write_video(tmp_path / "people" / "one.mov", poses)
    return tmp_path / "people"


def test_a_patch_is_the_warp_of_its_frame_and_a_missing_face_a_row_that_says_so(people, tmp_path):
    cache = faces_run(people, tmp_path / "cache", geometry=PatchGeometry())
    rows = cache.rows_of("one.mov")
    assert rows["frame"].tolist() == [0, 1, 2, 3]
    assert rows["status"].tolist() == ["face", "no_face", "face", "face"]
    assert rows["row"].dropna().tolist() == [0, 1, 2]
    assert cache.patches.shape == (3, 240, 240, 3)
    for (number, rgb), status in zip(read_frames(people / "one.mov"), rows["status"], strict=True):
        if status == "face":
            (face,) = YunetOnet().detect(rgb)
            row = rows.iloc[number]
            expected = warp_patch(rgb, face.landmarks_xy, PatchGeometry())
            np.testing.assert_array_equal(cache.patches[row["row"]], expected)
            stored = row[["x0", "y0", "x4", "y4"]].to_numpy(float)
            np.testing.assert_allclose(stored, face.landmarks_xy[[0, 4]].ravel(), atol=0.006)
            assert row["confidence"] == pytest.approx(face.confidence, abs=1e-4)


def test_stride_and_maximum_and_the_folders_they_get(people, tmp_path):
    every = faces_run(people, tmp_path / "cache")
    second = faces_run(people, tmp_path / "cache", stride_frames=2)
    first = faces_run(people, tmp_path / "cache", max_frames=1)
    assert second.index["frame"].tolist() == [0, 2]
    assert first.index["frame"].tolist() == [0]
    assert len({cache.folder for cache in (every, second, first)}) == 3
    np.testing.assert_array_equal(second.patches, every.patches[:2])


def test_whatever_decides_the_bytes_is_in_the_fingerprint(people, tmp_path):
    def fingerprint(**settings) -> str:
        return faces_run(people, tmp_path / "cache", **settings).fingerprint

    before = fingerprint()
    others = {
        fingerprint(geometry=PatchGeometry(patch_px=64)),
        fingerprint(geometry=PatchGeometry(patch_px=PATCH_PX, max_scale=1.6)),
        fingerprint(detector=YunetOnet(min_confidence=0.7)),
        fingerprint(stride_frames=3),
    }
    shutil.copy(people / "one.mov", people / "two.mov")
    others.add(fingerprint())
    (people / "two.mov").write_bytes(b"other content")
    others.add(fingerprint())
    assert len(others | {before}) == 7
    (people / "two.mov").unlink()
    assert fingerprint() == before


def test_unreadable_and_damaged_videos_are_rows_and_stop_nothing(people, tmp_path):
    whole = (people / "one.mov").read_bytes()
    starts = [i for i in range(len(whole)) if whole.startswith(b"\x89PNG", i)]
    damaged = bytearray(whole)
    damaged[starts[2] : starts[2] + 200] = bytes(200)
    (people / "damaged.mov").write_bytes(damaged)
    (people / "empty.mov").touch()
    (people / "text.mov").write_text("no video")
    paths = [path.name for path in people.iterdir()]
    cache = prepare(
        people,
        [*paths, "gone.mov", "gone.mov"],
        detector=YunetOnet(),
        geometry=SMALL,
        cache_root=tmp_path / "cache",
        workers=0,
        progress=False,
    )
    assert cache.unreadable == {
        "empty.mov": "empty_file",
        "gone.mov": "missing",
        "text.mov": "not_a_video",
    }
    assert cache.damaged == {"damaged.mov": "decode_error"}
    rows = cache.rows_of("damaged.mov")
    assert rows["status"].tolist() == ["face", "no_face", "decode_error"]
    assert rows["frame"].isna().tolist() == [False, False, True]
    assert cache.rows_of("gone.mov").drop(columns=["clip", "status"]).isna().all(axis=None)
    assert cache.index["clip"].is_monotonic_increasing
    assert len(cache.patches) == cache.index["row"].count() == 4


def test_a_second_call_opens_what_is_there_and_writes_nothing(people, tmp_path, monkeypatch):
    first = faces_run(people, tmp_path / "cache")
    before = contents(first.folder)
    monkeypatch.setattr(preparation, "_make", None)
    assert contents(faces_run(people, tmp_path / "cache").folder) == before
    assert [path.name for path in tmp_path.glob("cache/*.partial")] == []


def test_without_a_single_face_the_cache_is_empty_and_says_why(tmp_path, write_video, noise_frames):
    write_video(tmp_path / "clips" / "noise.avi", noise_frames(3))
    cache = faces_run(tmp_path / "clips", tmp_path / "cache")
    assert cache.patches.shape == (0, PATCH_PX, PATCH_PX, 3)
    assert set(cache.index["status"]) == {"no_face"}
    assert len(cache.index) == 3
    assert cache.unreadable == {}


def test_no_videos_at_all_are_refused(tmp_path):
    with pytest.raises(UsageError, match="no videos to prepare"):
        prepare(tmp_path, [], detector=YunetOnet(), geometry=SMALL, cache_root=tmp_path / "cache")


@pytest.mark.parametrize("wrong", [{"stride_frames": 0}, {"max_frames": 0}, {"workers": -1}])
def test_settings_without_sense_are_refused_before_any_work(people, tmp_path, wrong):
    with pytest.raises(UsageError, match=next(iter(wrong))):
        faces_run(people, tmp_path / "cache", **wrong)
    assert not (tmp_path / "cache").exists()


JOINING = [(preparation, "join_patches", 1), (preparation, "join_rows", 1), (shards, "sync", 1)]
WRITING = [(shards, "_renamed", n) for n in (1, 2, 3, 6)]
PUBLISHING = [(preparation, "replacing", n) for n in (1, 2)] + [(preparation, "sync", 1)]


@pytest.mark.parametrize(("owner", "step", "call"), [*WRITING, *JOINING, *PUBLISHING])
def test_interrupted_anywhere_it_ends_with_the_same_bytes(
    people, tmp_path, monkeypatch, owner, step, call
):
    """An exception at the n-th call of a step leaves on the disk what a kill there leaves."""
    for name in ("two.mov", "three.mov"):
        shutil.copy(people / "one.mov", people / name)
    expected = contents(faces_run(people, tmp_path / "undisturbed").folder)
    real, calls = getattr(owner, step), []

    def interrupted(*args, **settings):
        calls.append(step)
        if len(calls) == call:
            raise KeyboardInterrupt
        return real(*args, **settings)

    with monkeypatch.context() as patched:
        patched.setattr(owner, step, interrupted)
        with pytest.raises(KeyboardInterrupt):
            faces_run(people, tmp_path / "cache")
    assert contents(faces_run(people, tmp_path / "cache").folder) == expected


def test_a_kill_in_the_middle_of_joining_loses_nothing(people, tmp_path, monkeypatch):
    """Half of a shard is in the joined file when the process ends."""
    shutil.copy(people / "one.mov", people / "two.mov")
    expected = contents(faces_run(people, tmp_path / "undisturbed").folder)

    def half(source, target, _):
        target.write(source.read(1000))
        target.flush()
        raise KeyboardInterrupt

    for _ in range(2):
        with monkeypatch.context() as patched:
            patched.setattr(shards.shutil, "copyfileobj", half)
            with pytest.raises(KeyboardInterrupt):
                faces_run(people, tmp_path / "cache")
    assert contents(faces_run(people, tmp_path / "cache").folder) == expected


def test_what_a_killed_call_left_beside_the_patches_is_not_published(people, tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(preparation, "join_rows", None)
        with pytest.raises(TypeError):
            faces_run(people, tmp_path / "cache")
    (beside,) = tmp_path.glob("cache/*.partial/published")
    (beside / ".index-half.csv").write_text("half a file")
    folder = faces_run(people, tmp_path / "cache").folder
    assert sorted(contents(folder)) == ["index.csv", "meta.json", "patches.u8"]


def test_what_a_call_killed_after_publishing_left_is_removed(people, tmp_path):
    folder = faces_run(people, tmp_path / "cache").folder
    left = folder.with_name(folder.name + ".partial")
    left.mkdir()
    (left / "000000.csv").touch()
    faces_run(people, tmp_path / "cache")
    assert not left.exists()


def test_a_full_disk_is_told_and_what_was_done_is_kept(people, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(shards, "_patch_bytes", full)
        with pytest.raises(CacheError, match="the disk is full"):
            faces_run(people, tmp_path / "cache")
    assert len(faces_run(people, tmp_path / "cache").patches) == 3


def test_a_cache_folder_that_can_not_be_written_is_told(people, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CacheError, match="Give a cache folder where you may write"):
        faces_run(people, tmp_path / "file" / "cache")


def test_meta_json_tells_what_made_the_patches(people, tmp_path):
    cache = faces_run(people, tmp_path / "cache", stride_frames=2)
    meta = json.loads((cache.folder / "meta.json").read_text())
    settings = meta["settings"]
    assert settings["geometry"] == {"max_scale": 1.5, "patch_px": PATCH_PX}
    assert settings["detector"]["yunet_sha256"].startswith("49f000ec")
    assert (settings["stride_frames"], settings["max_frames"]) == (2, None)
    assert meta["made_with"].keys() == {"msfans", *preparation.LIBRARIES}
    assert cache.folder.name == meta["fingerprint"][:12]


def test_a_folder_that_does_not_hold_what_its_name_says_is_refused(people, tmp_path):
    folder = faces_run(people, tmp_path / "cache").folder
    meta = json.loads((folder / "meta.json").read_text())
    (folder / "meta.json").write_text(json.dumps(meta | {"fingerprint": "0" * 64}))
    with pytest.raises(CacheError, match="does not hold what its name says"):
        faces_run(people, tmp_path / "cache")
