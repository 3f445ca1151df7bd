"""CNN_S and CNN_D against Table I."""

import pytest
import torch
from torch import nn

from msfans.models.backbones import CnnD, CnnS, convolutions


def maps(backbone):
    """Shape after each layer of the trunk, for one 112 px crop."""
    x_nchw = torch.zeros(1, 3, 112, 112)
    shapes = []
    for layer in backbone.eval().trunk:
        x_nchw = layer(x_nchw)
        if isinstance(layer, nn.Conv2d | nn.MaxPool2d):
            shapes.append(tuple(x_nchw.shape[1:]))
    return shapes


def test_cnn_s_follows_table_one():
    assert maps(CnnS()) == [(48, 56, 56), (48, 28, 28), (96, 14, 14), (96, 7, 7)]
    assert [m.out_features for m in CnnS().neck if isinstance(m, nn.Linear)] == [1024]


def test_cnn_d_follows_table_one():
    assert maps(CnnD()) == [
        *[(32, 112, 112), (32, 56, 56), (64, 56, 56), (64, 28, 28)],
        *[(128, 28, 28), (128, 14, 14), (256, 14, 14), (256, 7, 7)],
    ]
    assert [m.out_features for m in CnnD().neck if isinstance(m, nn.Linear)] == [2048, 1024]


@pytest.mark.parametrize("backbone", [CnnS(), CnnD()])
def test_each_convolution_is_followed_by_batch_norm_and_each_fc_by_dropout(backbone):
    kinds = [type(layer) for layer in backbone.trunk]
    assert kinds == [nn.Conv2d, nn.BatchNorm2d, nn.MaxPool2d, nn.ReLU] * (len(kinds) // 4)
    kinds = [type(layer) for layer in backbone.neck]
    assert kinds == [nn.Linear, nn.ReLU, nn.Dropout] * (len(kinds) // 3)
    assert all(m.p == 0.5 for m in backbone.neck if isinstance(m, nn.Dropout))


@pytest.mark.parametrize("memory_format", [torch.contiguous_format, torch.channels_last])
def test_relu_after_pooling_gives_the_same_bits_as_before(memory_format):
    convolution, norm, pool, relu = convolutions((3, 8), stride=1)
    x_nchw = torch.randn(2, 3, 21, 21).to(memory_format=memory_format)
    y_nchw = norm(convolution(x_nchw)).detach()
    one, two = y_nchw.clone().requires_grad_(), y_nchw.clone().requires_grad_()
    ours, usual = relu(pool(one)), pool(torch.relu(two))
    weights = torch.randn_like(ours)
    (ours * weights).sum().backward()
    (usual * weights).sum().backward()
    assert torch.equal(ours, usual)
    assert torch.equal(one.grad, two.grad)


def test_features_and_dropout_are_settings():
    backbone = CnnS(features=16, dropout=0.0).train()
    backbone.trunk.eval()
    x_nchw = torch.rand(2, 3, 112, 112)
    assert backbone(x_nchw).shape == (2, 16) == (2, backbone.features)
    assert torch.equal(backbone(x_nchw), backbone(x_nchw))
