"""`msfans robustness`: do a bundle's decisions hold when the box moves and the picture suffers?"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msfans.apps.material_options import (
    BundleFolder,
    FaceModel,
    MaxFrames,
    StrideFrames,
    Trial,
    Workers,
    naming_unreadable,
)
from msfans.apps.out_file import ELSEWHERE, require_place
from msfans.errors import UsageError
from msfans.records import Label

if TYPE_CHECKING:
    from msfans.deploy.material import Presentation

    Material = tuple[list[Presentation], Mapping[str, Any]]

TOO_MANY_FLIPS_EXIT_CODE = 1


class On(StrEnum):
    """What is looked at."""

    VIDEOS = "videos"
    SCORES = "scores"


LookedAt = Annotated[
    On, typer.Option(help="videos: labelled, tells errors; scores: tells changes alone.")
]
Folder = Annotated[Path | None, typer.Option(help="Folder of videos or pictures.")]
CorpusName = Annotated[
    str | None, typer.Option(help="casia_fasd, replay_attack or manifest: its test videos.")
]
Root = Annotated[Path | None, typer.Option(help="Folder of the corpus; of a manifest, its CSV.")]
Out = Annotated[Path, typer.Option(help="Folder for the tables and figures.")]
Share = Annotated[
    float,
    typer.Option(
        help="End with 1 where a change of the box of up to 20 % turns or loses a larger share.",
        min=0,
        max=1,
    ),
]
AtMost = Annotated[
    int | None, typer.Option(help="So many, evenly spread.", min=1, show_default="all")
]


def robustness(
    bundle: BundleFolder,
    on: LookedAt = On.VIDEOS,
    bona_fide: Folder = None,
    attacks: Folder = None,
    corpus: CorpusName = None,
    root: Root = None,
    unlabelled: Folder = None,
    out: Out = Path("robustness"),
    max_flips: Share = 0.25,
    max_videos: AtMost = None,
    stride_frames: StrideFrames = 5,
    max_frames: MaxFrames = 3,
    workers: Workers = None,
    face_model: FaceModel = None,
) -> None:
    """Score videos as they are and changed: do decisions hold?

    The box grows and moves by 2 to 20 %; JPEG, blur, gamma, brightness, rotation, resolution
    change. Writes robustness.json, .csv, .md and figures.

    Give --bona-fide and --attacks, or --corpus and --root, or with --on scores --unlabelled. Files
    that can not be read are named and left out, and the exit code is 4.
    """
    require_folder(out)
    trial = Trial(
        bundle=bundle,
        face_model=face_model,
        stride_frames=stride_frames,
        max_frames=max_frames,
        workers=workers,
    )
    asked = Asked(
        bona_fide=bona_fide, attacks=attacks, corpus=corpus, root=root, unlabelled=unlabelled
    )
    try_changes(trial, asked.material(), on=on, max_videos=max_videos, max_flips=max_flips, out=out)


def require_folder(out: Path) -> None:
    """UsageError where what the command writes can not lie in this folder."""
    from msfans.results.robustness import NAMES

    for name in NAMES:
        require_place(out / name, inputs=())


def try_changes(
    trial: Trial,
    material: "Material",
    *,
    on: On,
    max_videos: int | None,
    max_flips: float,
    out: Path,
) -> None:
    """Score the material under every change; write, tell and judge what that does."""
    from msfans.deploy.material import spread
    from msfans.deploy.perturbations import FAMILIES
    from msfans.deploy.robustness import robustness_document

    every, source = material
    bundle, kept = trial.opened(), spread(labelled_as_asked(every, on), max_videos)
    scored = trial.scored(kept, families=FAMILIES)
    with naming_unreadable(scored):
        document = robustness_document(
            bundle, scored, sampling=trial.sampling, source=source, max_flips=max_flips
        )
        save(document, out)
        tell(document, out)
        judge(document)


def save(document: Mapping[str, Any], out: Path) -> None:
    """Write tables and figures; UsageError where they can not be."""
    from msfans.results.robustness import write_robustness

    try:
        write_robustness(out, document)
    except OSError as error:
        raise UsageError(out, f"can not be written ({error.strerror})", fix=ELSEWHERE) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options that name the material."""

    bona_fide: Path | None = None
    attacks: Path | None = None
    corpus: str | None = None
    root: Path | None = None
    unlabelled: Path | None = None

    def material(self) -> "Material":
        """The presentations, and where they are from; UsageError unless it is one thing."""
        from msfans.corpora.named import open_corpus
        from msfans.deploy.material import of_corpus, own_material

        given = {name for name, value in asdict(self).items() if value is not None}
        if self.bona_fide and self.attacks and len(given) == 2:
            pair = {Label.BONA_FIDE: self.bona_fide, Label.ATTACK: self.attacks}
            return own_material(pair), {
                "bona_fide": self.bona_fide.resolve().name,
                "attacks": self.attacks.resolve().name,
            }
        if self.corpus and self.root and len(given) == 2:
            corpus = open_corpus(self.corpus, self.root)
            names = {"corpus": corpus.name, "embedded": corpus.embedded, "split": "test"}
            return of_corpus(corpus), names
        if self.unlabelled and len(given) == 1:
            names = {"unlabelled": self.unlabelled.resolve().name}
            return own_material({None: self.unlabelled}), names
        fact = f"is not one thing: {', '.join(sorted(given)) or 'nothing'} was given"
        fix = "give --bona-fide and --attacks, or --corpus and --root, or --unlabelled alone"
        raise UsageError("the material", fact, fix=fix)


def labelled_as_asked(material: "list[Presentation]", on: On) -> "list[Presentation]":
    """With labels, or without; UsageError where errors are asked for and the truth is not known."""
    from msfans.deploy.material import without_labels

    if on is On.SCORES:
        return without_labels(material)
    if any(seen.label is None for seen in material):
        fact = "errors need labels, which --unlabelled does not have"
        raise UsageError("--on videos", fact, fix="add --on scores, or give labelled videos")
    return material


def tell(document: Mapping[str, Any], out: Path) -> None:
    """The table, and what a change of the box does at worst."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    from msfans.results.robustness import table

    heads, *lines = table(document["effects"])
    shown = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for number, head in enumerate(heads):
        shown.add_column(head, justify="right" if number else "left", no_wrap=not number)
    for line in lines:
        shown.add_row(*line)
    Console().print(shown)
    typer.echo(box_in_words(document))
    typer.echo(out)


def judge(document: Mapping[str, Any]) -> None:
    """End with TOO_MANY_FLIPS_EXIT_CODE where a change of the box keeps too few decisions."""
    if not document["box"]["passed"]:
        typer.echo("error: a change of the box keeps too few decisions", err=True)
        raise typer.Exit(TOO_MANY_FLIPS_EXIT_CODE)


def box_in_words(document: Mapping[str, Any]) -> str:
    """What a change of the box does at worst, and what it may."""
    from msfans.results.robustness import change_text, percent

    box, worst = document["box"], document["box"]["worst"]
    n = worst["n_compared"] + worst["n_lost"]
    return (
        f"a change of the box turns or loses at most {percent(worst['not_kept_share'])} of the "
        f"decisions ({worst['n_flipped']} turned, {worst['n_lost']} lost, of {n}; "
        f"{change_text(worst)}), and {percent(box['max_flips'])} may be"
    )
