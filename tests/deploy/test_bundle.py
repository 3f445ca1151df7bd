import json

import pytest

from msfans.deploy.bundle import MODEL, RECORD, digest, load_bundle
from msfans.errors import BundleError


def rewrite(folder, **changes):
    """Change the record as its maker would: with a digest that is right."""
    record = json.loads((folder / RECORD).read_text()) | changes
    del record["digest"]
    (folder / RECORD).write_text(json.dumps(record | {"digest": digest(record)}))


def test_what_was_written_is_read_back(written, make_bundle):
    wanted, found = make_bundle(), load_bundle(written.folder)
    assert found == written
    for name in ("scales", "geometry", "gates", "thresholds", "species", "provenance"):
        assert getattr(found, name) == getattr(wanted, name)
    assert set(found.files) == {MODEL, "README.md"}


def test_a_record_changed_by_hand_is_refused(folder):
    text = (folder / RECORD).read_text()
    (folder / RECORD).write_text(text.replace('"value": 0.5', '"value": 0.01'))
    with pytest.raises(BundleError, match=r"bundle.json: was changed"):
        load_bundle(folder)


@pytest.mark.parametrize("name", [MODEL, "README.md"])
def test_a_changed_file_is_refused_by_name(folder, name):
    with (folder / name).open("ab") as file:
        file.write(b"\n")
    with pytest.raises(BundleError, match=rf"{name}: was changed"):
        load_bundle(folder)


def test_a_missing_file_is_refused_by_name(folder):
    (folder / MODEL).unlink()
    with pytest.raises(BundleError, match=r"model.onnx: can not be read \(No such file"):
        load_bundle(folder)


def test_a_folder_without_a_record_is_no_bundle(tmp_path):
    with pytest.raises(BundleError, match=r"bundle.json: can not be read"):
        load_bundle(tmp_path)


@pytest.mark.parametrize("text", ["[]", '{"generator": "other"}', "{", "\x80PK"])
def test_a_foreign_record_is_refused(folder, text):
    (folder / RECORD).write_text(text)
    with pytest.raises(BundleError, match=r"bundle.json: is not"):
        load_bundle(folder)


def test_another_format_is_refused(folder):
    rewrite(folder, format=2)
    with pytest.raises(BundleError, match="its format is 2, and this version reads 1"):
        load_bundle(folder)


def test_other_preprocessing_is_refused_by_name(folder):
    record = json.loads((folder / RECORD).read_text())
    rewrite(folder, preprocessing=record["preprocessing"] | {"colour_order": "BGR"})
    with pytest.raises(BundleError, match=r"its preprocessing \(colour_order\)"):
        load_bundle(folder)


@pytest.mark.parametrize(
    "changes",
    [
        {"scales": None},
        {"thresholds": {"frame": {"value": 0.5}}},
        {"gates": {"max_yaw": 3}},
        {"geometry": {"max_scale": -1.0}},
        {"files": {"../model.onnx": "0", MODEL: "0"}},
        {"files": {}},
    ],
)
def test_a_record_with_a_bad_part_is_refused(folder, changes):
    rewrite(folder, **changes)
    with pytest.raises(BundleError, match=r"bundle.json: is not as this version writes it"):
        load_bundle(folder)
