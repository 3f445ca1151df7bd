"""The report as Markdown; its figures are files beside it."""

from collections.abc import Iterator, Sequence

from msfans.results.report.document import (
    Block,
    Cell,
    Document,
    Faces,
    Facts,
    Items,
    Listing,
    Plate,
    Table,
    Text,
)


def as_markdown(document: Document, *, figures: str) -> str:
    """The text; the figure of a plate is expected at `figures`/KEY.svg."""
    return "\n\n".join(parts(document, figures)) + "\n"


def parts(document: Document, figures: str) -> Iterator[str]:
    """Paragraphs, tables and figures in their order."""
    yield f"# {plain(document.title)}"
    yield f"{plain(document.subtitle)}, {document.date}"
    yield "\n".join(f"- {plain(each.name)}: {shown(each.cell)} %" for each in document.headline)
    if document.warnings:
        yield "\n".join(f"> - {plain(warning)}" for warning in document.warnings)
    for number, section in enumerate(document.sections, start=1):
        yield f"## {number}. {plain(section.title)}"
        for block in section.blocks:
            yield written(block, figures)


def written(block: Block, figures: str) -> str:
    """One block."""
    match block:
        case Text():
            return plain(block.text)
        case Items():
            return "\n".join(f"- {plain(item)}" for item in block.items)
        case Facts():
            pairs = block.facts.items()
            return table(("fact", "is"), [(plain(name), plain(value)) for name, value in pairs])
        case Table():
            rows = [[shown(cell) for cell in row] for row in block.rows]
            note = f"\n\n{plain(block.note)}" if block.note else ""
            return f"**{plain(block.title)}**\n\n{table(block.header, rows)}{note}"
        case Plate():
            picture = f"![{plain(block.summary)}]({figures}/{block.key}.svg)"
            return f"**{plain(block.title)}**\n\n{picture}\n\n{plain(block.caption)}"
        case Faces():
            return "Pictures of persons are only in the HTML form of this report."
        case Listing():
            indented = "\n".join(f"    {line}" for line in block.text.splitlines())
            return f"**{plain(block.title)}**\n\n{indented}"


def shown(cell: Cell) -> str:
    """A figure and its interval."""
    return plain(f"{cell.text} {cell.detail}")


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [[plain(name) for name in header], ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def plain(text: str) -> str:
    """Text that Markdown and the HTML in it leave as it is."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    for mark in "\\`*_[]|":
        escaped = escaped.replace(mark, f"\\{mark}")
    return " ".join(escaped.split())
