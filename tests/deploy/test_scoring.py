import numpy as np
import pytest

from msfans.deploy.scoring import Scorer
from msfans.errors import UsageError


@pytest.mark.parametrize("shape", [(1, 3, 112, 112, 3), (1, 2, 128, 128, 3), (2, 112, 112, 3)])
def test_crops_of_another_shape_are_refused(model, shape):
    with pytest.raises(UsageError, match="the crops: are uint8 of shape"):
        Scorer(model, where="m", n_scales=2).scores(np.zeros(shape, np.uint8))


def test_floats_are_refused(model):
    crops = np.zeros((1, 2, 112, 112, 3), np.float32)
    with pytest.raises(UsageError, match="are float32"):
        Scorer(model, where="m", n_scales=2).scores(crops)


def test_no_crops_are_told_before_they_end_the_process(model):
    with pytest.raises(ValueError, match="no crops"):
        Scorer(model, where="m", n_scales=2).scores(np.zeros((0, 2, 112, 112, 3), np.uint8))
