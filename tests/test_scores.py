"""Score files: what is read back, and what each kind of bad input is told."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msfans.errors import ScoreError
from msfans.score_csv import COLUMNS, HEADER
from msfans.scores import checked, read_scores, write_scores

GOOD = "a.avi,0,s1,test,bona_fide,,0.5\nb.avi,0,s1,test,attack,cut_photo,0.1\n"


def written(path: Path, text: str | bytes) -> Path:
    """The file with this content."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def message(path: Path, text: str | bytes) -> str:
    """What reading the content is refused with."""
    with pytest.raises(ScoreError) as refused:
        read_scores(written(path, text))
    assert str(path) in str(refused.value)
    assert refused.value.exit_code == 3
    return str(refused.value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "scores.csv"


def test_reads_types_and_values(path: Path) -> None:
    rows = read_scores(written(path, f"{HEADER}\n{GOOD}c.avi,,s2,devel,attack,replay,\n"))
    assert tuple(rows.columns) == COLUMNS
    assert rows["clip"].tolist() == ["a.avi", "b.avi", "c.avi"]
    assert rows["frame"].dtype == "Int64"
    assert rows["frame"].isna().tolist() == [False, False, True]
    assert rows["score"].tolist()[:2] == [0.5, 0.1]
    assert np.isnan(rows["score"].iloc[2])
    assert rows["split"].astype(str).tolist() == ["test", "test", "devel"]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}\n{GOOD}\n\n",
        f"\ufeff{HEADER}\n{GOOD}",
        f"{HEADER}\n{GOOD}".replace("\n", "\r\n"),
        f"{HEADER},note\n" + GOOD.replace("\n", ",x\n"),
        f"{HEADER}\n{GOOD}".rstrip("\n"),
    ],
    ids=["blank lines", "byte order mark", "CRLF", "more columns", "no last newline"],
)
def test_takes_what_does_no_harm(path: Path, text: str) -> None:
    assert read_scores(written(path, text))["score"].tolist() == [0.5, 0.1]


def test_a_header_alone_is_refused(path: Path) -> None:
    assert "a header and no rows" in message(path, f"{HEADER}\n")


def test_names_in_any_script_are_names(path: Path) -> None:
    text = f"{HEADER}\nü/a b.avi,0,Zoë 1,test,attack,紙マスク,0.5\n"
    rows = read_scores(written(path, text))
    assert rows.loc[0, ["clip", "subject", "pai_species"]].tolist() == [
        "ü/a b.avi",
        "Zoë 1",
        "紙マスク",
    ]


def test_names_that_look_like_missing_values_stay_names(path: Path) -> None:
    rows = read_scores(written(path, f"{HEADER}\nNA,0,null,test,attack,None,0.5\n"))
    assert rows.loc[0, ["clip", "subject", "pai_species"]].tolist() == ["NA", "null", "None"]


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("b.avi,1,s1,test,attack,cut_photo,nan", "line 4: score is 'nan'"),
        ("b.avi,1,s1,test,attack,cut_photo,-inf", "line 4: the score of 'b.avi' is -inf"),
        ("b.avi,1,s1,test,attack,cut_photo,1e999", "line 4: the score of 'b.avi' is inf"),
        ("b.avi,1,s1,test,attack,cut_photo,high", "line 4: score is 'high'"),
        ("b.avi,1,s1,test,attack,cut_photo,1_0", "line 4: score is '1_0'"),
        ("b.avi,1,s1,test,attack,cut_photo,0,5", "line 4: 8 fields where the header has 7"),
        ("b.avi,1,s1,test,attack,cut_photo", "line 4: 6 fields where the header has 7"),
        ("b.avi,0,s1,test,attack,cut_photo,.2", "line 4: frame 0 of clip 'b.avi' stands there tw"),
        ("b.avi,1.5,s1,test,attack,cut_photo,.2", "line 4: frame is 1.5"),
        ("b.avi,-1,s1,test,attack,cut_photo,.2", "line 4: frame is -1"),
        ("b.avi,nan,s1,test,attack,cut_photo,.2", "line 4: frame is 'nan'"),
        ("c.avi,0,s1,test,real,,.2", "line 4: unknown label 'real'"),
        ("c.avi,0,s1,dev,bona_fide,,.2", "line 4: unknown split 'dev'"),
        ("c.avi,0,s1,test,attack,,.2", "line 4: attack 'c.avi' has no pai_species"),
        ("c.avi,0,s1,test,bona_fide,mask,.2", "line 4: bona fide 'c.avi' has pai_species 'mask'"),
        ("c.avi,0,,test,bona_fide,,.2", "line 4: subject is empty"),
        (",0,s1,test,bona_fide,,.2", "line 4: clip is empty"),
        ("b.avi,1,s1,test,bona_fide,,.2", "line 4: clip 'b.avi' has label 'bona_fide' and another"),
        (
            "b.avi,1,s2,test,attack,cut_photo,.2",
            "line 4: clip 'b.avi' has subject 's2' and another",
        ),
        ("b.avi,1,s1,devel,attack,cut_photo,.2", "line 4: clip 'b.avi' has split 'devel' and anot"),
        ("c.avi ,0,s1,test,bona_fide,,.2", "line 4: clip 'c.avi ' has a blank at an end"),
        ("c.avi,0, s1,test,bona_fide,,.2", "line 4: subject ' s1' has a blank at an end"),
        ("c.avi,0,s1,test,attack, ,.2", "line 4: pai_species ' ' has a blank at an end"),
        ("c\0.avi,0,s1,test,bona_fide,,.2", r"line 4: clip 'c\x00.avi' has a blank at an end or a"),
        ("c.avi,0,s1,test,attack,\x1b[31mcut,.2", r"pai_species '\x1b[31mcut' has a blank at"),
        ('c.avi,0,s1,test,attack,"cut\nphoto",.2', r"line 4: pai_species 'cut\nphoto' has a blank"),
        ("c.avi,,s1,test,bona_fide,,.2", "line 4: clip 'c.avi' is scored as a whole"),
        ('"c.avi,0,s1,test,bona_fide,,.2', "line 4: 1 fields where the header has 7"),
    ],
)
def test_names_the_line_and_the_fact(path: Path, line: str, fact: str) -> None:
    assert fact in message(path, f"{HEADER}\n{GOOD}{line}\n")


