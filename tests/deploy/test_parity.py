import numpy as np
import pytest

from msfans.deploy.parity import parity
from msfans.errors import BundleError

EXPECTED = {"corpus": np.array([0.5, 0.25]), "self-test": np.array([0.75])}


def moved(by: float) -> dict:
    return EXPECTED | {"corpus": EXPECTED["corpus"] + np.array([0.0, by])}


def test_largest_difference_over_all_and_by_origin():
    found = parity(EXPECTED, moved(-5e-5))
    assert found["score_difference"] == pytest.approx(5e-5)
    assert found["n_faces"] == 3
    assert found["by_origin"]["self-test"] == {"n_faces": 1, "score_difference": 0.0}


@pytest.mark.parametrize("by", [1.1e-4, -0.5, np.nan])
def test_too_large_a_difference_is_refused(by):
    with pytest.raises(BundleError, match="scores corpus faces"):
        parity(EXPECTED, moved(by))
