import pickle
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from msfans.errors import UsageError
from msfans.media.faces import Face, InsightfaceScrfd, YunetOnet, choose, iou
from msfans.records import FaceBox


def box(left: float, top: float, width: float, height: float) -> FaceBox:
    return FaceBox(left=left, top=top, width=width, height=height)


def face(*sides: float) -> Face:
    points = np.zeros((5, 2), np.float32)
    return Face(box=box(*sides), landmarks_xy=points, confidence=1.0)


def test_iou_by_hand():
    assert iou(box(0, 0, 2, 2), box(0, 0, 2, 2)) == 1
    assert iou(box(0, 0, 2, 2), box(1, 0, 2, 2)) == pytest.approx(2 / 6)
    assert iou(box(0, 0, 4, 4), box(1, 1, 2, 2)) == pytest.approx(4 / 16)
    assert iou(box(0, 0, 2, 2), box(2, 0, 2, 2)) == 0
    assert iou(box(0, 0, 2, 2), box(5, 5, 1, 1)) == 0


def test_the_largest_face_is_chosen_where_none_was_before():
    small, large = face(0, 0, 10, 10), face(50, 50, 20, 20)
    assert choose([small, large], None) is large
    assert choose([large, small], None) is large
    assert choose([], None) is None
    assert choose([], small.box) is None


def test_the_face_of_the_frame_before_is_kept_though_a_larger_one_comes():
    same, passer_by = face(2, 1, 10, 10), face(50, 50, 40, 40)
    assert choose([passer_by, same], box(0, 0, 10, 10)) is same


def test_a_face_too_far_from_the_one_before_is_another_one():
    elsewhere, large = face(8, 0, 10, 10), face(50, 50, 40, 40)  # IoU 2 / 18
    assert choose([elsewhere, large], box(0, 0, 10, 10)) is large


@pytest.mark.parametrize("degrees", [-20.0, 0.0, 20.0])
@pytest.mark.parametrize(
    ("zoom", "size"), [(0.8, (320, 240)), (1.5, (480, 640)), (4.0, (1280, 720)), (0.8, (161, 241))]
)
def test_yunet_onet_finds_the_face_and_its_points(portrait, degrees, zoom, size):
    frame = portrait.turned(degrees, zoom, size)
    found = choose(YunetOnet().detect(frame.rgb), None)
    assert found is not None
    iod_px = np.linalg.norm(frame.landmarks_xy[1] - frame.landmarks_xy[0])
    errors_px = np.linalg.norm(found.landmarks_xy - frame.landmarks_xy, axis=1)
    assert errors_px.max() < 0.13 * iod_px
    assert found.landmarks_xy.dtype == np.float32
    assert 0.6 <= found.confidence <= 1
    centre = found.box.left + found.box.width / 2, found.box.top + found.box.height / 2
    assert np.linalg.norm(frame.landmarks_xy.mean(axis=0) - centre) < 0.5 * iod_px


def test_no_face_in_noise_and_no_noise_on_stderr(capfd):
    rgb = np.random.default_rng(0).integers(0, 256, (240, 320, 3), dtype=np.uint8)
    assert YunetOnet().detect(rgb) == []
    assert capfd.readouterr().err == ""


def test_the_same_frame_gives_the_same_faces_whatever_came_before(portrait, frame_320x240):
    detector = YunetOnet()
    before = detector.detect(frame_320x240.rgb)[0]
    detector.detect(portrait.rgb)
    again = pickle.loads(pickle.dumps(detector)).detect(frame_320x240.rgb)[0]
    assert again.box == before.box
    np.testing.assert_array_equal(again.landmarks_xy, before.landmarks_xy)


def test_the_fingerprint_tells_settings_apart():
    assert YunetOnet().fingerprint == YunetOnet().fingerprint
    assert (
        len(
            {
                YunetOnet(blur_px=b, max_side_px=m).fingerprint
                for b in (1.0, 2.0)
                for m in (320, 640)
            }
        )
        == 4
    )


@pytest.mark.parametrize("model_path", [None, ""])
def test_insightface_without_a_model_says_so(model_path):
    with pytest.raises(UsageError, match="brings no model of its own"):
        InsightfaceScrfd(model_path=model_path)


