"""A table as text, and how it is drawn: Markdown, LaTeX and the terminal from the same cells."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Column, Table

LATEX_WORDS = {
    "\\": r"\textbackslash{}",
    **{mark: f"\\{mark}" for mark in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "±": r"$\pm$",
    "†": r"$\dagger$",
    "[": "{[}",  # behind \\ a bracket would be taken for a distance
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table as text: `rows` start with their name, one cell for each of `columns` follows.

    A cell may have several lines. `caption` says how to read it, `notes` what is true of these
    rows besides.
    """

    title: str = ""
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    @property
    def has_lines(self) -> bool:
        """Whether some cell has more than one line."""
        return any("\n" in cell for row in self.rows for cell in row)


def markdown(grid: Grid) -> str:
    """The grid as a Markdown table with its caption and notes."""
    heading = [f"## {grid.title}", ""] if grid.title else []
    lines = [_line(grid.columns), _line(["---"] * len(grid.columns)), *map(_line, grid.rows)]
    notes = [f"- {note}" for note in grid.notes]
    return "\n".join([*heading, grid.caption, "", *lines, "", *notes]).rstrip() + "\n"


def terminal(grid: Grid) -> Table:
    """The grid for the terminal; it folds to whatever width there is."""
    notes = escape("\n".join([grid.caption, *grid.notes]))
    table = Table(
        *(Column(escape(name), overflow="fold") for name in grid.columns),
        title=escape(grid.title) or None,
        title_justify="left",
        caption=notes,
        caption_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for row in grid.rows:
        table.add_row(*map(escape, row), end_section=grid.has_lines)
    return table


def latex(grid: Grid) -> str:
    """The grid as a `table` environment that needs the package booktabs."""
    cells = pd.DataFrame(grid.rows, columns=list(grid.columns)).map(_latex_cell)
    text = cells.rename(columns=_latex_text).to_latex(
        index=False,
        escape=False,
        column_format="l" * len(grid.columns),
        caption=_latex_text(f"{grid.title}. {grid.caption}" if grid.title else grid.caption),
    )
    notes = "".join(f"\\par {_latex_text(note)}\n" for note in grid.notes)
    small = f"\\smallskip\\raggedright\\footnotesize\n{notes}\\end{{table}}"
    return "% \\usepackage{booktabs}\n" + text.replace(r"\end{table}", small)


def _line(words: Iterable[str]) -> str:
    cells = (word.replace("|", r"\|").replace("\n", "<br>") for word in words)
    return f"| {' | '.join(cells)} |"


def _latex_cell(text: str) -> str:
    lines = [_latex_text(line) for line in text.split("\n")]
    if len(lines) == 1:
        return lines[0]
    return r"\begin{tabular}[t]{@{}l@{}}" + r" \\ ".join(lines) + r"\end{tabular}"


def _latex_text(text: str) -> str:
    return "".join(LATEX_WORDS.get(letter, letter) for letter in text)
