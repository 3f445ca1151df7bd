"""`msfans doctor`: is this copy of a corpus complete and readable?"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from msfans.apps.checkup import Findings
    from msfans.corpora.corpus import Corpus

INCOMPLETE_EXIT_CODE = 3
N_NAMED = 10
SPLITS = ("train", "devel", "test")


def doctor(
    corpus: Annotated[str, typer.Argument(help="casia_fasd, replay_attack or manifest.")],
    root: Annotated[Path, typer.Argument(help="Folder of the corpus; of a manifest, its CSV.")],
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the findings to this file.")
    ] = None,
    list_file: Annotated[
        Path | None, typer.Option("--list", help="Write a CSV row for each video on disk.")
    ] = None,
    landscape_quality: Annotated[
        str,
        typer.Option(
            help="Quality of CASIA-FASD's 640x480 videos: low (surveys) or normal (Bob toolkit)."
        ),
    ] = "low",
) -> None:
    """Say what a corpus holds, what is missing and what can not be read.

    Ends with 0 when every official video is there and readable, with 3 when not, and with 2 when
    ROOT is not such a corpus. Enrolment videos of REPLAY-ATTACK take no part.
    """
    from rich.console import Console

    from msfans.apps.checkup import as_csv, as_json, examine
    from msfans.apps.out_file import save_text

    findings = examine(opened(corpus, root, landscape_quality))
    show(findings, Console())
    if json_file:
        save_text(json_file, as_json(findings))
    if list_file:
        save_text(list_file, as_csv(findings))
    if not findings.complete:
        raise typer.Exit(INCOMPLETE_EXIT_CODE)


def opened(corpus: str, root: Path, landscape_quality: str) -> "Corpus":
    """The corpus without a devel set of our own making, so that sizes are the official ones."""
    from msfans.corpora.named import open_corpus

    settings = {"casia_fasd": {"devel": "none", "landscape_quality": landscape_quality}}
    return open_corpus(corpus, root, **settings.get(corpus, {}))


def show(findings: "Findings", console: "Console") -> None:
    """Print the report: what is there, the protocols, what is wrong, the verdict."""
    from msfans.apps.checkup import counts, protocol_counts

    show_counts(counts(findings), title(findings), console)
    show_protocols(protocol_counts(findings), console)
    name_some("missing", [clip.path for clip in findings.missing], console)
    name_some("unreadable", [f"{p} ({why})" for p, why in findings.unreadable.items()], console)
    name_some("not on the official list, ignored", findings.strays, console)
    say(verdict(findings), console)


def title(findings: "Findings") -> str:
    """Heading of the report: which corpus, real or rendered, and where."""
    kind = " (embedded, rendered)" if findings.corpus.embedded else ""
    return f"{findings.corpus.name}{kind} at {findings.corpus.root}"


def verdict(findings: "Findings") -> str:
    """The last line of the report."""
    from msfans.apps.checkup import totals

    n = totals(findings)
    if findings.complete:
        return f"complete: all {n['n_expected']} videos are there and open"
    return (
        f"incomplete: of {n['n_expected']} videos {n['n_missing']} are missing and "
        f"{n['n_unreadable']} unreadable; restore them, or train with data.allow_incomplete=true, "
        "which the tables will state"
    )


def show_counts(rows: Iterable[Mapping[str, Any]], heading: str, console: "Console") -> None:
    """A line for each split, label and species; a number that should be 0 and is not is red."""
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    say(heading, console)
    table = Table("split", "label", "PAI species", box=SIMPLE_HEAD, pad_edge=False)
    for column in ("official", "on disk", "missing", "unreadable"):
        table.add_column(column, justify="right")
    split = None
    for row in rows:
        if split not in (None, row["split"]):
            table.add_section()
        split = row["split"]
        wrong = (alarm(row["n_missing"]), alarm(row["n_unreadable"]))
        numbers = (str(row["n_expected"]), str(row["n_present"]), *wrong)
        table.add_row(split, row["label"], escape(row["pai_species"]), *numbers)
    console.print(table)


def show_protocols(rows: Iterable[Mapping[str, Any]], console: "Console") -> None:
    """A line for each protocol: bona fide/attack videos that can be used, by split."""
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    usable: dict[str, dict[tuple[str, str], str]] = {}
    for row in rows:
        n_usable = row["n_present"] - row["n_unreadable"]
        text = str(n_usable) if n_usable == row["n_expected"] else f"[red]{n_usable}[/red]"
        usable.setdefault(row["protocol"], {})[row["split"], row["label"]] = text
    say("usable bona fide/attack videos", console)
    table = Table("protocol", box=SIMPLE_HEAD, pad_edge=False)
    for split in SPLITS:
        table.add_column(split, justify="right")
    for protocol, cells in usable.items():
        table.add_row(escape(protocol), *(pair(cells, split) for split in SPLITS))
    console.print(table)


def pair(cells: Mapping[tuple[str, str], str], split: str) -> str:
    """`bona fide/attack` of one split, a dash where the protocol has no such split."""
    found = [cells.get((split, label)) for label in ("bona_fide", "attack")]
    return "/".join(number or "0" for number in found) if any(found) else "-"


def alarm(number: int) -> str:
    """A number that should be 0, red when it is not."""
    return f"[red]{number}[/red]" if number else "0"


def name_some(what: str, names: Iterable[str], console: "Console") -> None:
    """The first few names a line each, then how many more; nothing when there are none."""
    names = list(names)
    if not names:
        return
    say(f"{len(names)} {what}:", console)
    for name in names[:N_NAMED]:
        say(f"  {name}", console)
    if len(names) > N_NAMED:
        say(f"  and {len(names) - N_NAMED} more (all of them: --json FILE)", console)


def say(text: str, console: "Console") -> None:
    """Print as it is: no markup, no wrapping; bytes of a file name that are not UTF-8 escaped."""
    printable = text.encode("utf-8", "backslashreplace").decode("utf-8")
    console.print(printable, markup=False, highlight=False, soft_wrap=True)
