"""A figure as SVG for the inside of a page: text stays text, the page's colour is the ink."""

import re
import warnings
from html import escape
from io import StringIO

from matplotlib import rc_context
from matplotlib.figure import Figure

from msfans.results.figures.style import INK


def svg(figure: Figure, *, title: str) -> str:
    """One `<svg>` element without a prologue, a stylesheet, metadata or names nothing refers to.

    The same figure gives the same text; `title` is what a screen reader says.
    """
    text = plain_svg(figure, transparent=True)
    text = text[text.index("<svg") :]
    text = re.sub(r"\s*<metadata>.*?</metadata>|\s*<style.*?</style>", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL)
    text = without_idle_ids(text).replace(INK, "currentColor")
    named = f'<svg role="img" aria-label="{escape(title)}" '
    return text.replace("<svg ", named, 1).strip()


def plain_svg(figure: Figure, *, transparent: bool = False) -> str:
    """The figure as an SVG file of its own, on white unless transparent."""
    buffer = StringIO()
    settings = rc_context({"svg.fonttype": "none", "svg.hashsalt": "msfans"})
    with settings, warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font")  # the reader has it
        figure.savefig(buffer, format="svg", transparent=transparent, metadata={"Date": None})
    return buffer.getvalue()


def without_idle_ids(text: str) -> str:
    """Several figures share a page, in which no id may stand twice; those in use are hashes."""
    used = set(re.findall(r'(?:href="|url\()#([\w-]+)', text))
    return re.sub(r' id="([\w.-]+)"', lambda m: m[0] if m[1] in used else "", text)
