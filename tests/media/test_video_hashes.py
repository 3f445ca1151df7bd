import hashlib
import json
import os
import time

import pytest

from msfans.media import video_hashes
from msfans.media.video_hashes import hash_videos


@pytest.fixture
def root(tmp_path):
    """Two settled files, a minute old."""
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
        os.utime(tmp_path / name, (time.time() - 60,) * 2)
    return tmp_path


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_digests_in_the_order_asked_for(root):
    found = hash_videos(root, ["b", "gone", "a"], memo=root / "memo.json")
    assert list(found.items()) == [("b", digest("b")), ("gone", "missing"), ("a", digest("a"))]


def test_an_unchanged_file_is_not_read_again(root, monkeypatch):
    first = hash_videos(root, ["a", "b"], memo=root / "memo.json")
    monkeypatch.setattr(video_hashes.hashlib, "file_digest", None)
    assert hash_videos(root, ["a", "b"], memo=root / "memo.json") == first


def test_a_changed_file_is_read_again(root):
    hash_videos(root, ["a"], memo=root / "memo.json")
    (root / "a").write_text("c")
    assert hash_videos(root, ["a"], memo=root / "memo.json") == {"a": digest("c")}


def test_a_file_just_written_is_not_remembered(root):
    """It may change again within the resolution of its time stamp."""
    (root / "new").write_text("new")
    hash_videos(root, ["a", "new"], memo=root / "memo.json")
    assert list(json.loads((root / "memo.json").read_text()).values()) == [digest("a")]


def test_a_file_that_may_not_be_read_is_told(root, monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(video_hashes.hashlib, "file_digest", refuse)
    assert hash_videos(root, ["a"], memo=root / "memo.json") == {"a": "not_permitted"}


@pytest.mark.parametrize("content", ["", "{", "no json"])
def test_a_broken_memo_costs_time_only(root, content):
    (root / "memo.json").write_text(content)
    assert hash_videos(root, ["a"], memo=root / "memo.json") == {"a": digest("a")}
    assert list(json.loads((root / "memo.json").read_text()).values()) == [digest("a")]


def test_the_memo_keeps_what_other_calls_found(root):
    hash_videos(root, ["a"], memo=root / "memo.json")
    hash_videos(root, ["b"], memo=root / "memo.json")
    remembered = json.loads((root / "memo.json").read_text()).values()
    assert sorted(remembered) == sorted([digest("a"), digest("b")])
