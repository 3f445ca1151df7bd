from collections.abc import Callable
from pathlib import Path

import pytest

from msfans.corpora.manifest import Manifest
from msfans.errors import ProtocolError, UsageError
from msfans.records import Clip, Label, Split

WriteManifest = Callable[..., Path]
GOOD = (
    "a/1.mp4,anna,train,bona_fide,",
    "a/2.mp4,anna,train,attack,print",
    "b/1.mp4,ben,test,bona_fide,",
)


def test_videos_on_disk_are_clips_and_the_others_missing(write_manifest: WriteManifest) -> None:
    path = write_manifest(*GOOD)
    (path.parent / "a").mkdir()
    (path.parent / "a/1.mp4").touch()
    corpus = Manifest(path)
    assert corpus.root == path.parent
    assert corpus.clips() == (
        Clip(path="a/1.mp4", subject="anna", split=Split.TRAIN, label=Label.BONA_FIDE),
    )
    assert [clip.path for clip in corpus.missing()] == ["a/2.mp4", "b/1.mp4"]
    assert corpus.strays() == ()
    assert corpus.protocol().n_expected(Split.TRAIN) == 2
    assert corpus.protocols() == (corpus.protocol(),)


def test_a_folder_named_like_a_video_is_missing(write_manifest: WriteManifest) -> None:
    path = write_manifest(*GOOD)
    (path.parent / "b/1.mp4").mkdir(parents=True)
    assert len(Manifest(path).missing()) == 3


def test_further_columns_are_attributes(write_manifest: WriteManifest) -> None:
    path = write_manifest(
        "x.mp4,anna,print,devel,attack,phone",
        header="path,subject,pai_species,split,label,camera",
    )
    (clip,) = Manifest(path).missing()
    assert (clip.pai_species, dict(clip.attributes)) == ("print", {"camera": "phone"})


def test_a_spreadsheet_s_byte_order_mark_and_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(
        b"\xef\xbb\xbfpath,subject,split,label,pai_species\r\nx.mp4,a,test,bona_fide,\r\n"
    )
    assert Manifest(path).missing()[0].path == "x.mp4"


def test_no_rows_are_refused(write_manifest: WriteManifest) -> None:
    with pytest.raises(ProtocolError, match="lists no videos"):
        Manifest(write_manifest()).clips()


def test_bad_rows_are_named(write_manifest: WriteManifest) -> None:
    path = write_manifest(*GOOD, "../c.mp4,carl,test,bona_fide,", "d.mp4,dora,tset,bona_fide,")
    with pytest.raises(ProtocolError, match=r"own\.csv: 2 bad rows: row 5: .* row 6: .*'tset'"):
        Manifest(path).protocol()


def test_a_path_that_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        Manifest(tmp_path / "none.csv")
    with pytest.raises(UsageError, match=r"is a folder\. Give the CSV file"):
        Manifest(tmp_path)
