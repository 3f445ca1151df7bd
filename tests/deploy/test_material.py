"""Own folders and corpora become presentations with what is known of them."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from msfans.corpora.manifest import Manifest
from msfans.deploy.material import (
    Presentation,
    Sampling,
    frames_of,
    of_corpus,
    presentations_in,
    spread,
    without_labels,
)
from msfans.errors import DataError
from msfans.media.video import UnreadableVideo
from msfans.records import Label


@pytest.fixture
def folder(tmp_path):
    for name in ("own/10.jpg", "own/2.MOV", "own/print/a.avi", "own/print/deep/b.png", "own/x.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path / "own"


def test_attacks_are_of_the_species_of_their_folder(folder) -> None:
    found = {each.name: each.pai_species for each in presentations_in(folder, Label.ATTACK)}
    assert found == {
        "own/10.jpg": "unspecified",
        "own/2.MOV": "unspecified",
        "own/print/a.avi": "print",
        "own/print/deep/b.png": "print",
    }


@pytest.mark.parametrize("label", [Label.BONA_FIDE, None])
def test_others_have_none(folder, label) -> None:
    assert {(each.label, each.pai_species) for each in presentations_in(folder, label)} == {
        (label, "")
    }


def test_an_empty_folder_and_a_file_are_refused(folder, tmp_path) -> None:
    (tmp_path / "nothing").mkdir()
    with pytest.raises(DataError, match="holds no video or picture"):
        presentations_in(tmp_path / "nothing", None)
    with pytest.raises(DataError, match="is not a folder"):
        presentations_in(folder / "x.txt", None)


def test_a_corpus_gives_its_test_videos(tmp_path) -> None:
    rows = ["1.avi,p,train,bona_fide,", "2.avi,q,test,bona_fide,", "3.avi,q,test,attack,print"]
    (tmp_path / "v.csv").write_text("\n".join(["path,subject,split,label,pai_species", *rows]))
    for number in (1, 2, 3):
        (tmp_path / f"{number}.avi").touch()
    found = of_corpus(Manifest(tmp_path / "v.csv"))
    assert [(each.name, each.label, each.pai_species) for each in found] == [
        ("2.avi", "bona_fide", ""),
        ("3.avi", "attack", "print"),
    ]
    assert {each.label for each in without_labels(found)} == {None}


def test_spreading_takes_from_the_whole_list() -> None:
    ten = [Presentation(path=Path(str(n)), name=str(n)) for n in range(10)]
    assert [each.name for each in spread(ten, 4)] == ["0", "2", "5", "7"]
    assert spread(ten, None) == spread(ten, 10) == spread(ten, 99) == ten


def test_frames_of_a_video_are_sampled(tmp_path, write_video) -> None:
    frames = [np.full((48, 64, 3), number, np.uint8) for number in range(9)]
    path = write_video(tmp_path / "nine.mov", frames)
    seen = Presentation(path=path, name="nine")
    sampled = list(frames_of(seen, Sampling(stride_frames=3, max_frames=2)))
    assert [(number, rgb[0, 0, 0]) for number, rgb in sampled] == [(0, 0), (3, 3)]


def test_a_picture_is_its_own_frame(tmp_path) -> None:
    path = tmp_path / "one.png"
    cv2.imwrite(str(path), np.full((5, 6, 3), (1, 2, 3), np.uint8))
    ((number, rgb),) = frames_of(Presentation(path=path, name="one"), Sampling())
    assert (number, rgb.shape, rgb[0, 0].tolist()) == (0, (5, 6, 3), [3, 2, 1])


def test_frames_before_damage_count_and_none_at_all_is_an_error(tmp_path, write_video) -> None:
    frames = [np.full((48, 64, 3), number, np.uint8) for number in range(3)]
    path = write_video(tmp_path / "torn.mov", frames)
    content = path.read_bytes()
    second = content.index(b"\x89PNG", content.index(b"\x89PNG") + 4)
    path.write_bytes(content[:second] + bytes(60) + content[second + 60 :])
    assert [
        n for n, _ in frames_of(Presentation(path=path, name="t"), Sampling(stride_frames=1))
    ] == [0]
    path.write_bytes(b"no video")
    with pytest.raises(UnreadableVideo):
        list(frames_of(Presentation(path=path, name="t"), Sampling()))
