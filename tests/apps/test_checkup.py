import csv
import io
import json
from pathlib import Path

import av
import numpy as np
import pytest

from msfans.apps.checkup import Findings, as_csv, as_json, examine, unreadable_reason
from msfans.corpora.manifest import Manifest

ROWS = (
    "1.avi,anna,train,bona_fide,,phone",
    "2.avi,anna,train,attack,print,phone",
    "3.avi,ben,test,bona_fide,,webcam",
    "4.avi,ben,test,attack,screen,webcam",
    "5.avi,ben,test,attack,print,webcam",
)


def write_video(path: Path) -> None:
    """Two frames of 32x32 pixels."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=25)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuvj420p"
        for grey in (40, 90):
            pixels = np.full((32, 32, 3), grey, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())


@pytest.fixture
def findings(tmp_path: Path) -> Findings:
    """1 and 5 are good, 2 is empty, 3 is not a video and 4 is missing."""
    path = tmp_path / "own.csv"
    path.write_text("\n".join(("path,subject,split,label,pai_species,camera", *ROWS)) + "\n")
    for name in ("1.avi", "5.avi"):
        write_video(tmp_path / name)
    (tmp_path / "2.avi").touch()
    (tmp_path / "3.avi").write_text("not a video")
    return examine(Manifest(path))


def test_a_video_is_readable_when_its_first_frame_decodes(tmp_path: Path) -> None:
    write_video(tmp_path / "1.avi")
    assert unreadable_reason(tmp_path / "1.avi") == ""
    assert unreadable_reason(tmp_path / "2.avi") == "missing"


def test_findings(findings: Findings) -> None:
    assert [clip.path for clip in findings.missing] == ["4.avi"]
    assert findings.unreadable == {"2.avi": "empty_file", "3.avi": "not_a_video"}
    assert not findings.complete


def test_json_counts_by_split_label_and_species(findings: Findings) -> None:
    document = json.loads(as_json(findings))
    header = ("split", "label", "pai_species", "n_expected", "n_present", "n_missing")
    assert [tuple(row.values()) for row in document["counts"]] == [
        ("train", "bona_fide", "", 1, 1, 0, 0),
        ("train", "attack", "print", 1, 1, 0, 1),
        ("test", "bona_fide", "", 1, 1, 0, 1),
        ("test", "attack", "print", 1, 1, 0, 0),
        ("test", "attack", "screen", 1, 0, 1, 0),
    ]
    assert tuple(document["counts"][0]) == (*header, "n_unreadable")
    totals = ("n_expected", "n_present", "n_missing", "n_unreadable")
    assert [document[name] for name in totals] == [5, 4, 1, 2]


def test_json_names_what_is_wrong(findings: Findings) -> None:
    document = json.loads(as_json(findings))
    assert document["format"] == 1
    assert (document["corpus"], document["embedded"]) == ("manifest", False)
    assert document["complete"] is False
    assert document["missing"] == ["4.avi"]
    assert document["unreadable"] == [
        {"path": "2.avi", "reason": "empty_file"},
        {"path": "3.avi", "reason": "not_a_video"},
    ]
    assert document["strays"] == []


def test_json_gives_the_size_of_every_protocol(findings: Findings) -> None:
    rows = json.loads(as_json(findings))["protocols"]
    assert rows[-1] == {
        "protocol": "own",
        "split": "test",
        "label": "attack",
        "n_expected": 2,
        "n_present": 1,
        "n_missing": 1,
        "n_unreadable": 0,
    }


def test_the_list_has_a_row_for_each_video_on_disk_readable_or_not(findings: Findings) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(findings))))
    columns = ("path", "split", "subject", "label", "pai_species", "camera", "unreadable")
    assert tuple(rows[0]) == columns
    assert [row["path"] for row in rows] == ["1.avi", "2.avi", "3.avi", "5.avi"]
    assert tuple(rows[1].values()) == (
        *("2.avi", "train", "anna", "attack", "print", "phone"),
        "empty_file",
    )
