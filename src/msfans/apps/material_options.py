"""What the commands that take a bundle have in common: options, and a bar on stderr."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from msfans.deploy.material import Presentation, Sampling
    from msfans.deploy.perturbations import Family
    from msfans.deploy.perturbed_scores import ChangedScore

BundleFolder = Annotated[Path, typer.Argument(help="Folder of the bundle.")]
StrideFrames = Annotated[int, typer.Option(min=1, help="Take every n-th frame of a video.")]
MaxFrames = Annotated[int, typer.Option(min=1, help="Frames of a video at most.")]
FaceModel = Annotated[
    Path | None, typer.Option(help="An SCRFD .onnx file, for bundles made with one.")
]
Workers = Annotated[
    int | None,
    typer.Option(help="Processes; 0 works in this one.", show_default="one a core", min=0),
]


def scored_with_progress(
    bundle: Path,
    material: "Sequence[Presentation]",
    *,
    sampling: "Sampling",
    families: "tuple[Family, ...]",
    workers: int | None,
    face_model: Path | None,
) -> "list[ChangedScore]":
    """The scores of all presentations under all changes; a bar on stderr where it is a terminal."""
    from rich.console import Console
    from rich.progress import track

    from msfans.deploy.perturbed_scores import score_changes

    console = Console(stderr=True)
    parts = score_changes(
        bundle,
        material,
        sampling=sampling,
        families=families,
        workers=workers,
        face_model=face_model,
    )
    shown = track(
        parts,
        "scoring",
        total=len(material),
        console=console,
        disable=not console.is_terminal,
    )
    return [score for part in shown for score in part]
