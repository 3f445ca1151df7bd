"""What `msfans doctor` finds out about a corpus, and the two files it writes.

The JSON document:

    format       1
    corpus       casia_fasd | replay_attack | manifest
    root         folder that all paths are relative to
    embedded     true for a rendered stand-in of the corpus
    complete     true when every official video is on disk and its first frame decodes
    n_expected, n_present, n_missing, n_unreadable
                 videos of the official list; present = on disk, readable or not
    counts       a row for each split, label and PAI species ("" for bona fide): the same four
    protocols    a row for each protocol, split and label: the same four
    missing      paths where absent videos belong
    unreadable   {path, reason} of those on disk that do not decode
    strays       video files in the corpus's folders that are not on the official list

The CSV list has a row for each video on disk in the order of the official list: path, split,
subject, label, pai_species, the corpus's own attributes, and in `unreadable` the reason where the
first frame does not decode.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from msfans.corpora.corpus import Corpus
from msfans.media.video import UnreadableVideo, probe
from msfans.protocols import Protocol
from msfans.records import Clip, Label, Split

FORMAT = 1
NUMBERS = ("n_expected", "n_present", "n_missing", "n_unreadable")
N_THREADS = 8  # the check waits for the disk more than it decodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """A corpus held against its official list; `unreadable` maps paths to reasons."""

    corpus: Corpus
    clips: tuple[Clip, ...]
    missing: tuple[Clip, ...]
    strays: tuple[str, ...]
    unreadable: Mapping[str, str]
    protocols: tuple[Protocol, ...]

    @property
    def complete(self) -> bool:
        """Whether every official video is on disk and decodes."""
        return not self.missing and not self.unreadable


def examine(corpus: Corpus) -> Findings:
    """Open every video of the official list; a corpus that breaks it is a ProtocolError."""
    protocols, clips = corpus.protocols(), corpus.clips()
    return Findings(
        corpus=corpus,
        clips=clips,
        missing=corpus.missing(),
        strays=corpus.strays(),
        unreadable=unreadable(corpus.root, clips),
        protocols=protocols,
    )


def unreadable(root: Path, clips: Collection[Clip]) -> dict[str, str]:
    """The reason for each clip whose first frame does not decode, in the clips' order."""
    console = Console(stderr=True)
    with ThreadPoolExecutor(N_THREADS) as pool:
        reasons = track(
            pool.map(unreadable_reason, (root / clip.path for clip in clips)),
            description="Opening videos",
            total=len(clips),
            console=console,
            disable=not console.is_terminal,
        )
        return {clip.path: why for clip, why in zip(clips, reasons, strict=True) if why}


def unreadable_reason(path: Path) -> str:
    """Why the video can not be read; empty when its first frame decodes."""
    try:
        probe(path)
    except UnreadableVideo as error:
        return str(error.reason)
    return ""


def tally(
    clips: Sequence[Clip],
    missing: Sequence[Clip],
    unreadable: Collection[str],
    *,
    by: Sequence[str],
) -> list[dict[str, Any]]:
    """A row of the four NUMBERS for each combination of the fields `by`, of which split is one.

    Splits come in the order of use, bona fide before attacks.
    """

    def group_of(clip: Clip) -> tuple[str, ...]:
        return tuple(str(getattr(clip, field)) for field in by)

    present, absent = Counter(map(group_of, clips)), Counter(map(group_of, missing))
    damaged = Counter(group_of(clip) for clip in clips if clip.path in unreadable)
    rows = [
        dict(zip(by, group, strict=True))
        | {
            "n_expected": present[group] + absent[group],
            "n_present": present[group],
            "n_missing": absent[group],
            "n_unreadable": damaged[group],
        }
        for group in present | absent
    ]
    return sorted(rows, key=order_of_use)


def order_of_use(row: Mapping[str, str]) -> tuple[int, int, str]:
    """Sort key of a row of `tally`."""
    return (
        list(Split).index(Split(row["split"])),
        list(Label).index(Label(row["label"])),
        row.get("pai_species", ""),
    )


def counts(findings: Findings) -> list[dict[str, Any]]:
    """The four numbers for each split, label and PAI species."""
    by = ("split", "label", "pai_species")
    return tally(findings.clips, findings.missing, findings.unreadable, by=by)


def protocol_counts(findings: Findings) -> list[dict[str, Any]]:
    """The four numbers for each protocol, split and label."""
    return [
        {"protocol": protocol.name} | row
        for protocol in findings.protocols
        for row in tally(
            protocol.clips, protocol.missing, findings.unreadable, by=("split", "label")
        )
    ]


def totals(findings: Findings) -> dict[str, int]:
    """The four numbers of the whole corpus."""
    rows = counts(findings)
    return {name: sum(row[name] for row in rows) for name in NUMBERS}


def as_json(findings: Findings) -> str:
    """The JSON document."""
    document = {
        "format": FORMAT,
        "corpus": findings.corpus.name,
        "root": str(findings.corpus.root),
        "embedded": findings.corpus.embedded,
        "complete": findings.complete,
        **totals(findings),
        "counts": counts(findings),
        "protocols": protocol_counts(findings),
        "missing": [clip.path for clip in findings.missing],
        "unreadable": [{"path": path, "reason": why} for path, why in findings.unreadable.items()],
        "strays": list(findings.strays),
    }
    return json.dumps(document, indent=2) + "\n"


def as_csv(findings: Findings) -> str:
    """The CSV list."""
    attributes = tuple(dict.fromkeys(name for clip in findings.clips for name in clip.attributes))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("path", "split", "subject", "label", "pai_species", *attributes, "unreadable"))
    for clip in findings.clips:
        fields = (clip.path, clip.split, clip.subject, clip.label, clip.pai_species)
        own = (clip.attributes.get(name, "") for name in attributes)
        writer.writerow((*fields, *own, findings.unreadable.get(clip.path, "")))
    return text.getvalue()
