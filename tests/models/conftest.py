"""Random crops in the layout the loader hands out."""

import pytest
import torch


@pytest.fixture
def crops_bschw():
    """Two faces at three scales, uint8, channels_last."""
    generator = torch.Generator().manual_seed(0)
    crops = torch.randint(0, 256, (2, 3, 112, 112, 3), dtype=torch.uint8, generator=generator)
    return crops.permute(0, 1, 4, 2, 3)
