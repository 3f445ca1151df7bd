"""Crops to logits: sharing over scales, normalisation inside, precision of the score."""

import pytest
import torch

from msfans.models.backbones import CnnS
from msfans.models.fusion import AverageFusion, ConcatFusion, LstmFusion, SingleScale
from msfans.models.network import Logits, MultiScaleNet, normalised

FUSIONS = (AverageFusion, ConcatFusion, LstmFusion)


def network(fusion_class, n_scales=3):
    backbone = CnnS(features=8)
    fusion = fusion_class(features=8, n_scales=n_scales)
    return MultiScaleNet(backbone=backbone, fusion=fusion).eval()


@pytest.mark.parametrize("fusion_class", FUSIONS)
def test_shapes(fusion_class, crops_bschw):
    logits = network(fusion_class)(crops_bschw)
    assert logits.fused_b2.shape == (2, 2)
    assert logits.per_scale_bs2.shape == (2, 3, 2)
    assert logits.alpha_bs is None or logits.alpha_bs.shape == (2, 3)


def test_one_scale(crops_bschw):
    assert network(SingleScale, 1)(crops_bschw[:, :1]).fused_b2.shape == (2, 2)


def test_bytes_and_floats_in_any_layout_give_the_same(crops_bschw):
    net = network(LstmFusion)
    expected = net(crops_bschw).fused_b2
    for crops in (crops_bschw.float(), crops_bschw.contiguous(), crops_bschw.float().contiguous()):
        assert torch.allclose(net(crops).fused_b2, expected, atol=1e-6)


def test_all_scales_share_backbone_and_auxiliary_classifier(crops_bschw):
    net = network(AverageFusion)
    logits, reverse = net(crops_bschw), net(crops_bschw.flip(1))
    assert torch.allclose(logits.per_scale_bs2, reverse.per_scale_bs2.flip(1), atol=1e-6)
    assert torch.allclose(logits.fused_b2, reverse.fused_b2, atol=1e-6)


def test_pixels_are_scaled_to_minus_one_to_one_and_stay_channels_last(crops_bschw):
    crops_nchw = crops_bschw.flatten(0, 1)
    crops_nchw[0, :, 0, 0] = torch.tensor([0, 255, 51], dtype=torch.uint8)
    scaled = normalised(crops_nchw)
    assert scaled[0, :, 0, 0].tolist() == pytest.approx([-1.0, 1.0, -0.6])
    assert scaled.is_contiguous(memory_format=torch.channels_last)


def test_the_input_is_left_as_it_is(crops_bschw):
    floats = crops_bschw.float()
    kept = floats.clone()
    network(LstmFusion)(floats)
    assert torch.equal(floats, kept)


def test_the_score_keeps_apart_what_single_precision_would_tie():
    fused_b2 = torch.tensor([[0.0, 20.0], [0.0, 20.00001]])
    scores = Logits(fused_b2, torch.zeros(2, 1, 2), None).margin_b.sigmoid()
    assert scores[0] < scores[1] < 1
    assert torch.sigmoid(fused_b2[0, 1]) == torch.sigmoid(fused_b2[1, 1])
