from collections.abc import Callable
from pathlib import Path

import pytest

from msfans.errors import ProtocolError
from msfans.protocols import (
    REQUIRED,
    Protocol,
    clips_of,
    first_named,
    read_protocol,
    read_rows,
    relative_path,
    require_complete,
    write_protocol,
)
from msfans.records import Clip, Label, Split

WriteTable = Callable[..., Path]


def bona_fide(path: str, subject: str = "anna", split: Split = Split.TRAIN) -> Clip:
    return Clip(path=path, subject=subject, split=split, label=Label.BONA_FIDE)


def attack(path: str, subject: str = "anna", split: Split = Split.TRAIN) -> Clip:
    return Clip(path=path, subject=subject, split=split, label=Label.ATTACK, pai_species="print")


def protocol(*clips: Clip, missing: tuple[Clip, ...] = ()) -> Protocol:
    return Protocol(corpus="own", name="all", clips=clips, missing=missing)


@pytest.fixture
def write_table(tmp_path: Path) -> WriteTable:
    def write(*rows: str, header: str = ",".join(REQUIRED)) -> Path:
        path = tmp_path / "table.csv"
        path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
        return path

    return write


def bad_rows(path: Path) -> str:
    with pytest.raises(ProtocolError) as caught:
        clips_of(path, read_rows(path, required=REQUIRED))
    return str(caught.value)


def test_splits_species_and_expected_numbers() -> None:
    ben = bona_fide("3.avi", "ben", Split.TEST)
    gone = attack("4.avi", "ben", Split.TEST)
    table = protocol(bona_fide("1.avi"), attack("2.avi"), ben, missing=(gone,))
    assert table.split(Split.TRAIN) == (bona_fide("1.avi"), attack("2.avi"))
    assert table.split(Split.DEVEL) == ()
    assert table.species == ("print",)
    assert table.official == (*table.clips, gone)
    assert table.n_expected(Split.TEST) == 2
    assert table.n_expected(Split.TEST, Label.ATTACK) == 1


def test_a_subject_in_two_splits_is_refused_even_when_one_video_is_missing() -> None:
    with pytest.raises(ProtocolError, match=r"anna \(test and train\)"):
        protocol(bona_fide("1.avi"), missing=(bona_fide("2.avi", split=Split.TEST),))


def test_a_video_twice_is_refused() -> None:
    with pytest.raises(ProtocolError, match=r"own/all: lists a video twice: 1\.avi\. Keep one"):
        protocol(bona_fide("1.avi"), missing=(attack("1.avi"),))


def test_a_complete_protocol_passes_whatever_is_unreadable_elsewhere() -> None:
    require_complete(protocol(bona_fide("1.avi")), {"other.avi"})


def test_an_incomplete_protocol_says_how_much_is_missing_and_how_to_go_on() -> None:
    table = protocol(bona_fide("1.avi"), attack("2.avi"), missing=(attack("3.avi"),))
    with pytest.raises(ProtocolError) as caught:
        require_complete(table, ["2.avi", "other.avi"])
    message = str(caught.value)
    assert "of 3 official videos 1 are missing and 1 unreadable: 3.avi, 2.avi." in message
    assert "data.allow_incomplete=true" in message


def test_ten_names_then_a_count() -> None:
    names = [str(n) for n in range(12)]
    assert first_named(names) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more"
    assert first_named(names[:10]) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9"


def test_a_protocol_survives_its_file(tmp_path: Path) -> None:
    written = Protocol(
        corpus="casia_fasd",
        name="overall",
        clips=(
            Clip(
                path='träin/a "b", c.avi',
                subject="anna, the first",
                split=Split.TRAIN,
                label=Label.ATTACK,
                pai_species="print",
                attributes={"quality": "low", "light": ""},
            ),
            Clip(
                path="d.avi",
                subject="ben",
                split=Split.TEST,
                label=Label.BONA_FIDE,
                attributes={"quality": "high", "light": "adverse"},
            ),
        ),
        missing=(
            Clip(
                path="e.avi",
                subject="ben",
                split=Split.TEST,
                label=Label.BONA_FIDE,
                attributes={"quality": "low", "light": "adverse"},
            ),
        ),
    )
    path = tmp_path / "new" / "protocol.csv"
    write_protocol(path, written)
    assert read_protocol(path) == written


