"""Counted MACs against the design's figures and against torch's own counter."""

import pytest
from torch.utils.flop_counter import FlopCounterMode

from msfans.models.backbones import CnnD, CnnS
from msfans.models.cost import macs
from msfans.models.fusion import AverageFusion, ConcatFusion, LstmFusion
from msfans.models.network import MultiScaleNet


def network(backbone, fusion_class, n_scales=3):
    fusion = fusion_class(features=backbone.features, n_scales=n_scales)
    return MultiScaleNet(backbone=backbone, fusion=fusion)


@pytest.mark.parametrize(("backbone_class", "mmac"), [(CnnS, 17.0), (CnnD, 212.0)])
def test_a_crop_costs_what_same_padding_gives(backbone_class, mmac):
    counted = macs(network(backbone_class(), AverageFusion))
    assert counted.trunk / 3 / 1e6 == pytest.approx(mmac, abs=0.05)


def test_cnn_s_worked_by_hand():
    first = 56 * 56 * 48 * 3 * 9
    second = 14 * 14 * 96 * 48 * 9
    assert macs(network(CnnS(), AverageFusion)).trunk == 3 * (first + second + 7 * 7 * 96 * 1024)


def test_parts():
    counted = macs(network(CnnS(), LstmFusion))
    assert counted.fusion == 3 * 4 * (1024 + 1)
    assert counted.head == 2 * 1024
    assert counted.total == counted.trunk + counted.fusion + counted.head
    assert macs(network(CnnS(), ConcatFusion)).head == 3 * 2 * 1024
    assert macs(network(CnnS(), AverageFusion)).fusion == 0


def test_torch_counts_the_same(crops_bschw):
    net = network(CnnS(), ConcatFusion).eval()
    with FlopCounterMode(display=False) as counter:
        net(crops_bschw[:1])
    auxiliary = 3 * 2 * 1024
    assert counter.get_total_flops() == 2 * (macs(net).total + auxiliary)


def test_counting_leaves_the_network_as_it_was():
    net = network(CnnS(), LstmFusion).train()
    before = {name: value.clone() for name, value in net.state_dict().items()}
    macs(net)
    assert net.training
    assert all((net.state_dict()[name] == value).all() for name, value in before.items())
    assert not any(module._forward_hooks for module in net.modules())
