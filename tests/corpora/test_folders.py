import os
import random
from pathlib import Path

import pytest

from msfans.corpora.folders import natural, refuse_doubles, take_stock, videos_below, walk
from msfans.errors import DataError, ProtocolError
from msfans.records import Clip, Label, Split


def clip(path: str) -> Clip:
    return Clip(path=path, subject="a", split=Split.TRAIN, label=Label.BONA_FIDE)


def test_natural_order_counts() -> None:
    names = ["1.avi", "2.avi", "10.avi", "HR_1.avi", "HR_2.avi", "HR_10.avi"]
    shuffled = random.Random(1).sample(names, len(names))
    assert sorted(shuffled, key=natural) == names


def test_natural_order_is_total() -> None:
    names = ["A1", "a1", "a01", "é", "1a", "", "\uff11"]
    assert len({natural(name) for name in names}) == len(names)
    assert sorted(names, key=natural) == ["", "\uff11", "1a", "A1", "a01", "a1", "é"]


def test_videos_are_found_in_natural_order_down_to_the_depth(tmp_path: Path) -> None:
    for path in ("t/10/1.avi", "t/2/1.MOV", "t/2/deep/1.mp4", "t/2/1.txt", "other/1.avi"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    assert videos_below(tmp_path, ["t", "absent"], depth=1) == ["t/2/1.MOV", "t/10/1.avi"]
    assert "t/2/deep/1.mp4" in videos_below(tmp_path, ["t"], depth=2)


def test_litter_and_broken_links_are_passed_over(tmp_path: Path) -> None:
    for name in (".DS_Store", "._1.avi", "Thumbs.db", "1.avi"):
        (tmp_path / name).touch()
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "__MACOSX" / "2.avi").touch()
    (tmp_path / "3.avi").symlink_to(tmp_path / "nowhere.avi")
    (tmp_path / "4.avi").symlink_to(tmp_path / "1.avi")
    assert [path.name for path in walk(tmp_path, depth=2)] == ["1.avi", "4.avi"]


def test_a_folder_that_can_not_be_listed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path) -> None:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(DataError, match="Permission denied"):
        list(walk(tmp_path, depth=0))


def test_stock_keeps_the_order_of_the_list() -> None:
    stock = take_stock(
        [clip("b.avi"), clip("a.avi"), clip("c.avi")],
        ["A.AVI", "B.avi", "x.avi"],
        place_of=str.lower,
    )
    assert [c.path for c in stock.present] == ["B.avi", "A.AVI"]
    assert [c.path for c in stock.missing] == ["c.avi"]
    assert stock.strays == ("x.avi",)


def test_doubles_are_refused_by_name() -> None:
    refuse_doubles({"a": ["a.avi"]})
    with pytest.raises(ProtocolError, match=r"a\.avi and a\.mp4"):
        refuse_doubles({"a": ["a.avi", "a.mp4"], "b": ["b.avi"]})
