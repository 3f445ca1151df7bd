import os
from pathlib import Path

import pytest

from msfans.files import current_umask, replacing


def test_the_file_appears_whole_and_nothing_else_stays(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "a.csv"
    with replacing(path) as temporary:
        assert temporary.parent == path.parent
        assert temporary.suffix == ".csv"
        temporary.write_text("whole")
        assert not path.exists()
    assert path.read_text() == "whole"
    assert list(path.parent.iterdir()) == [path]


def test_an_error_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")

    def write_half() -> None:
        with replacing(path) as temporary:
            temporary.write_text("half")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        write_half()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_keyboard_interrupt_leaves_no_litter(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), replacing(tmp_path / "a.csv"):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_writer_that_renames_over_the_temporary_is_welcome(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with replacing(path) as temporary:
        other = tmp_path / "other"
        other.write_text("renamed")
        other.replace(temporary)
    assert path.read_text() == "renamed"


def test_permissions_are_those_of_an_ordinary_file(tmp_path: Path) -> None:
    ordinary, path = tmp_path / "ordinary", tmp_path / "a.csv"
    ordinary.touch()
    with replacing(path):
        pass
    assert path.stat().st_mode == ordinary.stat().st_mode


def test_reading_the_umask_leaves_it(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        assert current_umask() == 0o027
        assert current_umask() == 0o027
    finally:
        os.umask(before)
