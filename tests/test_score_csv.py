"""What a file of scores is told when it can not even be read, and what reading keeps."""

import gzip
import os
from pathlib import Path

import pytest

from msfans.errors import ScoreError
from msfans.score_csv import COLUMNS, HEADER, read_header, read_table

GOOD = "a.avi,0,s1,test,bona_fide,,0.5\nb.avi,0,s1,test,attack,cut_photo,0.1\n"
TEXT = f"{HEADER}\n{GOOD}"
OURS = {name: name for name in COLUMNS}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "scores.csv"


def message(path: Path, text: str | bytes) -> str:
    """What reading the content is refused with."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ScoreError) as refused:
        read_table(path, OURS)
    assert str(path) in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("", "the file is empty. Its first line is clip,frame"),
        (TEXT.replace(",", ";"), "the columns are separated by ';'"),
        (TEXT.replace(",", "\t"), "the columns are separated by '\\t'"),
        (TEXT.replace(",", ", "), "line 1: there are blanks round the column name ' frame'"),
        ("clip,score\na.avi,1\n", "no column frame, subject, split, label, pai_species among"),
        (f"{HEADER},score\n", "column score stands there 2 times"),
        (TEXT.encode("utf-16"), "this is text in UTF-16. Save the file as UTF-8"),
        (gzip.compress(TEXT.encode()), "this is compressed by gzip. Unpack the file first"),
        (
            TEXT.encode() + b"\xe9.avi,0,s1,test,bona_fide,,1",
            "line 4: the text is not UTF-8 (byte 0xe9",
        ),
        (
            TEXT.encode() + b"c.avi,0,s1,test,bona_fide,,\xe2\x82",
            "line 4: the text is not UTF-8 (byte 0xe2",
        ),
        (TEXT + "x" * 200_000, "line 4: field larger than field limit"),
    ],
)
def test_refuses_other_kinds_of_files(path: Path, text: str | bytes, fact: str) -> None:
    assert fact in message(path, text)


def test_refuses_what_is_no_file(tmp_path: Path) -> None:
    pipe, dangling = tmp_path / "pipe", tmp_path / "dangling.csv"
    os.mkfifo(pipe)
    dangling.symlink_to("none.csv")
    for place, fact in (
        (tmp_path / "none.csv", "there is no such file"),
        (tmp_path / ("x" * 300), "can not be read \\(File name too long\\)"),
        (dangling, "there is no such file"),
        (tmp_path, "this is a folder"),
        (pipe, "this is a pipe or a device"),
    ):
        with pytest.raises(ScoreError, match=fact):
            read_header(place)


def test_a_file_that_may_not_be_read_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text(TEXT)

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(ScoreError, match="can not be read \\(Permission denied\\)"):
        read_header(path)


def test_a_link_is_as_good_as_its_file(path: Path, tmp_path: Path) -> None:
    path.write_text(TEXT)
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    assert read_table(link, OURS)["score"].tolist() == [0.5, 0.1]


def test_portions_are_joined(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"{n // 3}.avi,{n % 3},s{n // 6},test,attack,cut,{n}" for n in range(20)]
    path.write_text("\n".join([HEADER, *lines]))
    whole = read_table(path, OURS)
    monkeypatch.setattr("msfans.score_csv.ROWS_AT_ONCE", 7)
    parts = read_table(path, OURS)
    assert parts.astype(object).equals(whole.astype(object))
    lines[15] = lines[15].replace("15", "fifteen")
    assert "line 17: score is 'fifteen'" in message(path, "\n".join([HEADER, *lines]))
    assert "line 18: 6 fields" in message(
        path, "\n".join([HEADER, *lines[:15], "", "a,1,s,test,attack,x"])
    )