def test_counts_the_other_rows_of_the_same_kind(path: Path) -> None:
    line = "c.avi,{},s1,test,real,,.2\n"
    told = message(path, f"{HEADER}\n{GOOD}" + "".join(line.format(n) for n in range(3)))
    assert "line 4: unknown label 'real' (2 more such rows)" in told
    assert "Use one of bona_fide, attack." in told


def test_line_numbers_count_blank_lines(path: Path) -> None:
    assert "line 6:" in message(path, f"{HEADER}\n\n\n{GOOD}b.avi,1,s1,test,fake,,.2\n")


def test_refuses_a_score_that_leaves_no_room_for_a_threshold(path: Path) -> None:
    line = f"c.avi,0,s1,test,bona_fide,,{float(np.finfo(float).max)!r}"
    assert "the score of 'c.avi' is 1.797" in message(path, f"{HEADER}\n{GOOD}{line}\n")


@given(scores=st.lists(st.floats(-1e300, 1e300) | st.just(float("nan")), min_size=1, max_size=20))
def test_scores_come_back_bit_for_bit(
    tmp_path_factory: pytest.TempPathFactory, scores: list[float]
) -> None:
    path = tmp_path_factory.mktemp("exact") / "scores.csv"
    rows = pd.DataFrame(
        {
            "clip": 'a,"b".avi',
            "frame": range(len(scores)),
            "subject": "s",
            "split": "test",
            "label": "bona_fide",
            "pai_species": "",
            "score": scores,
        }
    )
    write_scores(path, rows)
    back = read_scores(path)
    assert np.array_equal(back["score"].to_numpy(), np.array(scores), equal_nan=True)
    assert back["clip"].unique().tolist() == ['a,"b".avi']


def test_nothing_is_written_when_rows_are_bad(path: Path) -> None:
    written(path, "before")
    rows = pd.DataFrame([["a.avi", 0, "s", "test", "real", "", 0.5]], columns=list(COLUMNS))
    with pytest.raises(ScoreError, match="line 2: unknown label 'real'"):
        write_scores(path, rows)
    assert path.read_text() == "before"


def test_checked_keeps_the_file_for_later_errors(path: Path) -> None:
    rows = read_scores(written(path, f"{HEADER}\n{GOOD}"))
    assert rows.attrs["path"] == str(path)
    assert checked(rows, path).equals(rows)


def test_names_made_of_digits_are_names(path: Path) -> None:
    lines = "1.avi,0,017,test,attack,1e3,1\n2.avi,0,17,test,attack,1000,2\n"
    rows = read_scores(written(path, f"{HEADER}\n{lines}"))
    assert rows["subject"].tolist() == ["017", "17"]
    assert rows["pai_species"].tolist() == ["1e3", "1000"]
