"""The four fusions against the formulas, worked by hand."""

import math

import pytest
import torch

from msfans.models.fusion import AverageFusion, ConcatFusion, LstmFusion, SingleScale

FEATURES = torch.tensor([[[1.0, 2.0], [3.0, 5.0]]])  # one face, two scales, two features


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def test_average():
    fused = AverageFusion(features=2, n_scales=2)(FEATURES)
    assert fused.feature_bd.tolist() == [[2.0, 3.5]]
    assert fused.alpha_bs.tolist() == [[0.5, 0.5]]


def test_concat_keeps_the_order_of_scales_and_has_no_alpha():
    fusion = ConcatFusion(features=2, n_scales=2)
    assert fusion(FEATURES).feature_bd.tolist() == [[1.0, 2.0, 3.0, 5.0]]
    assert fusion(FEATURES).alpha_bs is None
    assert fusion.out_features == 4


def test_single_passes_the_feature_on_and_refuses_more_scales():
    fused = SingleScale(features=2, n_scales=1)(FEATURES[:, :1])
    assert fused.feature_bd.tolist() == [[1.0, 2.0]]
    assert fused.alpha_bs.tolist() == [[1.0]]
    with pytest.raises(ValueError, match="2 scales"):
        SingleScale(features=2, n_scales=2)


def lstm_by_hand(features_sd, parameters):
    """Equation 2 with one hidden unit, scalar by scalar; gates in the order i, f, g, o."""
    hidden = cell = 0.0
    alphas = []
    for feature_d in features_sd:
        gates = [
            sum(w * x for w, x in zip(parameters["weight_ih_l0"][k], feature_d, strict=True))
            + parameters["weight_hh_l0"][k][0] * hidden
            + parameters["bias_ih_l0"][k]
            + parameters["bias_hh_l0"][k]
            for k in range(4)
        ]
        cell = sigmoid(gates[1]) * cell + sigmoid(gates[0]) * math.tanh(gates[2])
        hidden = sigmoid(gates[3]) * math.tanh(cell)
        alphas.append(hidden)
    return alphas


def test_lstm_weighs_scales_by_the_output_of_one_hidden_unit():
    torch.manual_seed(1)
    fusion = LstmFusion(features=2, n_scales=2)
    for parameter in fusion.lstm.parameters():
        torch.nn.init.normal_(parameter)
    parameters = {name: p.tolist() for name, p in fusion.lstm.named_parameters()}
    first, second = lstm_by_hand(FEATURES[0].tolist(), parameters)
    fused = fusion(FEATURES)
    assert fused.alpha_bs[0].tolist() == pytest.approx([first, second], abs=1e-6)
    expected = [1 * first + 3 * second, 2 * first + 5 * second]
    assert fused.feature_bd[0].tolist() == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("n_scales", [2, 3, 7])
def test_lstm_starts_as_the_average(n_scales):
    features_bsd = 2 * torch.rand(5, n_scales, 1024)
    alpha_bs = LstmFusion(features=1024, n_scales=n_scales)(features_bsd).alpha_bs
    # the share of the random weights in a gate's input is about 1 / sqrt(features)
    assert alpha_bs.detach() == pytest.approx(1 / n_scales, rel=0.35)


def test_softmax_makes_weights_of_the_outputs():
    raw = LstmFusion(features=2, n_scales=2)
    soft = LstmFusion(features=2, n_scales=2, normalise="softmax")
    soft.load_state_dict(raw.state_dict())
    expected = raw(FEATURES).alpha_bs.softmax(1)
    assert torch.equal(soft(FEATURES).alpha_bs, expected)
    assert soft(FEATURES).alpha_bs.sum().item() == pytest.approx(1)


def test_an_unknown_normalisation_is_refused():
    with pytest.raises(ValueError, match="sotfmax"):
        LstmFusion(features=2, n_scales=2, normalise="sotfmax")


def test_gradients_reach_both_the_weights_and_the_features():
    features_bsd = FEATURES.clone().requires_grad_()
    fusion = LstmFusion(features=2, n_scales=2)
    fusion(features_bsd).feature_bd.sum().backward()
    assert (features_bsd.grad != 0).all()
    assert all(p.grad.abs().sum() > 0 for p in fusion.lstm.parameters())
