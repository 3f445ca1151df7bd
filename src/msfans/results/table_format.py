"""Where a table goes; apart from what draws it, so that a command line can name it at once."""

from enum import StrEnum


class TableFormat(StrEnum):
    """The screen, or a file of this kind."""

    TERMINAL = "terminal"
    MARKDOWN = "markdown"
    CSV = "csv"
    LATEX = "latex"
