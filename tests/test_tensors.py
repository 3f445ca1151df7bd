"""Classes and batches."""

import torch

from msfans.records import Label
from msfans.tensors import CLASS_OF, Batch


def test_bona_fide_is_the_larger_class():
    assert CLASS_OF == {Label.ATTACK: 0, Label.BONA_FIDE: 1}


def test_a_batch_shows_its_bytes_channel_first_without_a_copy():
    crops_bshwc = torch.arange(2 * 3 * 4 * 4 * 3, dtype=torch.uint8).reshape(2, 3, 4, 4, 3)
    batch = Batch(crops_bshwc, torch.zeros(2, dtype=torch.int64), torch.arange(2))
    assert batch.crops_bschw.shape == (2, 3, 3, 4, 4)
    assert batch.crops_bschw[1, 2, 0, 3, 1] == crops_bshwc[1, 2, 3, 1, 0]
    assert batch.crops_bschw.data_ptr() == crops_bshwc.data_ptr()
