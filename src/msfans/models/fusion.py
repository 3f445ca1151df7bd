"""Four ways from one feature vector per scale to one feature vector per face.

All take `features` (length of a scale's vector) and `n_scales`, and say in `out_features` how long
the fused vector is. Scales come in the order in which the run lists them, smallest first.
"""

import math
from enum import StrEnum
from typing import NamedTuple, Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor, nn

from msfans.tensors import Alphas, Features


class Fused(NamedTuple):
    """The fused feature, and the weight of each scale in it (None where there is no such thing)."""

    feature_bd: Float[Tensor, "b d"]
    alpha_bs: Alphas | None


@runtime_checkable
class Fusion(Protocol):
    """What the network asks of a fusion."""

    n_scales: int
    out_features: int

    def __call__(self, features_bsd: Features) -> Fused: ...


class Normalisation(StrEnum):
    """What becomes of the LSTM's outputs before they weigh the scales."""

    NONE = "none"
    SOFTMAX = "softmax"


class SingleScale(nn.Module):
    """No fusion: the one scale's feature as it is."""

    def __init__(self, *, features: int, n_scales: int = 1) -> None:
        super().__init__()
        if n_scales != 1:
            raise ValueError(f"single-scale fusion was given {n_scales} scales")
        self.n_scales, self.out_features = n_scales, features

    def forward(self, features_bsd: Features) -> Fused:
        return Fused(features_bsd[:, 0], features_bsd.new_ones(features_bsd.shape[:2]))


class AverageFusion(nn.Module):
    """The mean over scales: every alpha is 1 / n_scales."""

    def __init__(self, *, features: int, n_scales: int) -> None:
        super().__init__()
        self.n_scales, self.out_features = n_scales, features

    def forward(self, features_bsd: Features) -> Fused:
        weights = features_bsd.new_full(features_bsd.shape[:2], 1 / self.n_scales)
        return Fused(features_bsd.mean(1), weights)


class ConcatFusion(nn.Module):
    """All scales' features end to end; the classifier on top weighs them feature by feature."""

    def __init__(self, *, features: int, n_scales: int) -> None:
        super().__init__()
        self.n_scales, self.out_features = n_scales, n_scales * features

    def forward(self, features_bsd: Features) -> Fused:
        return Fused(features_bsd.flatten(1), None)


class LstmFusion(nn.Module):
    """Equations 2 and 3: f = sum_i alpha_i f_i, alpha_i the output of a one-unit LSTM at scale i.

    The LSTM reads the scales' features in order. Its raw output lies in (-1, 1) and is used as it
    is, as the equations read; a softmax over scales makes weights that are positive and sum to one.
    """

    def __init__(
        self, *, features: int, n_scales: int, normalise: str = Normalisation.NONE
    ) -> None:
        super().__init__()
        self.n_scales, self.out_features = n_scales, features
        self.lstm = nn.LSTM(features, 1, batch_first=True)
        softmax = Normalisation(normalise) is Normalisation.SOFTMAX
        self.normalise = nn.Softmax(dim=1) if softmax else nn.Identity()
        start_as_average(self.lstm, n_scales=n_scales)

    def forward(self, features_bsd: Features) -> Fused:
        output_bs1, _ = self.lstm(features_bsd)
        alpha_bs = self.normalise(output_bs1.squeeze(2))
        return Fused(torch.einsum("bs,bsd->bd", alpha_bs, features_bsd), alpha_bs)


@torch.no_grad()
def start_as_average(lstm: nn.LSTM, *, n_scales: int) -> None:
    """Initialise a one-unit LSTM so that its output starts near 1 / n_scales at every step.

    PyTorch draws every weight from U(-1, 1) for one hidden unit, whatever the number of inputs: a
    thousand features then saturate all four gates. Here weights are U(-k, k), k = 1 / inputs, and
    biases open the input and output gates and close the forget gate, so that training starts from
    average fusion and departs from it only where that pays.
    """
    gate = 3.0
    opened = 1 / (1 + math.exp(-gate))
    candidate = math.atanh(min(math.atanh(min(1 / n_scales, 0.7) / opened) / opened, 0.95))
    for name, parameter in lstm.named_parameters():
        if name.startswith("weight_ih"):
            nn.init.uniform_(parameter, -1 / lstm.input_size, 1 / lstm.input_size)
        elif name.startswith("bias_ih"):  # in the order input, forget, candidate, output
            parameter.copy_(torch.tensor([gate, -gate, candidate, gate]))
        else:
            nn.init.zeros_(parameter)
