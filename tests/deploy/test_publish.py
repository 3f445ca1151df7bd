from pathlib import Path

import pytest

from msfans.deploy.publish import refuse_filled, write_bundle
from msfans.errors import UsageError


def test_an_empty_folder_is_filled(make_bundle, model, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    write_bundle(out, make_bundle(), model=model)
    assert sorted(path.name for path in out.iterdir()) == ["README.md", "bundle.json", "model.onnx"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_nothing_is_written_over(make_bundle, model, folder):
    with pytest.raises(UsageError, match="exists and is not empty"):
        write_bundle(folder, make_bundle(), model=model)


def test_a_record_that_is_no_json_leaves_nothing(make_bundle, model, tmp_path):
    nan = make_bundle(parity={"score_difference": float("nan"), "n_faces": 1})
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_bundle(tmp_path / "out", nan, model=model)
    assert list(tmp_path.iterdir()) == []


def test_a_link_to_an_empty_folder_stays_a_link(make_bundle, model, tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "disk")
    write_bundle(tmp_path / "out", make_bundle(), model=model)
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "disk" / "model.onnx").exists()


def test_the_folder_that_one_is_in_is_refused_before_the_work(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for here in (Path(), tmp_path):
        with pytest.raises(UsageError, match=r"folder that you are in.* Give a new folder in"):
            refuse_filled(here)


def test_a_place_that_can_not_be_written_is_refused_before_the_work(tmp_path):
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file" / "deep" / "out", tmp_path / ("long" * 70), Path("/proc/out")):
        with pytest.raises(UsageError, match="can not be written"):
            refuse_filled(place)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_trying_a_place_leaves_nothing_there(tmp_path):
    refuse_filled(tmp_path / "new" / "out")
    assert list(tmp_path.iterdir()) == []
