"""Errors that a user can act on: where, what is the matter, and what to do about it."""

import re
from functools import partial
from pathlib import Path
from typing import Any

UNREADABLE_EXIT_CODE = 4
"""Of a command that left out files that it could not read, and did all else."""


class MsfansError(Exception):
    """Base of every error that ends a command with one message and no traceback.

    `where` is the file, video or option at fault, `fact` what was found there, `fix` what the user
    can do. `exit_code` is what the command line ends with.
    """

    exit_code = 3

    def __init__(self, where: Path | str, fact: str, *, fix: str) -> None:
        super().__init__(readable(f"{where}: {fact}. {fix[:1].upper()}{fix[1:]}."))
        self.where, self.fact, self.fix = where, fact, fix

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors of worker processes come back whole: an exception is pickled by position only."""
        return partial(type(self), fix=self.fix), (self.where, self.fact)


def readable(name: str) -> str:
    """A name as a terminal may show it: control characters and bytes that are no text as \\x1b."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\udc80-\udcff]", _byte, name)


def _byte(found: re.Match[str]) -> str:
    return f"\\x{ord(found[0]) & 0xFF:02x}"  # Python keeps an undecodable byte as U+DC00 + byte


class UsageError(MsfansError):
    """The command line or the configuration asks for something that does not exist."""

    exit_code = 2


class DataError(MsfansError):
    """A file of a corpus can not be used."""


class ProtocolError(MsfansError):
    """A corpus or table does not meet the protocol asked for."""


class CacheError(MsfansError):
    """A prepared patch cache is missing, damaged or of another kind."""


class ScoreError(MsfansError):
    """A score file can not be judged."""


class BundleError(MsfansError):
    """An exported bundle is foreign, damaged or was changed."""


class CheckpointError(MsfansError):
    """A checkpoint or weights file is damaged or of another network."""
