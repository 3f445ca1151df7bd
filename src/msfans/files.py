"""Outputs are written beside their place and renamed: whole or absent, never half there."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, mkdtemp


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path in the folder of `path`; on success sync it and rename it to `path`.

    The folder is created when missing. On any error the temporary file is removed and `path` stays
    as it was. The temporary name keeps the suffix of `path`, for writers that look at it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix, delete=False
    ) as handle:
        temporary = Path(handle.name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~current_umask())
        sync(temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync(path.parent)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Yield an empty folder beside `path`; on success sync what is in it and rename it to `path`.

    `path` must not exist, or be an empty folder. On any error nothing is left.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(mkdtemp(dir=path.parent, prefix=f".{path.name}-"))
    try:
        yield beside
        beside.chmod(0o777 & ~current_umask())
        for written in (*beside.iterdir(), beside):
            sync(written)
        beside.replace(path)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    sync(path.parent)


def sync(path: Path) -> None:
    """Force a file or folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def current_umask() -> int:
    """The process's umask, which can only be read by setting it."""
    umask = os.umask(0)
    os.umask(umask)
    return umask
