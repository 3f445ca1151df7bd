"""What a decision costs: multiply-accumulate operations, counted layer by layer as they run.

Convolutions, fully connected layers and the LSTM count; batch norm, pooling, activations and
biases do not. One MAC is two operations where a paper says FLOPs.
"""

from dataclasses import dataclass
from math import prod
from typing import Any

import torch
from torch import Tensor, nn

from msfans.models.network import MultiScaleNet
from msfans.records import INPUT_PX


@dataclass(frozen=True, slots=True, kw_only=True)
class Macs:
    """MACs of one face by part: backbone over all scales, fusion, classifier."""

    trunk: int
    fusion: int
    head: int

    @property
    def total(self) -> int:
        """MACs of one face."""
        return self.trunk + self.fusion + self.head


def macs(network: MultiScaleNet) -> Macs:
    """MACs of one decision; the auxiliary classifier, which training alone uses, is left out."""
    counted: dict[str, int] = {}

    def count(module: nn.Module, inputs: tuple[Tensor, ...], output: Any) -> None:
        counted[names[module]] = layer_macs(module, inputs[0], output)

    names = {module: name for name, module in network.named_modules()}
    hooks = [module.register_forward_hook(count) for module in names]
    was_training = network.training
    shape = (1, network.fusion.n_scales, 3, INPUT_PX, INPUT_PX)
    device = next(network.parameters()).device
    try:
        with torch.no_grad():
            network.eval()(torch.zeros(shape, dtype=torch.uint8, device=device))
    finally:
        network.train(was_training)
        for hook in hooks:
            hook.remove()
    return Macs(
        trunk=sum_below("backbone", counted),
        fusion=sum_below("fusion", counted),
        head=sum_below("head", counted),
    )


def layer_macs(module: nn.Module, given: Tensor, output: Any) -> int:
    """MACs of one call of a leaf layer on `given`."""
    if isinstance(module, nn.Conv2d):
        return output.numel() * module.in_channels // module.groups * prod(module.kernel_size)
    if isinstance(module, nn.Linear):
        return output.numel() * module.in_features
    if isinstance(module, nn.LSTM):
        steps, width = given.shape[:-1].numel(), module.input_size + module.hidden_size
        return steps * 4 * module.hidden_size * width
    return 0


def sum_below(part: str, counted: dict[str, int]) -> int:
    """Sum over a module and everything in it, by dotted name."""
    return sum(n for name, n in counted.items() if name == part or name.startswith(part + "."))
