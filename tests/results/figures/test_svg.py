"""SVG inside a page: text as text, no name twice, nothing fetched, user text harmless."""

import re
import warnings
from collections.abc import Callable
from xml.etree import ElementTree

from msfans.metrics.presentations import Presentations
from msfans.metrics.rates import rates
from msfans.results.figures.histograms import histograms
from msfans.results.figures.style import INK
from msfans.results.figures.svg import plain_svg, svg

Make = Callable[..., Presentations]


def drawn(presented: Presentations, title: str = "t") -> str:
    return svg(histograms(presented, marked=rates(presented, 0.5), marked_as="x"), title=title)


def test_it_is_one_element_with_a_name_and_text(tested: Make) -> None:
    text = drawn(tested("cut"), title='say "<b>"')
    root = ElementTree.fromstring(text)
    assert (root.get("role"), root.get("aria-label")) == ("img", 'say "<b>"')
    words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert any(word and word.startswith("cut (n = 60") for word in words)


def test_names_of_species_are_text(tested: Make) -> None:
    text = drawn(tested("<script>alert(1)</script>", "$\\frac{1}$"))
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "$\\frac{1}$" in text


def test_the_page_gives_the_ink_and_nothing_is_fetched(tested: Make) -> None:
    text = drawn(tested())
    assert INK not in text
    assert "currentColor" in text
    assert not re.search(r"<style|<metadata|<!--|<!DOCTYPE|<image", text)
    assert set(re.findall(r'https?://[^"]+', text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_ids_are_only_those_in_use(tested: Make) -> None:
    text = drawn(tested())
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert all(f"#{name}" in text for name in ids)


def test_the_same_figure_is_the_same_text(tested: Make) -> None:
    assert drawn(tested()) == drawn(tested())


def test_a_file_of_its_own_stands_on_white(tested: Make) -> None:
    presented = tested()
    figure = histograms(presented, marked=rates(presented, 0.5), marked_as="x")
    alone = plain_svg(figure)
    assert alone.startswith("<?xml")
    assert "#ffffff" in alone
    assert INK in alone


def test_names_in_any_script_pass_without_a_warning(tested: Make) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "写真" in drawn(tested("写真"))
