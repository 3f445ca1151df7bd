"""The report as one HTML page that needs nothing else: no script, no network, no further file."""

from base64 import b64encode
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from msfans.results.figures.svg import svg
from msfans.results.report.document import Document, Plate

UNKNOWN_SIZE = "@size@"  # stands in the page until its size is known


def as_html(document: Document) -> str:
    """The page; its last line states its size."""
    page = environment().get_template("report.html.j2").render(report=document, size=UNKNOWN_SIZE)
    return page.replace(f"file: {UNKNOWN_SIZE}", f"file: {len(page.encode()) / 1000:,.0f}", 1)


@cache
def environment() -> Environment:
    """Everything that is not declared safe is escaped; a name that is not there is an error."""
    made = Environment(
        loader=PackageLoader("msfans.results.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["drawn"] = drawn
    made.filters["base64"] = lambda content: b64encode(content).decode()
    return made


def drawn(plate: Plate) -> Markup:
    """The figure as an element; what it says stands in words before it is seen."""
    return Markup(svg(plate.figure, title=f"{plate.title}. {plate.summary}"))
