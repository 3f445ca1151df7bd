"""A report as a document, neither HTML nor Markdown yet: sections of blocks, in order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from matplotlib.figure import Figure

from msfans.metrics.intervals import Place
from msfans.results.report.evidence import Face


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A paragraph; `warning` sets it apart."""

    kind: ClassVar[str] = "text"
    text: str
    warning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A list of sentences."""

    kind: ClassVar[str] = "items"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Names and what is known of each."""

    kind: ClassVar[str] = "facts"
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a table shows; a figure of the metrics says at which `place` of its level it stands.

    `detail` is its interval.
    """

    text: str
    detail: str = ""
    level: str = ""
    place: Place = ()
    value: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A figure that readers look for first."""

    name: str
    cell: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows start with their name; `header` names all columns; `numeric` aligns them right."""

    kind: ClassVar[str] = "table"
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    numeric: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A figure: `key` names it, `caption` says how to read it, `summary` is for who can not see."""

    kind: ClassVar[str] = "plate"
    key: str
    title: str
    caption: str
    summary: str
    figure: Figure = field(repr=False, hash=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """Pictures of persons, only where they were asked for."""

    kind: ClassVar[str] = "faces"
    faces: tuple[Face, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Text to the letter, as of a file."""

    kind: ClassVar[str] = "listing"
    title: str
    text: str = field(repr=False)


Block = Text | Items | Facts | Table | Plate | Faces | Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A chapter; `key` is its address in the document."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The whole report, with the figures that a reader looks for first."""

    title: str
    subtitle: str
    date: str
    headline: tuple[Headline, ...]
    headline_note: str
    warnings: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def plates(self) -> list[Plate]:
        """All figures in their order."""
        blocks = (block for section in self.sections for block in section.blocks)
        return [block for block in blocks if isinstance(block, Plate)]
