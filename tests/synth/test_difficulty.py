from dataclasses import replace

import pytest

from msfans.errors import UsageError
from msfans.synth.difficulty import Difficulty, difficulty_of


def test_shares_lie_between_none_and_all():
    with pytest.raises(ValueError, match="near_edge_share"):
        Difficulty(near_edge_share=1.2)


def test_no_sampled_period_is_under_two_pixels():
    with pytest.raises(ValueError, match="2 px"):
        Difficulty(alias_period_px=(1.5, 3))


def test_a_range_runs_upwards():
    with pytest.raises(ValueError, match="clutter_scale runs from 2 to 1"):
        Difficulty(clutter_scale=(2, 1))


def test_settings_by_name_change_the_default_and_nothing_else():
    changed = difficulty_of({"texture": 0.5, "alias_period_px": [3, 4.5]})
    assert changed == replace(Difficulty(), texture=0.5, alias_period_px=(3, 4.5))
    assert changed.changes() == ["texture=0.5", "alias_period_px=3-4.5"]
    assert difficulty_of({}) == Difficulty()
    assert Difficulty().changes() == []


@pytest.mark.parametrize(
    ("values", "fact"),
    [
        ({"moire": 1}, "there is no 'moire'"),
        ({"texture": [1, 2]}, r"texture takes 1 number\(s\)"),
        ({"clutter_scale": 1}, r"clutter_scale takes 2 number\(s\)"),
        ({"clutter_share": 2}, "not a share"),
    ],
)
def test_settings_that_make_no_sense_are_refused(values, fact):
    with pytest.raises(UsageError, match=fact):
        difficulty_of(values)
