import json
import math

import pytest

from msfans.deploy.bundle import MODEL, RECORD, digest, load_bundle
from msfans.errors import BundleError


def rewrite(folder, **changes):
    """Change the record as its maker would: with a digest that is right."""
    record = read(folder) | changes
    del record["digest"]
    (folder / RECORD).write_text(json.dumps(record | {"digest": digest(record)}))


def read(folder):
    return json.loads((folder / RECORD).read_text())


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


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "[" * 100_000])
def test_numbers_and_depths_that_json_has_not_are_refused(folder, number):
    text = (folder / RECORD).read_text()
    (folder / RECORD).write_text(text.replace('"min_face_px": 40.0', f'"min_face_px": {number}'))
    with pytest.raises(BundleError, match=r"bundle.json: is not JSON"):
        load_bundle(folder)


@pytest.mark.parametrize("number", [2, "1", True, None])
def test_another_format_is_refused(folder, number):
    rewrite(folder, format=number)
    with pytest.raises(BundleError, match=f"its format is {number!r}, and this version reads 1"):
        load_bundle(folder)


@pytest.mark.parametrize("change", [{"colour_order": "BGR"}, {"gamma": 2}])
def test_other_preprocessing_is_refused_by_name(folder, change):
    rewrite(folder, preprocessing=read(folder)["preprocessing"] | change)
    with pytest.raises(BundleError, match=rf"its preprocessing \({next(iter(change))}\)"):
        load_bundle(folder)


@pytest.mark.parametrize("name", ["preprocessing", "score"])
@pytest.mark.parametrize("value", [None, [1], "x"])
def test_preprocessing_of_another_kind_is_refused(folder, name, value):
    rewrite(folder, **{name: value})
    with pytest.raises(BundleError, match=rf"bundle.json: its {name} \(.*\) is not this version's"):
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
        *({"files": {name: "0", MODEL: "0"}} for name in ("a\0b", "\ud800", "", "..", RECORD)),
        {"scales": []},
        {"licence": None},
        {"parity": None},
        {"provenance": None},
        {"note": "of no known key"},
    ],
)
def test_a_record_with_a_bad_part_is_refused(folder, changes):
    rewrite(folder, **changes)
    with pytest.raises(BundleError, match=r"bundle.json: is not as this version writes it"):
        load_bundle(folder)


@pytest.mark.parametrize(
    ("part", "name", "value", "fact"),
    [
        ("thresholds", "frame", {"value": "0.5"}, r"frame.value is '0.5', and must be a number"),
        ("thresholds", "video", {"value": None}, "video.value is None, and must be a number"),
        ("thresholds", "video", {"value": [1]}, r"video.value is \[1\], and must be a number"),
        ("thresholds", "frame", {"value": -3}, r"frame.value is -3, and must lie in \[0, 1\]"),
        ("thresholds", "frame", {"high": 7}, r"frame.high is 7, and must lie in \[0, 1\]"),
        ("thresholds", "frame", {"n_attack": 1.5}, "n_attack is 1.5, and must be a whole number"),
        ("gates", "min_face_px", "a", "gates.min_face_px is 'a', and must be a number"),
        ("gates", "min_eye_ratio", -1, "gates.min_eye_ratio is -1, and must be 0 or more"),
        ("gates", "min_face_px", True, "gates.min_face_px is True, and must be a number"),
        ("geometry", "patch_px", 10**6, "patch_px: is 1000000; give an even number"),
        ("species", "trained_on", "print", "species.trained_on is 'print', and must be a list"),
    ],
)
def test_a_value_without_sense_is_refused_by_name(folder, part, name, value, fact):
    record = read(folder)
    value = record[part][name] | value if isinstance(value, dict) else value
    rewrite(folder, **{part: record[part] | {name: value}})
    with pytest.raises(BundleError, match=rf"bundle.json: is not as this .*{fact}"):
        load_bundle(folder)


def test_a_missing_part_is_refused_by_name(folder):
    record = read(folder)
    del record["licence"], record["digest"]
    (folder / RECORD).write_text(json.dumps(record | {"digest": digest(record)}))
    with pytest.raises(BundleError, match="licence is missing"):
        load_bundle(folder)


@pytest.mark.parametrize("value", [math.nextafter(0, -1), math.nextafter(1, 2), 1])
def test_a_threshold_may_accept_or_reject_all(folder, value):
    thresholds = read(folder)["thresholds"]
    rewrite(folder, thresholds=thresholds | {"frame": thresholds["frame"] | {"value": value}})
    assert load_bundle(folder).thresholds.frame.value == value
