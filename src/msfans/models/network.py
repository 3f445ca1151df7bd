"""The whole network: crops of one face at several scales in, two-class logits out."""

from typing import NamedTuple, Protocol, runtime_checkable

import torch
from jaxtyping import Float, Shaped
from torch import Tensor, nn

from msfans.models.fusion import Fusion
from msfans.tensors import Alphas

CLASSES = 2


@runtime_checkable
class Backbone(Protocol):
    """What the network asks of a backbone: one crop in, `features` numbers out."""

    features: int

    def __call__(self, crops_nchw: Float[Tensor, "n 3 h w"]) -> Float[Tensor, "n d"]: ...


class Logits(NamedTuple):
    """Before the softmax, attack first and bona fide second; `per_scale` is for training only."""

    fused_b2: Float[Tensor, "b 2"]
    per_scale_bs2: Float[Tensor, "b s 2"]
    alpha_bs: Alphas | None

    @property
    def margin_b(self) -> Float[Tensor, " b"]:
        """Bona fide minus attack logit, in double precision: the log odds of bona fide."""
        fused_b2 = self.fused_b2.double()
        return fused_b2[:, 1] - fused_b2[:, 0]


class MultiScaleNet(nn.Module):
    """One backbone for all scales, a fusion, and two linear classifiers.

    As the backbone is shared over scales, so is the classifier of the auxiliary losses: a scale's
    feature must mean the same wherever it comes from if a weighted sum of them is to mean anything.
    """

    def __init__(self, *, backbone: Backbone, fusion: Fusion) -> None:
        super().__init__()
        self.backbone, self.fusion = backbone, fusion
        self.head = nn.Linear(fusion.out_features, CLASSES)
        self.auxiliary_head = nn.Linear(backbone.features, CLASSES)

    def forward(self, crops_bschw: Shaped[Tensor, "b s 3 h w"]) -> Logits:
        """`crops_bschw` holds RGB in 0 to 255, uint8 or float; the network scales them itself."""
        crops_nchw = normalised(crops_bschw.flatten(0, 1))
        features_nd = self.backbone(crops_nchw)
        features_bsd = features_nd.unflatten(0, crops_bschw.shape[:2])
        feature_bd, alpha_bs = self.fusion(features_bsd)
        return Logits(self.head(feature_bd), self.auxiliary_head(features_bsd), alpha_bs)


def normalised(crops_nchw: Shaped[Tensor, "n 3 h w"]) -> Float[Tensor, "n 3 h w"]:
    """Pixels from 0..255 to -1..1, memory layout kept."""
    # converted first: dividing bytes by a float is four times slower than dividing floats
    return crops_nchw.to(torch.float32, copy=True).div_(127.5).sub_(1.0)
