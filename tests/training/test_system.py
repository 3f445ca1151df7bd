"""Losses by hand, the schedule step by step, the memory layout."""

import math

import pytest
import torch

from msfans.models.network import Logits
from msfans.training.system import loss_parts, scored


def cross_entropy(attack, bona_fide, label):
    return math.log(math.exp(attack) + math.exp(bona_fide)) - (attack, bona_fide)[label]


def test_the_auxiliary_loss_is_a_sum_over_scales_and_a_mean_over_faces():
    fused = [[1.0, 3.0], [0.5, 0.0]]
    per_scale = [[[0.0, 2.0], [1.0, 1.0], [3.0, -1.0]], [[2.0, 0.0], [0.0, 0.0], [-1.0, 4.0]]]
    labels = [1, 0]
    parts = loss_parts(
        Logits(torch.tensor(fused), torch.tensor(per_scale), None), torch.tensor(labels)
    )
    expected = sum(cross_entropy(*logits, y) for logits, y in zip(fused, labels, strict=True)) / 2
    assert parts.fused.item() == pytest.approx(expected)
    expected = (
        sum(
            cross_entropy(*logits, y)
            for face, y in zip(per_scale, labels, strict=True)
            for logits in face
        )
        / 2
    )
    assert parts.auxiliary.item() == pytest.approx(expected)


def test_a_single_scale_has_no_auxiliary_loss_but_a_gradient_of_zeros():
    per_scale_bs2 = torch.randn(4, 1, 2, requires_grad=True)
    parts = loss_parts(Logits(torch.randn(4, 2), per_scale_bs2, None), torch.tensor([0, 1, 1, 0]))
    assert parts.auxiliary.item() == 0
    parts.auxiliary.backward()
    assert per_scale_bs2.grad.count_nonzero() == 0


def test_scores_are_bona_fide_probabilities_in_double_precision(make_data):
    batch = next(iter(make_data().predict_dataloader()))
    n = len(batch.labels_b)
    fused_b2 = torch.zeros(n, 2)
    fused_b2[0, 1] = 2.0
    answer = scored(Logits(fused_b2, torch.zeros(n, 2, 2), None), batch)
    assert answer["score_b"].dtype == torch.float64
    assert answer["score_b"][:2].tolist() == pytest.approx([1 / (1 + math.exp(-2)), 0.5])
    assert answer["sample_b"].tolist() == batch.sample_b.tolist()


def test_the_learning_rate_falls_by_steps_at_shares_of_the_run(make_system):
    system = make_system(lr=0.1, milestones=(0.5, 0.8), gamma=0.1)
    system.trainer = type("Trainer", (), {"max_steps": 10})()
    parts = system.configure_optimizers()
    rates = []
    for _ in range(10):
        rates.append(parts["optimizer"].param_groups[0]["lr"])
        parts["optimizer"].step()
        parts["lr_scheduler"]["scheduler"].step()
    assert rates == pytest.approx([0.1] * 5 + [0.01] * 3 + [0.001] * 2)
    assert parts["lr_scheduler"]["interval"] == "step"


def test_the_papers_settings_are_the_defaults(make_system):
    system = make_system(lr=2e-4)
    system.trainer = type("Trainer", (), {"max_steps": 10})()
    group = system.configure_optimizers()["optimizer"].param_groups[0]
    assert (group["lr"], group["momentum"], group["weight_decay"]) == (2e-4, 0.9, 5e-4)


def test_convolutions_lie_channels_last(make_system):
    weights = [p for p in make_system().network.parameters() if p.dim() == 4]
    assert weights
    assert all(p.is_contiguous(memory_format=torch.channels_last) for p in weights)
