"""From a folder tree to the videos of a fixed list: what is there, what is missing, what is odd.

Both public corpora are a fixed list of files. Copies of them differ in letter case, container
suffix and operating-system litter, so each file found is reduced to the official path it stands
for, and the list is filled in from those.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from msfans.errors import DataError
from msfans.protocols import refuse
from msfans.records import Clip

VIDEO_SUFFIXES = (".avi", ".mov", ".mp4", ".mkv")
LITTER = ("__macosx", "@eadir", "$recycle.bin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """The official list held against the disk; `present` and `missing` keep the list's order."""

    present: tuple[Clip, ...]
    missing: tuple[Clip, ...]
    strays: tuple[str, ...]


def take_stock(
    official: Iterable[Clip], found: Iterable[str], *, place_of: Callable[[str], str | None]
) -> Stock:
    """Fill the `official` list from the paths `found` on disk.

    `place_of` gives the official path a found one stands for, or None. Two files for one place
    raise ProtocolError, as nothing says which is the right one.
    """
    places: dict[str, list[str]] = {}
    strays: list[str] = []
    listed = {clip.path: clip for clip in official}
    for path in found:
        place = place_of(path)
        if place in listed:
            places.setdefault(place, []).append(path)
        else:
            strays.append(path)
    refuse_doubles(places)
    return Stock(
        present=tuple(
            replace(clip, path=places[place][0])
            for place, clip in listed.items()
            if place in places
        ),
        missing=tuple(clip for place, clip in listed.items() if place not in places),
        strays=tuple(strays),
    )


def refuse_doubles(places: dict[str, list[str]]) -> None:
    """Raise ProtocolError when a place of the official list is taken by two files."""
    doubles = {place: paths for place, paths in places.items() if len(paths) > 1}
    refuse(
        next(iter(doubles), ""),
        "more than one file stands for this video",
        [" and ".join(paths) for paths in doubles.values()],
        fix="keep one of them",
    )


def videos_below(root: Path, folders: Iterable[str], *, depth: int) -> list[str]:
    """Paths relative to `root` of the video files in `folders`, at most `depth` folders deeper.

    In natural order, whatever the file system's. Hidden files (macOS writes `._1.avi` beside
    `1.avi`), broken links and files of other kinds are passed over.
    """
    return [
        path.relative_to(root).as_posix()
        for folder in folders
        if (root / folder).is_dir()
        for path in walk(root / folder, depth=depth)
    ]


def walk(folder: Path, *, depth: int) -> Iterator[Path]:
    """The video files of `folder` and of its folders down to `depth` more, in natural order."""
    for entry in listing(folder):
        if entry.is_dir():
            if depth > 0:
                yield from walk(entry, depth=depth - 1)
        elif entry.suffix.lower() in VIDEO_SUFFIXES and entry.is_file():
            yield entry


def listing(folder: Path) -> list[Path]:
    """What a folder holds in natural order, litter aside; DataError when it can not be listed."""
    try:
        entries = list(folder.iterdir())
    except OSError as error:
        raise DataError(
            folder, f"can not be listed ({error.strerror})", fix="check its permissions and medium"
        ) from error
    kept = (e for e in entries if not e.name.startswith(".") and e.name.lower() not in LITTER)
    return sorted(kept, key=lambda entry: natural(entry.name))


def natural(name: str) -> tuple[tuple[tuple[bool, int, str], ...], str]:
    """Sort key in which 2 comes before 10 and numbers before letters, whatever their case."""
    runs = re.findall(r"\d+|\D+", name)
    numbered = (
        (False, int(run), "") if run.isdecimal() else (True, 0, run.lower()) for run in runs
    )
    return tuple(numbered), name
