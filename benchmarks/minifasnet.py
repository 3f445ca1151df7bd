"""Two networks with the layers of MiniFASNetV2 and MiniFASNetV1SE and random weights, to time.

The pair of Silent-Face-Anti-Spoofing (Minivision, Apache-2.0) takes 80 px and gives three classes.
Batch norm has the statistics of real pictures, as training leaves them: the signs behind it decide
how well a processor foresees PReLU's branches, and so half of what these networks cost.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn

from msfans.models.cost import layer_macs

INPUT_PX, LAST_PX = 80, 5
STEM, LAST, EMBEDDING, CLASSES = 32, 512, 128, 3
SQUEEZE = 4

V2 = (
    (103, 64, (13, 13, 13, 13)),
    (231, 128, (231, 52, 26, 77, 26, 26)),
    (308, 128, (26, 26)),
)
V1 = (
    (103, 64, (13, 26, 13, 52)),
    (231, 128, (154, 52, 26, 52, 26, 26)),
    (308, 128, (26, 26)),
)
"""Widths of each stage: within the block that halves the side, behind every block, and within each
of the blocks that keep the side."""


class Block(nn.Module):
    """Pointwise, depthwise, pointwise; added to its input where the side stays."""

    def __init__(
        self, inputs: int, width: int, outputs: int, *, stride: int, squeeze: bool = False
    ) -> None:
        super().__init__()
        self.keeps = stride == 1
        self.layers = nn.Sequential(
            *activated(nn.Conv2d(inputs, width, 1, bias=False)),
            *activated(nn.Conv2d(width, width, 3, stride, 1, groups=width, bias=False)),
            nn.Conv2d(width, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
            *([SqueezeExcitation(outputs)] if squeeze else []),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.layers(x) if self.keeps else self.layers(x)


class SqueezeExcitation(nn.Module):
    """Channels weighed by what their means say."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        narrow = channels // SQUEEZE
        self.weigh = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Conv2d(channels, narrow, 1, bias=False),
            nn.BatchNorm2d(narrow),
            nn.ReLU(),
            nn.Conv2d(narrow, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
            nn.Sigmoid(),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.weigh(x)


def activated(convolution: nn.Conv2d) -> list[nn.Module]:
    """A convolution, batch norm and PReLU."""
    channels = convolution.out_channels
    return [convolution, nn.BatchNorm2d(channels), nn.PReLU(channels)]


def minifasnet(stages: Sequence[tuple[int, int, tuple[int, ...]]], *, squeeze: bool) -> nn.Module:
    """The network; with `squeeze`, the last block of each stage weighs its channels."""
    layers = activated(nn.Conv2d(3, STEM, 3, 2, 1, bias=False))
    layers += activated(nn.Conv2d(STEM, STEM, 3, 1, 1, groups=STEM, bias=False))
    inputs = STEM
    for halving, outputs, keeping in stages:
        layers.append(Block(inputs, halving, outputs, stride=2))
        for index, width in enumerate(keeping, start=1):
            weighs = squeeze and index == len(keeping)
            layers.append(Block(outputs, width, outputs, stride=1, squeeze=weighs))
        inputs = outputs
    layers += activated(nn.Conv2d(inputs, LAST, 1, bias=False))
    layers += [nn.Conv2d(LAST, LAST, LAST_PX, groups=LAST, bias=False), nn.BatchNorm2d(LAST)]
    layers += [nn.Flatten(), nn.Linear(LAST, EMBEDDING, bias=False), nn.BatchNorm1d(EMBEDDING)]
    return nn.Sequential(*layers, nn.Linear(EMBEDDING, CLASSES, bias=False), nn.Softmax(1))


@torch.no_grad()
def as_if_trained(network: nn.Module, pictures_nchw: torch.Tensor) -> nn.Module:
    """The network for evaluation, its batch norm with the statistics of these pictures."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
            module.momentum = None  # a mean over all that is seen
    network.train()(pictures_nchw)
    return network.eval()


def pictures(frames: Sequence[np.ndarray], *, n: int, seed: int = 0) -> torch.Tensor:
    """Squares (n, 3, 80, 80) in 0 to 1 from random places of frames."""
    rng = np.random.default_rng(seed)
    squares = []
    for _ in range(n):
        frame = frames[rng.integers(len(frames))]
        top, left = (rng.integers(side - INPUT_PX) for side in frame.shape[:2])
        squares.append(frame[top : top + INPUT_PX, left : left + INPUT_PX])
    return torch.from_numpy(np.stack(squares)).permute(0, 3, 1, 2).float().div(255)


def macs(network: nn.Module) -> int:
    """Multiply-accumulate operations of one picture."""
    counted: list[int] = []
    hooks = [
        module.register_forward_hook(
            lambda layer, given, output: counted.append(layer_macs(layer, given[0], output))
        )
        for module in network.modules()
    ]
    with torch.no_grad():
        network(torch.zeros(1, 3, INPUT_PX, INPUT_PX))
    for hook in hooks:
        hook.remove()
    return sum(counted)
