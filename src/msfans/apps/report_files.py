"""Where a report goes: one file, and as Markdown a folder of figures beside it."""

from pathlib import Path

from msfans.apps.out_file import save_json, save_text
from msfans.apps.report import ReportFormat
from msfans.results.figures.svg import plain_svg
from msfans.results.report.as_html import as_html
from msfans.results.report.as_json import as_json
from msfans.results.report.as_markdown import as_markdown
from msfans.results.report.document import Document
from msfans.results.report.evidence import Evidence
from msfans.results.report.sections import document


def write(evidence: Evidence, out: Path, form: ReportFormat) -> None:
    """The report in a format; UsageError where the place can not be written."""
    if form is ReportFormat.JSON:
        save_json(out, as_json(evidence))
    elif form is ReportFormat.MARKDOWN:
        save_markdown(document(evidence), out)
    else:
        save_text(out, as_html(document(evidence)))


def save_markdown(report: Document, out: Path) -> None:
    """The figures first, so that the text never names one that is not there."""
    figures = out.with_name(f"{out.stem}_figures")
    for plate in report.plates:
        save_text(figures / f"{plate.key}.svg", plain_svg(plate.figure))
    save_text(out, as_markdown(report, figures=figures.name))
