"""The page in a browser: it opens, its figures show, its tables are the figures of the metrics."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from msfans.apps.report import report
from msfans.results.rate_text import rate_text

pytestmark = pytest.mark.browser
Call = Callable[..., Any]


@dataclass(frozen=True)
class Written:
    """A run's report as a page, and as JSON."""

    page: Path
    document: dict[str, Any]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, write_run: Call) -> Written:
    """The report of a run beside which one of a single scale lies, made once."""
    folder = tmp_path_factory.mktemp("report")
    run = write_run(folder / "sweep")
    write_run(folder / "sweep", "1.0", "single")
    for name in ("report.html", "report.json"):
        report(run, folder / name, draws=50)
    document = json.loads((folder / "report.json").read_text())
    return Written(folder / "report.html", document)


@pytest.fixture
def page(written: Written, watched: Any) -> Any:
    """The page, open, without errors and without a request."""
    watched.page.goto(written.page.as_uri())
    assert (watched.errors, watched.requests) == ([], [])
    return watched.page


def test_figures_show_and_have_names(page: Any) -> None:
    assert page.title().startswith("Presentation attack detection")
    figures = page.eval_on_selector_all(
        "svg, img",
        "all => all.map(e => [e.getBoundingClientRect().width, e.getBoundingClientRect().height,"
        " e.getAttribute('aria-label')])",
    )
    assert len(figures) == 15
    for width, height, name in figures:
        assert width > 300
        assert height > 150
        assert len(name) > 20
    assert "cut_photo" in page.text_content("#det-video svg")


def test_cells_are_the_figures_of_the_metrics(page: Any, written: Written) -> None:
    cells = page.eval_on_selector_all(
        "[data-place]",
        "all => all.map(e => [e.dataset.level, e.dataset.place, e.dataset.value, e.textContent])",
    )
    assert len(cells) > 80
    for name, place, exact, text in cells:
        level = written.document["results"][name]
        value = reduce(lambda branch, step: branch[step], place.split("/"), level)
        assert float(exact) == value
        shown = text.split()
        if place.endswith("threshold_devel") or place == "eer_threshold":
            assert shown == [f"{value:.6g}"]
        elif place.startswith(("bpnrr", "apnrr")):
            assert shown[3] == f"({rate_text(value, n=int(shown[2]))})"
        else:
            assert shown[0] == rate_text(value, n=min(level["n_bona_fide"], level["n_attack"]))


def test_contents_lead_to_every_chapter(page: Any) -> None:
    links = page.eval_on_selector_all(
        "nav a",
        "all => all.map(e => [e.hash, e.textContent, document.querySelector(e.hash +"
        " ' h2').lastChild.textContent.trim()])",
    )
    assert len(links) == 11
    assert all(text == heading for _, text, heading in links)


@pytest.mark.parametrize(("scheme", "is_dark"), [("light", False), ("dark", True)])
def test_paper_and_ink_follow_the_reader(page: Any, scheme: str, is_dark: bool) -> None:
    page.emulate_media(color_scheme=scheme)
    ink, paper = page.evaluate(
        "() => [getComputedStyle(document.querySelector('#det-video svg text')).fill,"
        " getComputedStyle(document.body).backgroundColor].map("
        "colour => colour.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0))"
    )
    assert (paper < ink) is is_dark
    assert abs(ink - paper) > 500


def test_a_phone_scrolls_tables_and_not_the_page(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_species_with_strange_names_are_text(
    made_scores: Call, watched: Any, tmp_path: Path
) -> None:
    species = ("<script>document.title = 'run'</script>", "<img src=http://127.0.0.1:9/x>")
    report(made_scores(species=species), tmp_path / "r.html", draws=0)
    watched.page.goto((tmp_path / "r.html").as_uri())
    assert (watched.errors, watched.requests) == ([], [])
    assert watched.page.title() != "run"
    assert species[0] in watched.page.text_content("#species")
    assert species[1] in watched.page.text_content("#det-video svg")
