"""`msfans export`: from the folder of a finished run to a bundle that decides without torch."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from msfans.deploy.bundle import Bundle


def export(
    run: Annotated[Path, typer.Argument(help="Folder of a finished cell, with its config.yaml.")],
    out: Annotated[Path, typer.Option(help="New or empty folder for the bundle.")],
    int8: Annotated[
        bool, typer.Option("--int8", help="Quantise, calibrated on devel frames; tells its cost.")
    ] = False,
    words: Annotated[
        list[str] | None,
        typer.Argument(help="Where data lies now, if moved: data.root=... data.cache=..."),
    ] = None,
) -> None:
    """Write model.onnx, bundle.json and a model card, after holding the model against torch.

    The corpus of the run must be at hand: the exported model and the network score the same frames,
    and nothing is written where they differ by more than 0.0001.
    """
    from msfans.apps.exporting import export_run

    tell(export_run(run, out=out, int8=int8, words=words or []))


def tell(bundle: "Bundle") -> None:
    """What was written, and how good it is."""
    frame, parity = bundle.thresholds.frame, bundle.parity
    known = "" if frame.low is None else f" ({frame.low:.4f} to {frame.high:.4f})"
    typer.echo(
        f"model against network: {parity['n_faces']} faces, "
        f"largest difference {parity['score_difference']:.1e}"
    )
    if bundle.quantisation:
        for split, eer in bundle.quantisation["eer"].items():
            told = f"EER of {split} frames: {eer['float32']:.2%}, with int8 {eer['int8']:.2%}"
            typer.echo(told)
    typer.echo(f"threshold {frame.value:.4f}{known}, from {frame.chosen_on}")
    typer.echo(bundle.folder)
