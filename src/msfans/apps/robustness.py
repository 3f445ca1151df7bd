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
    Workers,
    scored_with_progress,
)
from msfans.errors import UsageError
from msfans.records import Label

if TYPE_CHECKING:
    from msfans.deploy.material import Presentation, Sampling

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
    float | None,
    typer.Option(
        help="End with 1 where a change of the box of up to 20 % flips a larger share.",
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
    max_flips: Share = None,
    max_videos: AtMost = None,
    stride_frames: StrideFrames = 5,
    max_frames: MaxFrames = 3,
    workers: Workers = None,
    face_model: FaceModel = None,
) -> None:
    """Score videos as they are and changed: do decisions hold?

    The box grows and moves by 2 to 20 %; JPEG, blur, gamma, brightness, rotation, resolution
    change. Writes robustness.json, .csv, .md and figures.

    Give --bona-fide and --attacks, or --corpus and --root, or with --on scores --unlabelled.
    """
    from msfans.deploy.material import Sampling, spread
    from msfans.results.robustness import write_robustness

    asked = Asked(
        bona_fide=bona_fide, attacks=attacks, corpus=corpus, root=root, unlabelled=unlabelled
    )
    every, source = asked.material()
    document = tried(
        bundle,
        spread(labelled_as_asked(every, on), max_videos),
        sampling=Sampling(stride_frames=stride_frames, max_frames=max_frames),
        source=source,
        workers=workers,
        face_model=face_model,
    )
    write_robustness(out, document)
    tell(document, out)
    if max_flips is not None:
        judge(document, max_flips)


def tried(
    bundle: Path,
    material: "list[Presentation]",
    *,
    sampling: "Sampling",
    source: Mapping[str, Any],
    workers: int | None,
    face_model: Path | None,
) -> dict[str, Any]:
    """Score the material under every change; the document to write."""
    from msfans.deploy.perturbations import FAMILIES
    from msfans.deploy.robustness import robustness_document
    from msfans.deploy.session import Detector

    opened = Detector(bundle, face_model=face_model).bundle  # refused here, before any work
    scores = scored_with_progress(
        bundle,
        material,
        sampling=sampling,
        families=FAMILIES,
        workers=workers,
        face_model=face_model,
    )
    return robustness_document(opened, scores, material=material, sampling=sampling, source=source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options that name the material."""

    bona_fide: Path | None = None
    attacks: Path | None = None
    corpus: str | None = None
    root: Path | None = None
    unlabelled: Path | None = None

    def material(self) -> "tuple[list[Presentation], dict[str, Any]]":
        """The presentations, and where they are from; UsageError unless it is one thing."""
        from msfans.corpora.named import open_corpus
        from msfans.deploy.material import of_corpus, presentations_in

        given = {name for name, value in asdict(self).items() if value is not None}
        if self.bona_fide and self.attacks and len(given) == 2:
            pair = {"bona_fide": self.bona_fide, "attacks": self.attacks}
            bona_fide = presentations_in(self.bona_fide, Label.BONA_FIDE)
            names = {name: folder.resolve().name for name, folder in pair.items()}
            return [*bona_fide, *presentations_in(self.attacks, Label.ATTACK)], names
        if self.corpus and self.root and len(given) == 2:
            corpus = open_corpus(self.corpus, self.root)
            names = {"corpus": corpus.name, "embedded": corpus.embedded, "split": "test"}
            return of_corpus(corpus), names
        if self.unlabelled and len(given) == 1:
            return presentations_in(self.unlabelled, None), {
                "unlabelled": self.unlabelled.resolve().name
            }
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

    from msfans.deploy.robustness import worst_box_change
    from msfans.results.robustness import change_text, percent, table

    heads, *lines = table(document["effects"])
    shown = Table(box=SIMPLE_HEAD, pad_edge=False)
    for number, head in enumerate(heads):
        shown.add_column(head, justify="right" if number else "left", no_wrap=not number)
    for line in lines:
        shown.add_row(*line)
    Console().print(shown)
    worst = worst_box_change(document)
    flips = f"{percent(worst['flip_share'])} ({worst['n_flipped']} of {worst['n_compared']})"
    typer.echo(f"a change of the box flips at most {flips} of the decisions: {change_text(worst)}")
    typer.echo(out)


def judge(document: Mapping[str, Any], max_flips: float) -> None:
    """End with TOO_MANY_FLIPS_EXIT_CODE where a change of the box flips a larger share."""
    from msfans.deploy.robustness import worst_box_change

    share = worst_box_change(document)["flip_share"]
    if share > max_flips:
        typer.echo(f"error: {share:.1%} of the decisions, and {max_flips:.1%} may", err=True)
        raise typer.Exit(TOO_MANY_FLIPS_EXIT_CODE)
