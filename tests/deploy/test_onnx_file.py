import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from msfans.deploy.onnx_file import open_model, refuse_external_data
from msfans.errors import BundleError


def small_model(*tensors: TensorProto, nodes=()) -> onnx.ModelProto:
    graph = helper.make_graph(
        [helper.make_node("Add", ["x", "shift"], ["y"]), *nodes],
        "small",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [2])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [2])],
        [*tensors],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def inside() -> TensorProto:
    return numpy_helper.from_array(np.array([1.0, 2.0], np.float32), "shift")


def outside(location: str) -> TensorProto:
    tensor = TensorProto(name="shift", data_type=TensorProto.FLOAT, dims=[2])
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", "0"), ("length", "8")):
        tensor.external_data.add(key=key, value=value)
    return tensor


def test_a_model_in_one_file_runs():
    session = open_model(small_model(inside()).SerializeToString(), where="m", threads=1)
    (y,) = session.run(None, {"x": np.zeros(2, np.float32)})
    np.testing.assert_array_equal(y, [1, 2])


@pytest.mark.parametrize("location", ["../secret", "/etc/passwd", "weights.bin"])
def test_data_outside_of_the_file_is_refused_by_name(location, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "weights.bin").write_bytes(bytes(8))
    model = small_model(outside(location)).SerializeToString()
    with pytest.raises(BundleError, match=rf"m: keeps data outside of the file.*{location}"):
        open_model(model, where="m", threads=1)


def test_data_outside_is_found_in_constants_branches_and_functions():
    constant = helper.make_node("Constant", [], ["c"], value=outside("a"))
    branch = helper.make_graph([constant], "branch", [], [])
    condition = helper.make_node("If", ["x"], ["z"], then_branch=branch, else_branch=branch)
    function = helper.make_function(
        "own", "f", [], ["c"], [constant], [helper.make_opsetid("", 17)]
    )
    with_function = small_model(inside())
    with_function.functions.append(function)
    for model in (small_model(inside(), nodes=[condition]), with_function):
        with pytest.raises(BundleError, match="outside of the file"):
            refuse_external_data(model.SerializeToString(), where="m")


@pytest.mark.parametrize("content", [b"no model", b"\x00" * 9, b"\xff" * 40, b":\xff\x01", b""])
def test_what_is_no_model_is_refused(content):
    with pytest.raises(BundleError, match=r"m: (is not an ONNX model|onnxruntime can not open it)"):
        open_model(content, where="m", threads=1)
