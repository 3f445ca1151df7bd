import json
from pathlib import Path

import pytest

from msfans.deploy.face_detector import face_detector
from msfans.errors import BundleError, UsageError
from msfans.media.faces import InsightfaceScrfd, YunetOnet

WHERE = Path("b/bundle.json")


def record(**changes) -> dict:
    return json.loads(YunetOnet().fingerprint) | changes


def test_settings_come_back():
    wanted = YunetOnet(blur_px=2.0)
    assert face_detector(json.loads(wanted.fingerprint), where=WHERE) == wanted


def test_other_weights_are_refused_by_name():
    with pytest.raises(BundleError, match=r"another face detector \(yunet_sha256 differ\)"):
        face_detector(record(yunet_sha256="0"), where=WHERE)


@pytest.mark.parametrize("changes", [{"detector": "mtcnn"}, {"detector": None}, {"tiles": 3}])
def test_an_unknown_detector_is_refused(changes):
    with pytest.raises(BundleError, match=r"another face detector|does not have"):
        face_detector(record(**changes), where=WHERE)


def test_a_setting_of_another_type_is_refused_by_name():
    with pytest.raises(BundleError, match=r"bundle.json: .*detector.blur_px is 'a', and must be a"):
        face_detector(record(blur_px="a"), where=WHERE)


def test_a_record_does_not_say_where_a_model_lies(tmp_path):
    path = tmp_path / "det.onnx"
    path.write_bytes(b"one")
    known = json.loads(InsightfaceScrfd(model_path=path).fingerprint)
    with pytest.raises(BundleError, match=r"another face detector \(model_path differ\)"):
        face_detector(known | {"model_path": "/elsewhere"}, where=WHERE, face_model=path)


def test_a_model_for_a_bundle_that_has_its_own_is_refused():
    with pytest.raises(UsageError, match=r"det.onnx: b has a face detector of its own"):
        face_detector(record(), where=WHERE, face_model=Path("det.onnx"))


def test_scrfd_wants_its_own_model(tmp_path):
    path = tmp_path / "det.onnx"
    path.write_bytes(b"one")
    fingerprint = json.loads(InsightfaceScrfd(model_path=path).fingerprint)
    found = face_detector(fingerprint, where=WHERE, face_model=path)
    assert found == InsightfaceScrfd(model_path=path)
    with pytest.raises(UsageError, match="brings no model of its own"):
        face_detector(fingerprint, where=WHERE)
    other = tmp_path / "other.onnx"
    other.write_bytes(b"two")
    with pytest.raises(BundleError, match="model_sha256 differ"):
        face_detector(fingerprint, where=WHERE, face_model=other)
