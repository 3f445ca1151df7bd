"""CNN_S and CNN_D of the paper's Table I: one 112 px crop in, one feature vector out.

What the table leaves open is settled so: "same" padding (one pixel on each side of every 3x3
window, so sides halve exactly: 112, 56, 28, 14, 7), batch normalisation after each convolution,
and dropout after each fully connected layer. ReLU stands after the max-pooling instead of before:
the two commute, bit for bit, and a quarter of the activations is left to rectify.
"""

from itertools import pairwise

from jaxtyping import Float
from torch import Tensor, nn

POOLED_PX = 7  # both networks leave a 7 x 7 map


class CnnS(nn.Module):
    """conv(3,2,48) pool conv(3,2,96) pool fc(features): 17.0 MMAC a crop."""

    def __init__(self, *, features: int = 1024, dropout: float = 0.5) -> None:
        super().__init__()
        self.features = features
        self.trunk = nn.Sequential(*convolutions((3, 48, 96), stride=2))
        self.neck = nn.Sequential(*dense_layers((96 * POOLED_PX**2, features), dropout))

    def forward(self, crops_nchw: Float[Tensor, "n 3 h w"]) -> Float[Tensor, "n d"]:
        return self.neck(self.trunk(crops_nchw).flatten(1))


class CnnD(nn.Module):
    """Four times conv(3,1,32 to 256) and pool, then fc(2048) fc(features): 212.0 MMAC a crop."""

    def __init__(self, *, features: int = 1024, dropout: float = 0.5) -> None:
        super().__init__()
        self.features = features
        self.trunk = nn.Sequential(*convolutions((3, 32, 64, 128, 256), stride=1))
        self.neck = nn.Sequential(*dense_layers((256 * POOLED_PX**2, 2048, features), dropout))

    def forward(self, crops_nchw: Float[Tensor, "n 3 h w"]) -> Float[Tensor, "n d"]:
        return self.neck(self.trunk(crops_nchw).flatten(1))


def convolutions(channels: tuple[int, ...], *, stride: int) -> list[nn.Module]:
    """Convolution, batch norm, pool(3,2), ReLU for each step from one channel count to the next."""
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(channels):
        # batch norm has its own shift, so a bias in the convolution would be dead weight
        layers.append(nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False))
        layers.append(nn.BatchNorm2d(outputs))
        layers.append(nn.MaxPool2d(3, stride=2, padding=1))
        layers.append(nn.ReLU(inplace=True))
    return layers


def dense_layers(widths: tuple[int, ...], dropout: float) -> list[nn.Module]:
    """Fully connected, ReLU, dropout for each step from one width to the next."""
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(widths):
        layers += [nn.Linear(inputs, outputs), nn.ReLU(inplace=True), nn.Dropout(dropout)]
    return layers
