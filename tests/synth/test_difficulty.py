import pytest

from msfans.synth.difficulty import Difficulty


def test_shares_lie_between_none_and_all():
    with pytest.raises(ValueError, match="near_edge_share"):
        Difficulty(near_edge_share=1.2)


def test_no_sampled_period_is_under_two_pixels():
    with pytest.raises(ValueError, match="2 px"):
        Difficulty(alias_period_px=(1.5, 3))
