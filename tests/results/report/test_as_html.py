"""The page: complete in itself, escaped, and of a size that is told."""

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

from msfans.results.report.as_html import as_html
from msfans.results.report.evidence import Evidence, Face
from msfans.results.report.sections import document

MakeEvidence = Callable[..., Evidence]


class Elements(HTMLParser):
    """Every element with its attributes, as a browser would see them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_nothing_is_fetched_and_nothing_runs(of_run: MakeEvidence) -> None:
    report = document(of_run())
    page = as_html(report)
    elements = Elements(page).found
    tags = [tag for tag, _ in elements]
    assert not {"script", "img", "link", "iframe"} & set(tags)
    assert "default-src 'none'" in page
    addresses = [value for _, known in elements for name, value in known.items() if "href" in name]
    assert addresses
    assert all(value and value.startswith("#") for value in addresses)
    assert tags.count("svg") == len(report.plates)


def test_the_size_is_that_of_the_page(of_scores: MakeEvidence) -> None:
    page = as_html(document(of_scores()))
    told = re.search(r"This file: ([\d,]+) kB", page)
    assert told
    assert abs(int(told[1].replace(",", "")) - len(page.encode()) / 1000) < 1


def test_user_text_is_text(of_scores: MakeEvidence) -> None:
    species = ("</style><script>alert(1)</script>", '"onload="x')
    page = as_html(document(replace(of_scores(species=species), name="<i>s</i>.csv")))
    assert "<script" not in page
    assert "<i>s</i>" not in page
    assert page.count("</style>") == 1
    assert "&lt;i&gt;s&lt;/i&gt;.csv" in page
    attributes = {name for _, known in Elements(page).found for name in known}
    assert not {name for name in attributes if name.startswith("on")}


def test_pictures_of_persons_are_announced(of_scores: MakeEvidence) -> None:
    face = Face(clip="a/<b>.avi", frame=3, kind="cut", score=0.75, jpeg=b"jpeg")
    page = as_html(document(replace(of_scores(), faces=(face,))))
    assert "This report shows 1 pictures of persons" in page
    assert 'src="data:image/jpeg;base64,anBlZw=="' in page
    assert "a/&lt;b&gt;.avi, frame 3" in page
