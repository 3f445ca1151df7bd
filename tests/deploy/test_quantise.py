import numpy as np

from msfans.deploy.quantise import quantised
from msfans.deploy.scoring import Scorer


def test_int8_is_smaller_and_scores_much_the_same(model):
    crops = np.random.default_rng(0).integers(0, 256, (24, 2, 112, 112, 3), dtype=np.uint8)
    int8 = quantised(model, crops)
    assert len(int8) < 0.6 * len(model)
    exact = Scorer(model, where="m", n_scales=2).scores(crops).score_b
    rounded = Scorer(int8, where="m", n_scales=2).scores(crops).score_b
    difference = np.abs(exact - rounded).max()
    assert 0 < difference < 0.02
