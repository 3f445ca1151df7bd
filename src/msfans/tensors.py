"""Tensor vocabulary: axis letters and what travels from the loader to the network.

Axes live in names, in this order: b batch, t time, s scale, c h w, d feature; n is any fold of
them. `2` is the class axis, ordered as `CLASS_OF` says: attack first, bona fide second, so that
the larger index is the more bona fide one.
"""

from typing import NamedTuple

from jaxtyping import Float, Int64, UInt8
from torch import Tensor

from msfans.records import Label

CLASS_OF = {Label.ATTACK: 0, Label.BONA_FIDE: 1}

Crops = UInt8[Tensor, "b s c h w"]
Features = Float[Tensor, "b s d"]
Alphas = Float[Tensor, "b s"]


class Batch(NamedTuple):
    """Crops as they lie in memory, their classes, and the row of the frame table each came from."""

    crops_bshwc: UInt8[Tensor, "b s h w c"]
    labels_b: Int64[Tensor, " b"]
    sample_b: Int64[Tensor, " b"]

    @property
    def crops_bschw(self) -> Crops:
        """The same bytes with the channel axis in front: channels_last without a copy."""
        return self.crops_bshwc.permute(0, 1, 4, 2, 3)
