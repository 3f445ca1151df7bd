from pathlib import Path

import av
import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from msfans.apps.prepare import DetectorName, chosen_detector, prepare
from msfans.errors import UsageError
from msfans.media.faces import InsightfaceScrfd, YunetOnet


@pytest.fixture
def manifest(tmp_path) -> Path:
    """A table of one video without a face and one that is empty."""
    with av.open(str(tmp_path / "grey.avi"), "w") as container:
        stream = container.add_stream("mjpeg", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuvj420p"
        for _ in range(3):
            grey = np.full((48, 64, 3), 128, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
        container.mux(stream.encode(None))
    (tmp_path / "empty.avi").touch()
    table = tmp_path / "videos.csv"
    rows = ["grey.avi,1,train,bona_fide,", "empty.avi,2,test,attack,warped_photo"]
    table.write_text("\n".join(["path,subject,split,label,pai_species", *rows]) + "\n")
    return table


def run(*arguments: str):
    command = typer.Typer()
    command.command()(prepare)
    return CliRunner().invoke(command, list(arguments))


def test_it_prints_where_the_patches_are_and_what_they_lack(manifest, tmp_path):
    cache = tmp_path / "cache"
    options = ["--cache", str(cache), "--workers", "0", "--max-frames", "2"]
    result = run("manifest", str(manifest), *options)
    assert result.exit_code == 0, result.output
    (folder,) = cache.glob("*/")
    assert result.stdout.splitlines() == [
        str(folder),
        "2 videos, 0 faces, 2 frames without one",
        "1 videos could not be read:",
        "  empty.avi (empty_file)",
    ]


def test_detectors_by_name():
    assert chosen_detector(DetectorName.YUNET_ONET, None) == YunetOnet()
    model_path = Path("det.onnx")
    expected = InsightfaceScrfd(model_path=model_path)
    assert chosen_detector(DetectorName.INSIGHTFACE, model_path) == expected


def test_insightface_needs_a_model_and_yunet_takes_none():
    with pytest.raises(UsageError, match="brings no model of its own"):
        chosen_detector(DetectorName.INSIGHTFACE, None)
    with pytest.raises(UsageError, match="belongs to the detector insightface"):
        chosen_detector(DetectorName.YUNET_ONET, Path("det.onnx"))


def test_a_detector_that_does_not_exist_is_a_usage_error(manifest):
    assert run("manifest", str(manifest), "--detector", "yolo").exit_code == 2
