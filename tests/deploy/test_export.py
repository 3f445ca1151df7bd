import numpy as np
import pytest
import torch

from msfans.deploy.export import to_onnx, torch_scores
from msfans.deploy.scoring import Scorer
from msfans.models.backbones import CnnS
from msfans.models.fusion import AverageFusion, ConcatFusion, SingleScale
from msfans.models.network import MultiScaleNet

SHAPE = (112, 112, 3)


def crops(n_faces: int, n_scales: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (n_faces, n_scales, *SHAPE), dtype=np.uint8)


@pytest.mark.parametrize("n_faces", [1, 2, 67])
def test_the_model_repeats_the_network_for_any_batch(network, model, n_faces):
    given = crops(n_faces, 2)
    scores = Scorer(model, where="m", n_scales=2).scores(given)
    np.testing.assert_allclose(scores.score_b, torch_scores(network, given), atol=1e-6)
    assert scores.score_b.dtype == np.float64
    with torch.no_grad():
        alpha_bs = network(torch.from_numpy(given).permute(0, 1, 4, 2, 3)).alpha_bs
    np.testing.assert_allclose(scores.alpha_bs, alpha_bs, atol=1e-6)


@pytest.mark.parametrize(
    ("kind", "n_scales"), [(SingleScale, 1), (AverageFusion, 2), (ConcatFusion, 2)]
)
def test_every_fusion_is_exported(kind, n_scales):
    torch.manual_seed(0)
    fusion = kind(features=4, n_scales=n_scales)
    network = MultiScaleNet(backbone=CnnS(features=4), fusion=fusion).eval()
    scores = Scorer(to_onnx(network), where="m", n_scales=n_scales).scores(crops(3, n_scales))
    np.testing.assert_allclose(scores.score_b, torch_scores(network, crops(3, n_scales)), atol=1e-6)
    assert (scores.alpha_bs is None) == (kind is ConcatFusion)


def test_dropout_is_off_in_the_model_even_of_a_network_in_training(network):
    before = network.training
    again = to_onnx(network.train())
    network.train(before)
    given = crops(2, 2)
    scores = Scorer(again, where="m", n_scales=2).scores(given)
    np.testing.assert_allclose(scores.score_b, torch_scores(network, given), atol=1e-6)
