"""Own folders and corpora become presentations with what is known of them."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from msfans.corpora.manifest import Manifest
from msfans.deploy.material import (
    Presentation,
    Sampling,
    of_corpus,
    own_material,
    presentations_in,
    sampled_frames,
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
        "attack/10.jpg": "unspecified",
        "attack/2.MOV": "unspecified",
        "attack/print/a.avi": "print",
        "attack/print/deep/b.png": "print",
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


def two_days(root: Path) -> dict[Label, Path]:
    """Folders of one name, each with a video of one name."""
    folders: dict[Label, Path] = {
        Label.BONA_FIDE: root / "day1" / "vids",
        Label.ATTACK: root / "day2" / "vids",
    }
    for content, folder in enumerate(folders.values()):
        folder.mkdir(parents=True)
        (folder / "1.avi").write_text(str(content))
    return folders


def test_folders_of_one_name_give_presentations_of_their_own_names(tmp_path) -> None:
    found = own_material(two_days(tmp_path))
    assert [each.name for each in found] == ["bona_fide/1.avi", "attack/1.avi"]


@pytest.mark.parametrize(
    ("inside", "fact"),
    [
        ("", "lies in the folders of both classes"),
        ("..", r"has the same content as .*1\.avi, which is bona_fide"),
    ],
)
def test_a_folder_and_one_inside_it_are_not_both_classes(tmp_path, inside, fact) -> None:
    live = two_days(tmp_path)[Label.BONA_FIDE]
    with pytest.raises(DataError, match=fact):
        own_material({Label.BONA_FIDE: live, Label.ATTACK: live / inside})


def test_a_link_into_the_other_class_is_refused(tmp_path) -> None:
    folders = two_days(tmp_path)
    (folders[Label.ATTACK] / "2.avi").symlink_to(folders[Label.BONA_FIDE] / "1.avi")
    with pytest.raises(DataError, match=r"2\.avi: has the same .*1\.avi, which is bona_fide"):
        own_material(folders)


@pytest.mark.parametrize("make", ["hardlink_to", "symlink_to", "write_text"])
def test_two_of_the_same_content_are_named(tmp_path, make) -> None:
    folders = two_days(tmp_path)
    first = folders[Label.ATTACK] / "1.avi"
    getattr(first.with_name("2.avi"), make)("1" if make == "write_text" else first)
    with pytest.raises(DataError) as caught:
        own_material(folders)
    assert str(caught.value).startswith(
        f"{first.with_name('2.avi')}: has the same content as {first}. Take one of them away"
    )


def test_more_copies_are_counted(tmp_path) -> None:
    folders = two_days(tmp_path)
    for name in ("2.avi", "3.avi", "4.avi"):
        (folders[Label.ATTACK] / name).write_text("1")
    with pytest.raises(DataError, match=r"2\.avi: .*1\.avi; so it is with 2 more\. Take"):
        own_material(folders)


def test_what_can_not_be_read_is_no_copy(tmp_path) -> None:
    folders = two_days(tmp_path)
    for name in ("2.avi", "3.avi"):
        (folders[Label.ATTACK] / name).touch()
        (folders[Label.BONA_FIDE] / name).symlink_to(tmp_path / "nowhere")
    assert len(own_material(folders)) == 6


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
    sampled = list(sampled_frames(seen, Sampling(stride_frames=3, max_frames=2)))
    assert [(number, rgb[0, 0, 0]) for number, rgb in sampled] == [(0, 0), (3, 3)]


def test_a_picture_is_its_own_frame(tmp_path) -> None:
    path = tmp_path / "one.png"
    cv2.imwrite(str(path), np.full((5, 6, 3), (1, 2, 3), np.uint8))
    ((number, rgb),) = sampled_frames(Presentation(path=path, name="one"), Sampling())
    assert (number, rgb.shape, rgb[0, 0].tolist()) == (0, (5, 6, 3), [3, 2, 1])


def test_frames_before_damage_count_and_none_at_all_is_an_error(tmp_path, write_video) -> None:
    frames = [np.full((48, 64, 3), number, np.uint8) for number in range(3)]
    path = write_video(tmp_path / "torn.mov", frames)
    content = path.read_bytes()
    second = content.index(b"\x89PNG", content.index(b"\x89PNG") + 4)
    path.write_bytes(content[:second] + bytes(60) + content[second + 60 :])
    assert [
        n for n, _ in sampled_frames(Presentation(path=path, name="t"), Sampling(stride_frames=1))
    ] == [0]
    path.write_bytes(b"no video")
    with pytest.raises(UnreadableVideo):
        list(sampled_frames(Presentation(path=path, name="t"), Sampling()))
