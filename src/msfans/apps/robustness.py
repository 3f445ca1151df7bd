"""`msfans robustness`: do a bundle's decisions hold when the box moves and the picture suffers?"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msfans.apps.material_options import MaxFrames, StrideFrames, Workers, scored_with_progress
from msfans.errors import UsageError
from msfans.records import Label

if TYPE_CHECKING:
    from msfans.deploy.material import Presentation

TOO_MANY_FLIPS_EXIT_CODE = 1


class On(StrEnum):
    """What is looked at."""

    VIDEOS = "videos"
    SCORES = "scores"


Folder = Annotated[Path | None, typer.Option(help="Folder of videos or pictures.")]


def robustness(
    bundle: Annotated[Path, typer.Argument(help="Folder of the bundle.")],
    on: Annotated[
        On, typer.Option(help="videos: labelled, tells errors; scores: tells changes alone.")
    ] = On.VIDEOS,
    bona_fide: Folder = None,
    attacks: Folder = None,
    corpus: Annotated[
        str | None, typer.Option(help="casia_fasd, replay_attack or manifest: its test videos.")
    ] = None,
    root: Annotated[
        Path | None, typer.Option(help="Folder of the corpus; of a manifest, its CSV.")
    ] = None,
    unlabelled: Folder = None,
    out: Annotated[Path, typer.Option(help="Folder for the tables and figures.")] = Path(
        "robustness"
    ),
    max_flips: Annotated[
        float | None,
        typer.Option(
            help="End with 1 where a change of the box of up to 20 % flips a larger share.",
            min=0,
            max=1,
        ),
    ] = None,
    max_videos: Annotated[
        int | None, typer.Option(help="So many, evenly spread.", min=1, show_default="all")
    ] = None,
    stride_frames: StrideFrames = 5,
    max_frames: MaxFrames = 3,
    workers: Workers = None,
    face_model: Annotated[
        Path | None, typer.Option(help="An SCRFD .onnx file, for bundles made with one.")
    ] = None,
) -> None:
    """Score videos as they are and changed: box grown and moved by 2 to 20 %, JPEG, blur, gamma,
    brightness, rotation, resolution; write robustness.json, .csv, .md and figures.

    Give --bona-fide and --attacks, or --corpus and --root, or with --on scores --unlabelled.
    """
    from msfans.deploy.material import Sampling, spread, without_labels
    from msfans.deploy.perturbations import FAMILIES
    from msfans.deploy.robustness import robustness_document
    from msfans.deploy.session import Detector
    from msfans.results.robustness import write_robustness

    detector = Detector(bundle, face_model=face_model)
    asked = Asked(
        bona_fide=bona_fide, attacks=attacks, corpus=corpus, root=root, unlabelled=unlabelled
    )
    every, source = asked.material()
    require_labels(every, on)
    material = spread(every if on is On.VIDEOS else without_labels(every), max_videos)
    sampling = Sampling(stride_frames=stride_frames, max_frames=max_frames)
    scores = scored_with_progress(
        bundle,
        material,
        sampling=sampling,
        families=FAMILIES,
        workers=workers,
        face_model=face_model,
    )
    document = robustness_document(
        detector.bundle, scores, material=material, sampling=sampling, source=source
    )
    write_robustness(out, document)
    tell(document, out)
    if max_flips is not None:
        judge(document, max_flips)


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
        from msfans.deploy.material import in_folder, of_corpus

        given = {name for name, value in asdict(self).items() if value is not None}
        if self.bona_fide and self.attacks and len(given) == 2:
            pair = {"bona_fide": self.bona_fide, "attacks": self.attacks}
            bona_fide = in_folder(self.bona_fide, Label.BONA_FIDE)
            names = {name: folder.resolve().name for name, folder in pair.items()}
            return [*bona_fide, *in_folder(self.attacks, Label.ATTACK)], names
        if self.corpus and self.root and len(given) == 2:
            corpus = open_corpus(self.corpus, self.root)
            names = {"corpus": corpus.name, "embedded": corpus.embedded, "split": "test"}
            return of_corpus(corpus), names
        if self.unlabelled and len(given) == 1:
            return in_folder(self.unlabelled, None), {"unlabelled": self.unlabelled.resolve().name}
        fact = f"is not one thing: {', '.join(sorted(given)) or 'nothing'} was given"
        fix = "give --bona-fide and --attacks, or --corpus and --root, or --unlabelled alone"
        raise UsageError("the material", fact, fix=fix)


def require_labels(material: "list[Presentation]", on: On) -> None:
    """UsageError where errors are asked for and the truth is not known."""
    if on is On.VIDEOS and any(seen.label is None for seen in material):
        fact = "errors need labels, which --unlabelled does not have"
        raise UsageError("--on videos", fact, fix="add --on scores, or give labelled videos")


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
