"""Which videos are judged and in which role: the contract between a corpus and everything above it.

The table on disk is a CSV with one row for each official video. Required columns are `path`,
`subject`, `split`, `label` and `pai_species`; `corpus`, `protocol` and `on_disk` are bookkeeping of
`write_protocol`; every other column is an attribute of the clip.
"""

import csv
import posixpath
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, compress, islice
from operator import not_
from pathlib import Path, PureWindowsPath
from typing import TypeVar

from msfans.errors import ProtocolError
from msfans.files import replacing
from msfans.records import Clip, Label, Split

REQUIRED = ("path", "subject", "split", "label", "pai_species")
BOOKKEEPING = ("corpus", "protocol", "on_disk")

Choice = TypeVar("Choice", bound=StrEnum)
Row = tuple[int, Mapping[str, str]]
"""A record's number as a spreadsheet shows it (the header is row 1) and its cells by column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """One evaluation protocol of one corpus, as this disk can offer it.

    `clips` are on disk (readable or not), `missing` are official and are not; the two together are
    what a result is reported against. Paths are unique and a subject stays within one split.
    """

    corpus: str
    name: str
    clips: tuple[Clip, ...]
    missing: tuple[Clip, ...] = ()

    def __post_init__(self) -> None:
        refuse_repeated_paths(self)
        refuse_shared_subjects(self)

    @property
    def official(self) -> tuple[Clip, ...]:
        """Every video the protocol is made of, on disk or not."""
        return self.clips + self.missing

    @property
    def species(self) -> tuple[str, ...]:
        """PAI species of the protocol in alphabetical order."""
        return tuple(sorted({clip.pai_species for clip in self.official if clip.pai_species}))

    def split(self, split: Split) -> tuple[Clip, ...]:
        """The clips on disk that play the role `split`."""
        return tuple(clip for clip in self.clips if clip.split is split)

    def n_expected(self, split: Split, label: Label | None = None) -> int:
        """Official number of videos of a split, of one label or of both."""
        return sum(
            clip.split is split and (label is None or clip.label is label) for clip in self.official
        )


def refuse_repeated_paths(protocol: Protocol) -> None:
    """Raise ProtocolError when a video is in the protocol twice."""
    counts = Counter(clip.path for clip in protocol.official)
    refuse(
        f"{protocol.corpus}/{protocol.name}",
        "lists a video twice",
        [path for path, count in counts.items() if count > 1],
        fix="keep one entry for each video",
    )


def refuse_shared_subjects(protocol: Protocol) -> None:
    """Raise ProtocolError when a person is in two splits: results would measure recognition."""
    roles: dict[str, set[Split]] = {}
    for clip in protocol.official:
        roles.setdefault(clip.subject, set()).add(clip.split)
    refuse(
        f"{protocol.corpus}/{protocol.name}",
        "a subject is in more than one split",
        [f"{who} ({' and '.join(sorted(of))})" for who, of in roles.items() if len(of) > 1],
        fix="give all videos of a subject the same split",
    )


def require_complete(protocol: Protocol, unreadable: Collection[str]) -> None:
    """Raise ProtocolError unless every official video is on disk and none of them is `unreadable`.

    `unreadable` holds clip paths and may name videos outside the protocol, which do not count.
    """
    refused = frozenset(unreadable)
    damaged = [clip.path for clip in protocol.clips if clip.path in refused]
    absent = [clip.path for clip in protocol.missing]
    refuse(
        f"{protocol.corpus}/{protocol.name}",
        f"of {len(protocol.official)} official videos {len(absent)} are missing and "
        f"{len(damaged)} unreadable",
        absent + damaged,
        fix="restore them, or set data.allow_incomplete=true, which the tables will state",
    )


def refuse(where: Path | str, fact: str, culprits: Collection[str], *, fix: str) -> None:
    """Raise ProtocolError with the first ten `culprits` named, unless there are none."""
    if culprits:
        raise ProtocolError(where, f"{fact}: {first_named(culprits)}", fix=fix)


def first_named(names: Collection[str], *, limit: int = 10) -> str:
    """The first `limit` names, then how many more there are."""
    shown = ", ".join(islice(names, limit))
    return f"{shown} and {len(names) - limit} more" if len(names) > limit else shown


def write_protocol(path: Path, protocol: Protocol) -> None:
    """Write the table; missing videos are rows with `on_disk` = no."""
    attributes = tuple(dict.fromkeys(chain.from_iterable(c.attributes for c in protocol.official)))
    present = frozenset(protocol.clips)
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow((*BOOKKEEPING, *REQUIRED, *attributes))
        writer.writerows(
            (
                *(protocol.corpus, protocol.name, "yes" if clip in present else "no"),
                *(clip.path, clip.subject, clip.split, clip.label, clip.pai_species),
                *(clip.attributes.get(name, "") for name in attributes),
            )
            for clip in protocol.official
        )


def read_protocol(path: Path) -> Protocol:
    """Read a table that `write_protocol` wrote; ProtocolError names every bad row."""
    rows = read_rows(path, required=(*BOOKKEEPING, *REQUIRED))
    names = {(cells["corpus"], cells["protocol"]) for _, cells in rows}
    if len(names) != 1:
        raise ProtocolError(path, f"holds {len(names)} protocols", fix="keep one in each table")
    clips = clips_of(path, rows)
    on_disk = [cells["on_disk"] == "yes" for _, cells in rows]
    corpus, name = names.pop()
    return Protocol(
        corpus=corpus,
        name=name,
        clips=tuple(compress(clips, on_disk)),
        missing=tuple(compress(clips, map(not_, on_disk))),
    )


def read_rows(path: Path, *, required: Collection[str]) -> list[Row]:
    """The records of a CSV with a header, cells stripped of blanks; blank lines are passed over.

    A byte order mark, as spreadsheets write it, is accepted. ProtocolError when the file is not
    comma-separated UTF-8 text with the `required` columns, or when a record has the wrong length.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            records = [[cell.strip() for cell in record] for record in csv.reader(handle)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        fact = f"can not be read as CSV text in UTF-8 ({error})"
        raise ProtocolError(path, fact, fix="save the table as CSV in UTF-8") from error
    header = records[0] if records else []
    refuse_bad_header(path, header, required)
    numbered = [(n, record) for n, record in enumerate(records[1:], start=2) if any(record)]
    odd = [f"row {n} ({len(cells)})" for n, cells in numbered if len(cells) != len(header)]
    refuse(path, f"rows do not have {len(header)} cells", odd, fix="quote cells that hold commas")
    return [(n, dict(zip(header, cells, strict=True))) for n, cells in numbered]


def refuse_bad_header(path: Path, header: Sequence[str], required: Collection[str]) -> None:
    """Raise ProtocolError when a required column is missing or a column has no name of its own."""
    wanted = ",".join(required)
    separator = next((s for s in (";", "\t", "|") if len(header) == 1 and s in header[0]), None)
    if separator:
        fact, fix = f"is separated by {separator!r}", "save it with commas as separators"
    elif absent := [name for name in required if name not in header]:
        fact, fix = f"has no column {', '.join(absent)}", f"start it with the header {wanted}"
    elif len(set(header)) < len(header) or "" in header:
        fact, fix = "has two columns of one name or one without", "give each column its own name"
    else:
        return
    raise ProtocolError(path, fact, fix=fix)


def clips_of(path: Path, rows: Iterable[Row]) -> list[Clip]:
    """The clips that the rows of table `path` describe; ProtocolError names every bad row."""
    clips: list[Clip] = []
    problems: list[str] = []
    row_of_path: dict[str, int] = {}
    role_of_subject: dict[str, tuple[Split, int]] = {}
    for n, cells in rows:
        try:
            clip = clip_of(cells)
            clips.append(clip)
            if (twin := row_of_path.setdefault(clip.path, n)) != n:
                raise ValueError(f"the video of row {twin} again (keep one)")
            split, first = role_of_subject.setdefault(clip.subject, (clip.split, n))
            if split is not clip.split:
                raise ValueError(
                    f"subject {clip.subject!r} is in {clip.split} here and in {split} in row "
                    f"{first} (keep a subject in one split)"
                )
        except ValueError as error:
            problems.append(f"row {n}: {error}")
    refuse(path, f"{len(problems)} bad rows", problems, fix="correct them; the header is row 1")
    return clips


def clip_of(cells: Mapping[str, str]) -> Clip:
    """The clip a row describes; ValueError says what is wrong with it and what to write instead."""
    label, species = spelled_out(Label, cells["label"]), cells["pai_species"]
    if label is Label.BONA_FIDE and species:
        raise ValueError(f"bona fide with the PAI species {species!r} (leave pai_species empty)")
    if label is Label.ATTACK and not species:
        raise ValueError("attack without a PAI species (name one, such as print)")
    if not cells["subject"]:
        raise ValueError("no subject (name the person, so that splits can be kept apart)")
    return Clip(
        path=relative_path(cells["path"]),
        subject=cells["subject"],
        split=spelled_out(Split, cells["split"]),
        label=label,
        pai_species=species,
        attributes={k: v for k, v in cells.items() if k not in (*REQUIRED, *BOOKKEEPING)},
    )


def relative_path(text: str) -> str:
    """`text` in its shortest form; ValueError unless it stays below the corpus root."""
    path = posixpath.normpath(text) if text else ""
    if path in ("", "."):
        raise ValueError("no path (name the video)")
    if "\\" in text:
        raise ValueError(f"path {text!r} has backslashes (write / between folders)")
    if path.startswith(("/", "../")) or path == ".." or PureWindowsPath(path).drive:
        raise ValueError(f"path {text!r} leaves the table's folder (make it relative to that)")
    return path


def spelled_out(kind: type[Choice], text: str) -> Choice:
    """The member of an enumeration that `text` spells; ValueError names those there are."""
    if text not in tuple(kind):
        raise ValueError(f"unknown {kind.__name__.lower()} {text!r} (write {' or '.join(kind)})")
    return kind(text)
