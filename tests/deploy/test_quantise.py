import numpy as np
import onnx

from msfans.deploy.quantise import quantised
from msfans.deploy.scoring import Scorer


def test_int8_is_smaller_and_scores_much_the_same(model):
    crops = np.random.default_rng(0).integers(0, 256, (24, 2, 112, 112, 3), dtype=np.uint8)
    int8 = quantised(model, crops)
    assert len(int8) < 0.6 * len(model)
    exact = Scorer(model, where="m", n_scales=2).scores(crops).score_b
    rounded = Scorer(int8, where="m", n_scales=2).scores(crops).score_b
    difference = np.abs(exact - rounded).max()
    assert 0 < difference < 0.02


def test_the_first_convolution_stays_and_weights_keep_to_seven_bits(model):
    crops = np.random.default_rng(0).integers(0, 256, (8, 2, 112, 112, 3), dtype=np.uint8)
    graph = onnx.load_from_string(quantised(model, crops)).graph
    stored = {each.name: onnx.numpy_helper.to_array(each) for each in graph.initializer}
    first, second = (node.input[1] for node in graph.node if node.op_type == "Conv")
    assert stored[first].dtype == np.float32
    assert second not in stored  # it is computed from int8
    int8 = [each for each in stored.values() if each.dtype == np.int8 and each.ndim > 1]
    assert len(int8) >= 3
    assert max(abs(each.astype(int)).max() for each in int8) <= 64
