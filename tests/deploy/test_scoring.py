import numpy as np
import pytest
from onnx import TensorProto, helper

from msfans.deploy.scoring import Scorer
from msfans.errors import BundleError, UsageError


def constant_model(
    value: float = 0.5,
    *,
    takes: str = "crops",
    gives: str = "score",
    sides: tuple = ("b", 2, 112, 112, 3),
    dtype: int = TensorProto.DOUBLE,
) -> bytes:
    """A model that gives the same score for every face."""
    crops = helper.make_tensor_value_info(takes, TensorProto.UINT8, sides)
    score = helper.make_tensor_value_info(gives, dtype, ["b"])
    nodes = [
        helper.make_node("Cast", [takes], ["values"], to=dtype),
        helper.make_node("ReduceMean", ["values", "axes"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "zero"], ["zeros"]),
        helper.make_node("Add", ["zeros", "value"], [gives]),
    ]
    constants = [
        helper.make_tensor("axes", TensorProto.INT64, [4], [1, 2, 3, 4]),
        helper.make_tensor("zero", dtype, [1], [0]),
        helper.make_tensor("value", dtype, [1], [value]),
    ]
    graph = helper.make_graph(nodes, "constant", [crops], [score], constants)
    opsets = [helper.make_opsetid("", 20)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9).SerializeToString()


@pytest.mark.parametrize(
    ("changes", "fact"),
    [
        ({"takes": "x"}, r"takes x uint8 \(n, 2, 112, 112, 3\) and gives score double \(n\), and"),
        ({"sides": ("b", 3, 112, 112, 3)}, r"takes crops uint8 \(n, 3, 112, 112, 3\)"),
        ({"sides": (1, 2, 112, 112, 3)}, r"takes crops uint8 \(1, 2, 112, 112, 3\)"),
        ({"gives": "y"}, r"gives y double \(n\), and not crops .* and score double \(n\), alpha"),
        ({"dtype": TensorProto.FLOAT}, r"gives score float \(n\)"),
    ],
)
def test_another_interface_is_refused_when_the_model_is_opened(changes, fact):
    with pytest.raises(BundleError, match=f"m: .*{fact}"):
        Scorer(constant_model(**changes), where="m", n_scales=2)


@pytest.mark.parametrize("value", [7.0, -0.1, float("nan"), float("inf")])
def test_what_is_no_score_is_refused(value):
    scorer = Scorer(constant_model(value), where="m", n_scales=2)
    with pytest.raises(BundleError, match=r"m: gives no score in \[0, 1\]"):
        scorer.scores(np.zeros((2, 2, 112, 112, 3), np.uint8))


def test_a_score_at_either_end_is_one():
    for value in (0.0, 1.0):
        scorer = Scorer(constant_model(value), where="m", n_scales=2)
        assert scorer.scores(np.zeros((1, 2, 112, 112, 3), np.uint8)).score_b.tolist() == [value]


@pytest.mark.parametrize("shape", [(1, 3, 112, 112, 3), (1, 2, 128, 128, 3), (2, 112, 112, 3)])
def test_crops_of_another_shape_are_refused(model, shape):
    with pytest.raises(UsageError, match=r"the crops: are uint8 .*shape \(n, 2, 112, 112, 3\)"):
        Scorer(model, where="m", n_scales=2).scores(np.zeros(shape, np.uint8))


def test_floats_are_refused(model):
    crops = np.zeros((1, 2, 112, 112, 3), np.float32)
    with pytest.raises(UsageError, match="are float32"):
        Scorer(model, where="m", n_scales=2).scores(crops)


def test_no_crops_are_told_before_they_end_the_process(model):
    with pytest.raises(ValueError, match="no crops"):
        Scorer(model, where="m", n_scales=2).scores(np.zeros((0, 2, 112, 112, 3), np.uint8))
