import json
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from msfans.errors import CacheError
from msfans.media.alignment import PatchGeometry
from msfans.media.patches import COLUMNS, MEASURES, PatchCache, sha256

GEOMETRY = PatchGeometry(patch_px=4)
PATCHES = np.arange(2 * 4 * 4 * 3, dtype=np.uint8).reshape(2, 4, 4, 3)


def row(clip: str, frame: str, status: str, place: str = "") -> str:
    measures = [str(number) for number in range(len(MEASURES))] if place else [""] * len(MEASURES)
    return ",".join([clip, frame, status, place, *measures])


ROWS = [
    row("NA", "0", "face", "0"),  # a name that pandas reads as nothing unless told otherwise
    row("NA", "2", "no_face"),
    row("a/1.avi", "", "empty_file"),
    row("b.avi", "0", "face", "1"),
    row("b.avi", "", "decode_error"),
]


def write_index(folder: Path, rows: list[str]) -> str:
    (folder / "index.csv").write_text("\n".join([",".join(COLUMNS), *rows]) + "\n")
    return sha256((folder / "index.csv").read_bytes())


@pytest.fixture
def folder(tmp_path) -> Path:
    """A published cache, written by hand."""
    PATCHES.tofile(tmp_path / "patches.u8")
    meta = {
        "format": 1,
        "fingerprint": "f" * 64,
        "settings": {"geometry": {"max_scale": 1.5, "patch_px": 4}},
        "patches": 2,
        "index_sha256": write_index(tmp_path, ROWS),
    }
    (tmp_path / "meta.json").write_text(json.dumps(meta))
    return tmp_path


def change_meta(folder: Path, **changes: object) -> None:
    meta = json.loads((folder / "meta.json").read_text())
    (folder / "meta.json").write_text(json.dumps(meta | changes))


def test_an_open_cache_gives_patches_index_and_what_made_them(folder):
    cache = PatchCache.open(folder, geometry=GEOMETRY)
    np.testing.assert_array_equal(cache.patches, PATCHES)
    assert isinstance(cache.patches, np.memmap)
    assert not cache.patches.flags.writeable
    assert (cache.geometry, cache.fingerprint) == (GEOMETRY, "f" * 64)
    assert tuple(cache.index.columns) == COLUMNS
    assert cache.index["clip"].tolist() == ["NA", "NA", "a/1.avi", "b.avi", "b.avi"]
    assert cache.index["frame"].tolist() == [0, 2, pd.NA, 0, pd.NA]
    assert cache.index["row"].tolist() == [0, pd.NA, pd.NA, 1, pd.NA]
    assert cache.index.loc[0, "top"] == 1.0
    assert np.isnan(cache.index.loc[1, "top"])


def test_rows_of_a_video(folder):
    cache = PatchCache.open(folder)
    assert cache.rows_of("NA")["status"].tolist() == ["face", "no_face"]
    with pytest.raises(CacheError, match=r"c\.avi was not prepared"):
        cache.rows_of("c.avi")


def test_a_video_is_unreadable_without_frames_and_damaged_with_some(folder):
    cache = PatchCache.open(folder)
    assert cache.unreadable == {"a/1.avi": "empty_file"}
    assert cache.damaged == {"b.avi": "decode_error"}


def test_another_process_is_sent_the_place_and_not_the_patches(folder):
    sent = pickle.dumps(PatchCache.open(folder))
    assert len(sent) < 500
    np.testing.assert_array_equal(pickle.loads(sent).patches, PATCHES)


def test_a_cache_without_patches_opens(folder):
    (folder / "patches.u8").write_bytes(b"")
    change_meta(folder, patches=0, index_sha256=write_index(folder, ROWS[1:3]))
    cache = PatchCache.open(folder)
    assert cache.patches.shape == (0, 4, 4, 3)
    assert cache.index["row"].isna().all()


def test_no_cache_there_is_told(tmp_path):
    with pytest.raises(CacheError, match=r"no patch cache is there\. Run `msfans prepare`"):
        PatchCache.open(tmp_path / "nowhere")


def test_another_geometry_is_refused(folder):
    with pytest.raises(CacheError, match=r"patch_px=4.*not.*patch_px=240.*prepare` again"):
        PatchCache.open(folder, geometry=PatchGeometry())


@pytest.mark.parametrize("found", [0, 2, None, "1"])
def test_another_format_is_refused(folder, found):
    change_meta(folder, format=found)
    with pytest.raises(CacheError, match=r"this version reads format 1\. Run `msfans prepare`"):
        PatchCache.open(folder)


@pytest.mark.parametrize("content", ["", "{", "[]", "3"])
def test_a_meta_that_is_none_is_refused(folder, content):
    (folder / "meta.json").write_text(content)
    with pytest.raises(CacheError, match="prepare` again"):
        PatchCache.open(folder)


def test_lost_patches_are_told(folder):
    (folder / "patches.u8").write_bytes(PATCHES.tobytes()[:-1])
    with pytest.raises(CacheError, match=r"patches\.u8: has 95 bytes instead of 96"):
        PatchCache.open(folder)
    (folder / "patches.u8").unlink()
    with pytest.raises(CacheError, match=r"has 0 bytes instead of 96"):
        PatchCache.open(folder)


def test_a_changed_index_is_told(folder):
    write_index(folder, ROWS[:-1])
    with pytest.raises(CacheError, match=r"index\.csv: is missing or was changed"):
        PatchCache.open(folder)
