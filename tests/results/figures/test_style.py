"""Species look different, and the settings of other figures stay."""

import matplotlib as mpl

from msfans.results.figures.style import canvas, looks, styled


def test_many_species_differ_in_more_than_colour() -> None:
    found = looks([f"species {i}" for i in range(20)])
    assert len(set(found.values())) == 20
    assert list(looks(["a", "b"]).values()) == list(looks(["x", "y"]).values())


def test_a_figure_leaves_the_settings_of_others() -> None:
    before = mpl.rcParams["axes.spines.top"]
    inside = styled(lambda: (mpl.rcParams["axes.spines.top"], canvas(2.0)[0].get_figheight()))
    assert inside() == (False, 2.0)
    assert inside() == (False, 2.0)
    assert mpl.rcParams["axes.spines.top"] is before