def test_a_file_of_two_protocols_is_refused(write_table: WriteTable) -> None:
    path = write_table(
        "c,one,yes,1.avi,anna,train,bona_fide,",
        "c,two,yes,2.avi,anna,train,bona_fide,",
        header="corpus,protocol,on_disk,path,subject,split,label,pai_species",
    )
    with pytest.raises(ProtocolError, match="holds 2 protocols"):
        read_protocol(path)


@pytest.mark.parametrize(
    ("row", "fact"),
    [
        ("a.avi,anna,train,real,", "unknown label 'real' (write bona_fide or attack)"),
        ("a.avi,anna,train,1,", "unknown label '1'"),
        ("a.avi,anna,valid,bona_fide,", "unknown split 'valid' (write train or devel or test)"),
        ("a.avi,anna,train,bona_fide,print", "bona fide with the PAI species 'print'"),
        ("a.avi,anna,train,attack,", "attack without a PAI species"),
        ("a.avi,,train,bona_fide,", "no subject"),
        (",anna,train,bona_fide,", "no path"),
        ("/data/a.avi,anna,train,bona_fide,", "leaves the table's folder"),
        ("../a.avi,anna,train,bona_fide,", "leaves the table's folder"),
        ("b/../../a.avi,anna,train,bona_fide,", "leaves the table's folder"),
        ("C:/a.avi,anna,train,bona_fide,", "leaves the table's folder"),
        ("b\\a.avi,anna,train,bona_fide,", "has backslashes (write / between folders)"),
        ("./1.avi,anna,train,bona_fide,", "the video of row 2 again"),
        ("a.avi,ben,test,bona_fide,", "subject 'ben' is in test here and in train in row 2"),
    ],
)
def test_a_bad_row_is_named_with_fact_and_fix(write_table: WriteTable, row: str, fact: str) -> None:
    path = write_table("1.avi,ben,train,bona_fide,", "", row)
    message = bad_rows(path)
    assert message.startswith(f"{path}: 1 bad rows: row 4: ")
    assert fact in message


def test_every_bad_row_is_named_at_once(write_table: WriteTable) -> None:
    path = write_table("a.avi,anna,train,real,", "b.avi,ben,test,bona_fide,", "c.avi,,x,attack,")
    message = bad_rows(path)
    assert "2 bad rows" in message
    assert "row 2" in message
    assert "row 3" not in message
    assert "row 4" in message


def test_odd_rows_are_named_with_their_number_of_cells(write_table: WriteTable) -> None:
    message = bad_rows(write_table("a.avi,anna", "b, c.avi,ben,test,bona_fide,"))
    assert "rows do not have 5 cells: row 2 (2), row 3 (6)" in message


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_another_separator_is_recognised(write_table: WriteTable, separator: str) -> None:
    path = write_table(header=separator.join(REQUIRED))
    assert f"is separated by {separator!r}. Save it with commas" in bad_rows(path)


@pytest.mark.parametrize(
    ("header", "fact"),
    [
        ("path,subject,split,label", "has no column pai_species"),
        ("", "has no column path, subject, split, label, pai_species"),
        ("path,subject,split,label,pai_species,path", "two columns of one name"),
        ("path,subject,split,label,pai_species,", "or one without"),
    ],
)
def test_a_bad_header_is_named(write_table: WriteTable, header: str, fact: str) -> None:
    assert fact in bad_rows(write_table(header=header))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"path,\xe9\n"])
def test_a_file_that_is_no_such_text_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    assert bad_rows(path).startswith(str(path))


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "No such file" in bad_rows(tmp_path / "none.csv")


def test_blanks_round_cells_are_dropped_and_paths_shortened(write_table: WriteTable) -> None:
    path = write_table(" ./b//a.avi , anna , train , bona_fide , ")
    (clip,) = clips_of(path, read_rows(path, required=REQUIRED))
    assert (clip.path, clip.subject) == ("b/a.avi", "anna")


def test_relative_paths_keep_dots_that_stay_inside() -> None:
    assert relative_path("a/../b/..c.avi") == "b/..c.avi"
