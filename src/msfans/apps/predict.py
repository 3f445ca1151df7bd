"""`msfans predict`: decide on pictures, videos and cameras with an exported bundle."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msfans.apps.material_options import BundleFolder, FaceModel
from msfans.errors import UNREADABLE_EXIT_CODE, readable

if TYPE_CHECKING:
    from msfans.deploy.decision import Decision
    from msfans.deploy.predictions import Prediction
    from msfans.deploy.session import Detector


Sources = Annotated[
    list[str], typer.Argument(help="Pictures, videos, folders, patterns, or a camera's index.")
]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Write everything to this file.")]
CsvFile = Annotated[Path | None, typer.Option("--csv", help="Write a row for each face or frame.")]
Annotate = Annotated[
    Path | None, typer.Option(help="Write copies with boxes and decisions into this folder.")
]


def predict(
    bundle: BundleFolder,
    sources: Sources,
    json_file: JsonFile = None,
    csv_file: CsvFile = None,
    annotate: Annotate = None,
    stride_frames: Annotated[int, typer.Option(min=1, help="Take every n-th frame.")] = 1,
    max_frames: Annotated[
        int | None, typer.Option(min=1, help="Frames of a video or camera at most.")
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="Threads of the model.")] = 1,
    face_model: FaceModel = None,
) -> None:
    """Decide on every face: bona fide, attack, or no decision and why.

    A picture without a face is no error. Files that can not be read are named, the others go on,
    and the exit code is 4.
    """
    from msfans.apps.out_file import require_places
    from msfans.apps.predicting import predictions
    from msfans.deploy.bundle import CARD, MODEL, RECORD
    from msfans.deploy.session import Detector
    from msfans.deploy.sources import find_sources

    found, lacking = find_sources(sources)
    own = [bundle / name for name in (CARD, MODEL, RECORD)]
    inputs = [*(each.path for each in found), *own, face_model]
    require_places([json_file, csv_file], inputs=inputs)
    detector = Detector(bundle, threads=threads, face_model=face_model)
    results = predictions(
        detector, found, annotate=annotate, stride_frames=stride_frames, max_frames=max_frames
    )
    troubles = [str(each) for each in lacking] + [each.trouble for each in results if each.trouble]
    save(detector, results, troubles, json_file=json_file, csv_file=csv_file)
    show(results)
    for trouble in troubles:
        typer.echo(f"error: {trouble}", err=True)
    if troubles:
        raise typer.Exit(UNREADABLE_EXIT_CODE)


def save(
    detector: "Detector",
    results: Sequence["Prediction"],
    troubles: Sequence[str],
    *,
    json_file: Path | None,
    csv_file: Path | None,
) -> None:
    """Write the files that are asked for."""
    from msfans.apps.out_file import save_json, save_text

    if json_file:
        save_json(json_file, document_of(detector, results, troubles))
    if csv_file:
        save_text(csv_file, csv_text(results))


def document_of(
    detector: "Detector", results: Sequence["Prediction"], troubles: Sequence[str]
) -> dict[str, Any]:
    """What `--json` writes."""
    return {
        "bundle": str(detector.bundle.folder),
        "thresholds": {"frame": detector.threshold, "video": detector.video_threshold},
        "results": [each.to_json() for each in results],
        "errors": list(troubles),
    }


def csv_text(results: Sequence["Prediction"]) -> str:
    """What `--csv` writes."""
    from msfans.deploy.predictions import COLUMNS

    text = io.StringIO()
    writer: csv.DictWriter[str] = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for result in results:
        writer.writerows(result.rows())
    return text.getvalue()


def show(results: Sequence["Prediction"]) -> None:
    """A row for each face, and for each video."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("source", overflow="fold")
    for name in ("face", "decision", "score", "why"):
        table.add_column(name)
    for result in results:
        for face, decision in enumerate(result.decisions):
            table.add_row(*cells(result, decision, face))
    if table.row_count:
        Console(highlight=False, markup=False).print(table)


def cells(result: "Prediction", decision: "Decision", face: int) -> tuple[str, ...]:
    """One row: a face of a picture, or a whole video."""
    glances, name = result.glances, readable(result.source)
    frames = f" ({glances[-1].n_scored} of {len(glances)} frames)" if glances else ""
    number, verdict = "" if glances else str(face), str(decision.verdict)
    if decision.score is None:
        return name, number, verdict, "", decision.detail
    sign = ">=" if decision.score >= result.threshold else "<"
    why = f"{sign} {result.threshold:.4f}{frames}"
    return name, number, verdict, f"{decision.score:.4f}", why
