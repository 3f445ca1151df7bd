import pytest

from msfans.deploy.publish import write_bundle
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
