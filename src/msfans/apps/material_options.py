"""What the commands that try a bundle have in common: options, and what they say on stderr."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from msfans.errors import UNREADABLE_EXIT_CODE

if TYPE_CHECKING:
    from msfans.deploy.bundle import Bundle
    from msfans.deploy.material import Presentation, Sampling
    from msfans.deploy.perturbations import Family
    from msfans.deploy.perturbed_scores import Scored

BundleFolder = Annotated[Path, typer.Argument(help="Folder that msfans export or calibrate wrote.")]
StrideFrames = Annotated[int, typer.Option(min=1, help="Take every n-th frame of a video.")]
MaxFrames = Annotated[int, typer.Option(min=1, help="Frames of a video at most.")]
FaceModel = Annotated[
    Path | None, typer.Option(help="An SCRFD .onnx file, for bundles made with one.")
]
Workers = Annotated[
    int | None,
    typer.Option(help="Processes; 0 works in this one.", show_default="one a core", min=0),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a bundle is tried with, as the options say."""

    bundle: Path
    face_model: Path | None
    stride_frames: int
    max_frames: int
    workers: int | None

    @property
    def sampling(self) -> "Sampling":
        """Which frames are scored."""
        from msfans.deploy.material import Sampling

        return Sampling(stride_frames=self.stride_frames, max_frames=self.max_frames)

    def opened(self) -> "Bundle":
        """The bundle; one that can not be used is refused here, before any work."""
        from msfans.deploy.session import Detector

        return Detector(self.bundle, face_model=self.face_model).bundle

    def scored(
        self, material: "Sequence[Presentation]", *, families: "tuple[Family, ...]"
    ) -> "list[Scored]":
        """All of it under all changes; a bar on stderr where that is a terminal."""
        from rich.console import Console
        from rich.progress import track

        from msfans.deploy.perturbed_scores import score_changes

        scored = score_changes(
            self.bundle,
            material,
            sampling=self.sampling,
            families=families,
            workers=self.workers,
            face_model=self.face_model,
        )
        console = Console(stderr=True)
        bar = {"console": console, "disable": not console.is_terminal}
        return list(track(scored, "scoring", total=len(material), **bar))


@contextmanager
def naming_unreadable(scored: "Sequence[Scored]") -> Iterator[None]:
    """Warn of presentations that could not be read when all else is done, or has failed.

    Exit code UNREADABLE_EXIT_CODE where the rest has a result and ends with no other code.
    """
    troubles = [each.trouble for each in scored if each.trouble]
    try:
        yield
    finally:
        for trouble in troubles:
            typer.echo(f"warning: left out: {trouble}", err=True)
    if troubles:
        raise typer.Exit(UNREADABLE_EXIT_CODE)