def test_insightface_with_a_missing_model_says_so(tmp_path):
    with pytest.raises(UsageError, match="no such detector model"):
        _ = InsightfaceScrfd(model_path=tmp_path / "det.onnx").fingerprint


def test_insightface_that_is_not_installed_says_how(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "insightface", None)
    with pytest.raises(UsageError, match=r"pip install 'msfans\[insightface\]'"):
        InsightfaceScrfd(model_path=tmp_path / "absent.onnx").detect(np.zeros((8, 8, 3), np.uint8))


def test_a_file_that_is_no_detector_is_refused(tmp_path):
    path = tmp_path / "text.onnx"
    path.write_text("no model")
    with pytest.raises(UsageError, match="SCRFD"):
        InsightfaceScrfd(model_path=path).detect(np.zeros((8, 8, 3), np.uint8))


def scrfd_stand_in(path: Path, *, input_px: int) -> Path:
    """A model with SCRFD's nine outputs that sees one face, always at the same place.

    At stride 8, in cell (x 5, y 4), whose centre is (40, 32): a box 16 px to each side, points at
    (-8, -8), (8, -8), (0, 0), (-8, 8), (8, 8) from it. Its confidence is 0.9 in a picture whose
    first channel is bright, 0.2 in others.
    """
    strides, outputs, constants = (8, 16, 32), [], []
    for kind, width in (("score", 1), ("box", 4), ("points", 10)):
        for stride in strides:
            values = np.zeros(((input_px // stride) ** 2 * 2, width), np.float32)
            if stride == 8:
                anchor = (4 * (input_px // 8) + 5) * 2
                row = {"score": [1], "box": [2] * 4, "points": [-1, -1, 1, -1, 0, 0, -1, 1, 1, 1]}
                values[anchor] = row[kind]
            constants.append(numpy_helper.from_array(values, f"{kind}_{stride}_value"))
            outputs.append((kind, f"{kind}_{stride}", values.shape))
    constants.append(numpy_helper.from_array(np.float32(0.55), "middle"))
    constants.append(numpy_helper.from_array(np.float32(0.35), "spread"))
    constants += [numpy_helper.from_array(np.array([0], np.int64), "first")]
    nodes = [
        helper.make_node("Gather", ["input", "first"], ["channel"], axis=1),
        helper.make_node("ReduceMean", ["channel"], ["mean"], keepdims=0),
        helper.make_node("Sign", ["mean"], ["sign"]),
        helper.make_node("Mul", ["sign", "spread"], ["swing"]),
        helper.make_node("Add", ["swing", "middle"], ["confidence"]),
    ]
    for kind, name, _ in outputs:
        if kind == "score":
            nodes.append(helper.make_node("Mul", [f"{name}_value", "confidence"], [name]))
        else:
            nodes.append(helper.make_node("Identity", [f"{name}_value"], [name]))
    shape = (1, 3, input_px, input_px)
    graph = helper.make_graph(
        nodes,
        "stand_in",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for _, n, s in outputs],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.save(model, str(path))
    return path


def test_insightface_reads_scrfd_boxes_and_points_from_red_green_blue(tmp_path):
    detector = InsightfaceScrfd(
        model_path=str(scrfd_stand_in(tmp_path / "det.onnx", input_px=64)), input_px=64
    )
    red, blue = np.zeros((2, 64, 64, 3), np.uint8)
    red[..., 0] = blue[..., 2] = 255
    (found,) = pickle.loads(pickle.dumps(detector)).detect(red)  # SCRFD's input is RGB
    assert found.box == box(24, 16, 32, 32)
    expected = [[32, 24], [48, 24], [40, 32], [32, 40], [48, 40]]
    np.testing.assert_allclose(found.landmarks_xy, expected)
    assert found.confidence == pytest.approx(0.9)
    assert detector.detect(blue) == []


def test_the_fingerprint_of_insightface_is_of_the_model_and_not_of_its_place(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    paths = [tmp_path / "a.onnx", tmp_path / "elsewhere" / "b.onnx", tmp_path / "c.onnx"]
    for path, content in zip(paths, ("one", "one", "two"), strict=True):
        path.write_text(content)
    one, same, other = (InsightfaceScrfd(model_path=path).fingerprint for path in paths)
    assert one == same != other
