"""`msfans prepare`: decode, detect, align, and store one patch a frame, once and for all."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from msfans.media.faces import Detector


class DetectorName(StrEnum):
    """Detectors by the names of conf/detector/."""

    YUNET_ONET = "yunet_onet"
    INSIGHTFACE = "insightface"


def prepare(
    corpus: Annotated[str, typer.Argument(help="casia_fasd, replay_attack or manifest.")],
    root: Annotated[Path, typer.Argument(help="Folder of the corpus; of a manifest, its CSV.")],
    cache: Annotated[Path, typer.Option(help="Folder of the patch caches.")] = Path("cache"),
    detector: Annotated[
        DetectorName, typer.Option(help="insightface needs --model-path.")
    ] = DetectorName.YUNET_ONET,
    model_path: Annotated[
        Path | None, typer.Option(help="An SCRFD .onnx file, for insightface.")
    ] = None,
    stride_frames: Annotated[int, typer.Option(help="Take every n-th frame.")] = 1,
    max_frames: Annotated[
        int | None, typer.Option(help="Frames of a video at most.", show_default="all")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(help="Processes; 0 works in this one.", show_default="one a core", min=0),
    ] = None,
) -> None:
    """Decode, detect, align and store the faces of a corpus, ready for training and judging.

    Can be interrupted: the next call goes on from the videos already done. Videos that can not be
    read are told at the end and do not stop the others.
    """
    from msfans.corpora.named import open_corpus
    from msfans.media.alignment import PatchGeometry
    from msfans.media.preparation import prepare as prepare_patches
    from msfans.media.preparation_progress import summary

    videos = open_corpus(corpus, root)
    patches = prepare_patches(
        videos.root,
        [clip.path for clip in videos.clips()],
        detector=chosen_detector(detector, model_path),
        geometry=PatchGeometry(),
        cache_root=cache,
        stride_frames=stride_frames,
        max_frames=max_frames,
        workers=workers,
    )
    typer.echo(f"{patches.folder}\n{summary(patches)}")


def chosen_detector(name: DetectorName, model_path: Path | None) -> "Detector":
    """The detector that the command line means."""
    from msfans.errors import UsageError
    from msfans.media.faces import InsightfaceScrfd, YunetOnet

    if name is DetectorName.INSIGHTFACE:
        return InsightfaceScrfd(model_path=model_path)
    if model_path is not None:
        fix = "add --detector insightface, or leave --model-path out"
        raise UsageError("--model-path", "belongs to the detector insightface", fix=fix)
    return YunetOnet()
