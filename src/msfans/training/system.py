"""One training step, one scoring step, and the optimiser: what Lightning needs to run a network."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypedDict

import torch
from jaxtyping import Float, Int64
from pytorch_lightning import LightningModule
from torch import Tensor
from torch.nn.functional import cross_entropy
from torch.optim import SGD
from torch.optim.lr_scheduler import MultiStepLR

from msfans.models.network import Logits, MultiScaleNet
from msfans.tensors import Alphas, Batch
from msfans.training.checkpoint import require_fit


class LossParts(NamedTuple):
    """Cross entropies, means over the batch; `auxiliary` is the sum over scales, unweighted."""

    fused: Float[Tensor, ""]
    auxiliary: Float[Tensor, ""]


class Scored(TypedDict):
    """What scoring says of a batch: score in [0, 1], higher is more bona fide."""

    sample_b: Int64[Tensor, " b"]
    score_b: Float[Tensor, " b"]
    alpha_bs: Alphas | None


class SpoofingSystem(LightningModule):
    """A network under SGD with the paper's settings as defaults.

    `milestones` are shares of the run's steps at which the learning rate is multiplied by `gamma`.
    `auxiliary_weight` is set from outside before each batch and is 0 where nobody does.
    """

    def __init__(
        self,
        *,
        network: MultiScaleNet,
        lr: float = 2e-4,
        momentum: float = 0.9,
        weight_decay: float = 5e-4,
        milestones: Sequence[float] = (0.5, 0.75),
        gamma: float = 0.1,
    ) -> None:
        super().__init__()
        # convolutions in channels_last are 1.6 to 1.8 times faster on a CPU
        # (type: ignore because torch's stubs do not know the keyword)
        self.network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
        self.milestones, self.gamma = tuple(milestones), gamma
        self.auxiliary_weight = 0.0

    def training_step(self, batch: Batch, batch_idx: int) -> Float[Tensor, ""]:
        """Fused loss plus the weighted auxiliary ones."""
        parts = loss_parts(self.network(batch.crops_bschw), batch.labels_b)
        # weighted by 0 rather than left out: distributed runs want a gradient for every parameter
        loss = parts.fused + self.auxiliary_weight * parts.auxiliary
        lr = self.trainer.optimizers[0].param_groups[0]["lr"]
        named = {
            "loss": loss,
            "loss_fused": parts.fused,
            "loss_auxiliary": parts.auxiliary,
            "lr": lr,
        }
        self.log_dict(named, batch_size=len(batch.labels_b))
        return loss

    def validation_step(self, batch: Batch, batch_idx: int) -> Scored:
        """Scores of devel faces."""
        return scored(self.network(batch.crops_bschw), batch)

    def predict_step(self, batch: Batch, batch_idx: int) -> Scored:
        """Scores of devel and test faces."""
        return scored(self.network(batch.crops_bschw), batch)

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """CheckpointError where a run is resumed from another network's checkpoint."""
        require_fit(str(self.trainer.ckpt_path), checkpoint["state_dict"], self)

    def configure_optimizers(self) -> Any:
        """SGD and a multi-step schedule that advances with every step."""
        optimiser = SGD(
            self.network.parameters(),
            lr=self.lr,
            momentum=self.momentum,
            weight_decay=self.weight_decay,
        )
        steps = [round(share * self.trainer.max_steps) for share in self.milestones]
        schedule = MultiStepLR(optimiser, milestones=steps, gamma=self.gamma)
        return {
            "optimizer": optimiser,
            "lr_scheduler": {"scheduler": schedule, "interval": "step"},
        }


def loss_parts(logits: Logits, labels_b: Int64[Tensor, " b"]) -> LossParts:
    """Two-class cross entropies; with a single scale the fused one says it all."""
    per_scale_bs2 = logits.per_scale_bs2
    n_scales = per_scale_bs2.shape[1]
    labels_n = labels_b.repeat_interleave(n_scales)
    mean_over_scales = cross_entropy(per_scale_bs2.flatten(0, 1), labels_n)
    counted = n_scales if n_scales > 1 else 0
    return LossParts(cross_entropy(logits.fused_b2, labels_b), counted * mean_over_scales)


def scored(logits: Logits, batch: Batch) -> Scored:
    """Bona fide probabilities in double precision, so that sure faces do not tie."""
    return Scored(
        sample_b=batch.sample_b, score_b=logits.margin_b.sigmoid(), alpha_bs=logits.alpha_bs
    )
