"""`msfans predict` on files of all kinds: tables, files, exit codes."""

import csv
import json
import os
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from msfans.apps import predicting
from msfans.deploy.self_test import FRAMES
from msfans.deploy.session import Detector
from msfans.media import preparation


@pytest.fixture
def pictures(tmp_path) -> Path:
    """The shipped frames, a picture without a face, and a video from the tiny corpus."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for each in FRAMES.iterdir():
        if each.name.endswith(".jpg"):
            (folder / each.name).write_bytes(each.read_bytes())
    cv2.imwrite(str(folder / "blank.png"), np.zeros((99, 77, 3), np.uint8))
    return folder


def test_a_folder_becomes_a_table_and_json(msfans, tiny_bundle, pictures, tmp_path):
    done = msfans("predict", tiny_bundle, pictures, "--json", tmp_path / "p.json")
    assert done.code == 0, done.err
    assert "no face was found" in done.out
    document = json.loads((tmp_path / "p.json").read_text())
    detector = Detector(tiny_bundle)
    assert document["thresholds"]["frame"] == detector.threshold
    by_name = {Path(each["source"]).name: each for each in document["results"]}
    assert len(by_name) == 5
    assert by_name["blank.png"]["faces"][0]["decision"] == "no_decision"
    face = by_name["1_bona_fide.jpg"]["faces"][0]
    accepted = face["score"] >= detector.threshold
    assert face["decision"] == ("bona_fide" if accepted else "attack")
    assert document["errors"] == []


def test_unreadable_files_are_named_and_the_rest_goes_on(msfans, tiny_bundle, pictures, tmp_path):
    (pictures / "bad.jpg").write_text("no picture")
    (pictures / "bad.avi").write_text("no video")
    words = (pictures, tmp_path / "absent.png", "--json", tmp_path / "p.json")
    done = msfans("predict", tiny_bundle, *words)
    assert done.code == 4
    for name in ("bad.jpg", "bad.avi", "absent.png"):
        assert f"{name}: " in done.err
    document = json.loads((tmp_path / "p.json").read_text())
    assert len(document["results"]) == 7
    assert len(document["errors"]) == 3


def test_a_video_has_running_and_final_decisions(msfans, tiny_bundle, tiny_casia, tmp_path):
    video = tiny_casia / "test_release" / "1" / "1.avi"
    words = ("--json", tmp_path / "v.json", "--csv", tmp_path / "v.csv")
    done = msfans("predict", tiny_bundle, video, *words, "--annotate", tmp_path / "drawn")
    assert done.code == 0, done.err
    assert "3 of 3 frames" in done.out
    (result,) = json.loads((tmp_path / "v.json").read_text())["results"]
    scores = [frame["here"]["score"] for frame in result["frames"]]
    means = [frame["so_far"]["score"] for frame in result["frames"]]
    assert means == pytest.approx([np.mean(scores[: n + 1]) for n in range(3)])
    assert result["final"]["score"] == means[-1]
    with (tmp_path / "v.csv").open(newline="") as table:
        rows = list(csv.DictReader(table))
    assert [row["frame"] for row in rows] == ["0", "1", "2", ""]
    assert float(rows[-1]["score"]) == means[-1]
    assert [path.name for path in (tmp_path / "drawn").iterdir()] == ["1.mp4"]


def test_a_foreign_bundle_is_refused(msfans, tiny_bundle, pictures, tmp_path):
    done = msfans("predict", tmp_path, pictures)
    assert done.code == 3
    assert "bundle.json" in done.err
    copy = shutil.copytree(tiny_bundle, tmp_path / "copy")
    with (copy / "model.onnx").open("ab") as file:
        file.write(b"x")
    done = msfans("predict", copy, pictures)
    assert done.code == 3
    assert "model.onnx: was changed after the bundle was made" in done.err


def test_where_the_json_can_not_be_written_nothing_is_looked_at(msfans, tiny_bundle, pictures):
    done = msfans("predict", tiny_bundle, pictures, "--json", pictures)
    assert done.code == 2
    assert "no name for a file" in done.err


@pytest.mark.parametrize("name", ["bundle.json", "model.onnx"])
def test_files_of_the_bundle_are_not_written_over(msfans, tiny_bundle, pictures, name):
    before = (tiny_bundle / name).read_bytes()
    for option in ("--json", "--csv"):
        done = msfans("predict", tiny_bundle, pictures, option, tiny_bundle / name)
        assert done.code == 2
        assert "it would replace what it is made from" in done.err
    assert (tiny_bundle / name).read_bytes() == before


def test_another_file_beside_the_bundle_is_written_again(msfans, tiny_bundle, pictures, tmp_path):
    bundle = shutil.copytree(tiny_bundle, tmp_path / "bundle")
    for _ in range(2):
        done = msfans("predict", bundle, pictures, "--json", bundle / "out.json")
        assert done.code == 0, done.err
        assert (bundle / "out.json").exists()


def test_nor_the_face_model_nor_one_output_by_the_other(msfans, tiny_bundle, pictures, tmp_path):
    model = tmp_path / "face.onnx"
    model.write_text("a model")
    done = msfans("predict", tiny_bundle, pictures, "--csv", model, "--face-model", model)
    assert (done.code, model.read_text()) == (2, "a model")
    one = tmp_path / "new" / "x"
    done = msfans("predict", tiny_bundle, pictures, "--json", one, "--csv", one)
    assert done.code == 2
    assert "two outputs would be this file" in done.err


def test_links_in_a_circle_are_no_place_to_write(msfans, tiny_bundle, pictures, tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    done = msfans("predict", tiny_bundle, pictures, "--json", tmp_path / "loop")
    assert done.code == 2
    assert "loop: can not be written (Too many levels of symbolic links)" in done.err


def test_the_folder_for_copies_must_be_empty(msfans, tiny_bundle, pictures):
    before = (pictures / "1_bona_fide.jpg").read_bytes()
    done = msfans("predict", tiny_bundle, pictures, "--annotate", pictures)
    assert done.code == 2
    assert "is not empty" in done.err
    assert (pictures / "1_bona_fide.jpg").read_bytes() == before


def test_a_copy_that_can_not_be_written_loses_no_result(msfans, tiny_bundle, pictures, tmp_path):
    (pictures / "1_bona_fide.jpg").rename(pictures / ("n" * 250 + ".jpg"))
    words = ("--annotate", tmp_path / "drawn", "--json", tmp_path / "p.json")
    done = msfans("predict", tiny_bundle, pictures, *words)
    assert done.code == 4
    assert "the annotated copy can not be written (File name too long)" in done.err
    document = json.loads((tmp_path / "p.json").read_text())
    assert len(document["results"]) == 5
    assert all(each["faces"] for each in document["results"])
    assert len(list((tmp_path / "drawn").iterdir())) == 4


def test_names_that_are_no_text_or_steer_terminals(msfans, tiny_bundle, pictures, tmp_path):
    odd = pictures / "odd"
    odd.mkdir()
    source = pictures / "1_bona_fide.jpg"
    for name in (b"\xff.jpg", b"\x1b[31m.jpg"):
        Path(os.fsdecode(os.fsencode(odd) + b"/" + name)).write_bytes(source.read_bytes())
    (odd / "\x1b]0;.png").write_text("no picture")
    words = ("--json", tmp_path / "p.json", "--csv", tmp_path / "p.csv")
    done = msfans("predict", tiny_bundle, odd, *words)
    assert done.code == 4
    assert "\x1b" not in done.out + done.err
    assert r"\xff.jpg" in done.out
    assert r"\x1b]0;.png: is not a picture" in done.err
    named = {each["source"] for each in json.loads((tmp_path / "p.json").read_text())["results"]}
    assert os.fsdecode(os.fsencode(odd) + b"/\xff.jpg") in named
    assert r"\udcff.jpg" in (tmp_path / "p.csv").read_text()


def test_a_cut_video_is_decided_on_and_told(msfans, tiny_bundle, tiny_casia, tmp_path):
    content = (tiny_casia / "test_release" / "1" / "1.avi").read_bytes()
    (tmp_path / "cut.avi").write_bytes(
        content[: content.rindex(b"00dc", 0, content.rindex(b"idx1"))]
    )
    done = msfans("predict", tiny_bundle, tmp_path / "cut.avi")
    assert done.code == 4
    assert "2 of 2 frames" in done.out
    assert "cut.avi: the video is damaged" in done.err


def test_ctrl_c_of_prepare_says_what_is_kept(msfans, tiny_casia, tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(preparation, "prepare", interrupted)
    done = msfans("prepare", "casia_fasd", tiny_casia, "--cache", tmp_path)
    assert done.code == 130
    assert done.err == "interrupted: finished videos are kept, and the same command goes on\n"


def test_ctrl_c_says_so_and_no_more(msfans, tiny_bundle, pictures, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(predicting, "predict_image", interrupted)
    done = msfans("predict", tiny_bundle, pictures)
    assert (done.code, done.err) == (130, "interrupted\n")
