"""The file that a command writes: whether it can be written is known before the work starts."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from msfans.errors import UsageError
from msfans.files import replacing

ELSEWHERE = "give a place where you may write"
NAMED = "name a file, as report.json"


def require_place(path: Path | None, *, inputs: Iterable[Path | None]) -> None:
    """UsageError where the file can not be written, or is one of those that are read.

    A device or a pipe would be replaced by a file, and is refused.
    """
    if path is None:
        return
    try:
        refuse_place(path, [each for each in inputs if each])
    except OSError as error:
        raise UsageError(path, f"can not be written ({error.strerror})", fix=ELSEWHERE) from error


def require_places(files: Sequence[Path | None], *, inputs: Iterable[Path | None]) -> None:
    """As `require_place` for each of several; UsageError where two are one file."""
    inputs, given = list(inputs), [file for file in files if file]
    for number, file in enumerate(given):
        require_place(file, inputs=inputs)
        if any(is_one(file, other) for other in given[:number]):
            raise UsageError(file, "two outputs would be this file", fix="name another file")


def is_one(path: Path, other: Path) -> bool:
    """Whether both lead to one place, be there something or not."""
    there = path.exists() and other.exists()
    return path.samefile(other) if there else os.path.realpath(path) == os.path.realpath(other)


def refuse_place(path: Path, inputs: Sequence[Path]) -> None:
    """UsageError or OSError where a file can not be put."""
    with suppress(FileNotFoundError, NotADirectoryError):
        path.stat()  # says what `exists` does not, as of links in a circle
    if path.is_dir() or path.name in ("", "-"):
        raise UsageError(path, "this is no name for a file", fix=NAMED)
    if path.exists() and not path.is_file():
        raise UsageError(path, "this is a pipe or a device", fix=NAMED)
    if path.exists() and any(is_one(path, each) for each in inputs):
        raise UsageError(path, "it would replace what it is made from", fix="name another file")
    folder = next(each for each in path.absolute().parents if each.exists())
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        raise UsageError(path, f"{folder} can not be written to", fix=ELSEWHERE)


def save_json(path: Path, document: Mapping[str, Any]) -> None:
    """Write a whole JSON file; UsageError where it can not be written."""
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    save_text(path, text + "\n")


def save_text(path: Path, text: str) -> None:
    """Write a whole file, where a link leads to if it is one; UsageError where it can not.

    Bytes of file names that are no text are written as escapes.
    """
    try:
        with replacing(path.resolve()) as temporary:
            temporary.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise UsageError(path, f"can not be written ({error.strerror})", fix=ELSEWHERE) from error
