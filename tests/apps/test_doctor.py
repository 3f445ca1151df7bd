import csv
import json
import shutil
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from msfans.apps.doctor import doctor
from msfans.errors import UsageError

CASIA_NAMES = (*map(str, range(1, 9)), *(f"HR_{k}" for k in range(1, 5)))


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video of one frame of 32x32 pixels."""
    path = tmp_path_factory.mktemp("video") / "grey.avi"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=25)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuvj420p"
        frame = av.VideoFrame.from_ndarray(np.full((32, 32, 3), 90, np.uint8), format="rgb24")
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


@pytest.fixture
def casia(tmp_path: Path, video: Path) -> Path:
    """A rendered corpus of one subject a split, complete by its card."""
    root = tmp_path / "casia"
    for folder in ("train_release", "test_release"):
        (root / folder / "1").mkdir(parents=True)
        for name in CASIA_NAMES:
            shutil.copy(video, root / folder / "1" / f"{name}.avi")
    card = {"format": 1, "generator": "msfans.synth", "corpus": "casia_fasd", "size": "tiny"}
    subjects = {"train": [1], "test": [1]}
    (root / "corpus.json").write_text(json.dumps(card | {"seed": 0, "subjects": subjects}))
    return root


def run(*arguments: Any) -> Result:
    app = typer.Typer()
    app.command()(doctor)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_complete_corpus_ends_with_0(casia: Path) -> None:
    result = run("casia_fasd", casia)
    assert result.exit_code == 0
    assert f"casia_fasd (embedded, rendered) at {casia}" in result.output
    assert "complete: all 24 videos are there and open" in result.output
    assert ["overall", "3/9", "-", "3/9"] in [line.split() for line in result.output.split("\n")]


def test_an_incomplete_corpus_ends_with_3_and_writes_both_files(casia: Path) -> None:
    (casia / "test_release/1/HR_4.avi").unlink()
    (casia / "test_release/1/1.avi").write_bytes(b"")
    (casia / "test_release/1/extra.avi").touch()
    document, listed = casia / "out" / "doctor.json", casia / "out" / "list.csv"
    result = run("casia_fasd", casia, "--json", document, "--list", listed)
    assert result.exit_code == 3
    assert "1 missing:\n  test_release/1/HR_4.avi\n" in result.output
    assert "1 unreadable:\n  test_release/1/1.avi (empty_file)\n" in result.output
    assert "1 not on the official list, ignored:\n  test_release/1/extra.avi" in result.output
    assert "incomplete: of 24 videos 1 are missing and 1 unreadable" in result.output
    assert json.loads(document.read_text())["n_present"] == 23
    rows = list(csv.DictReader(listed.open(encoding="utf-8")))
    assert len(rows) == 23
    assert {row["path"]: row["unreadable"] for row in rows}["test_release/1/1.avi"] == "empty_file"


def test_ten_are_named_and_the_others_counted(casia: Path) -> None:
    shutil.rmtree(casia / "test_release/1")
    output = run("casia_fasd", casia).output
    assert "12 missing:" in output
    assert "test_release/1/HR_2.avi" in output
    assert "test_release/1/HR_3.avi" not in output
    assert "and 2 more (all of them: --json FILE)" in output


def test_the_quality_of_landscape_videos_is_a_setting(casia: Path) -> None:
    qualities = {}
    for setting in ("low", "normal"):
        listed = casia / f"{setting}.csv"
        run("casia_fasd", casia, "--landscape-quality", setting, "--list", listed)
        rows = csv.DictReader(listed.open(encoding="utf-8"))
        qualities[setting] = {row["path"]: row["quality"] for row in rows}
    assert qualities["low"]["train_release/1/1.avi"] == "low"
    assert qualities["normal"]["train_release/1/1.avi"] == "normal"
    assert qualities["normal"]["train_release/1/2.avi"] == "low"
    assert qualities["normal"]["train_release/1/HR_1.avi"] == "high"


def test_a_manifest_with_odd_words_is_shown_as_it_is(tmp_path: Path, video: Path) -> None:
    shutil.copy(video, tmp_path / "[red]1.avi")
    path = tmp_path / "own[bold].csv"
    path.write_text(
        "path,subject,split,label,pai_species\n"
        "[red]1.avi,anna,devel,attack,[b]mask\n"
        "[red]2.avi,anna,devel,bona_fide,\n"
    )
    result = run("manifest", path)
    assert result.exit_code == 3
    assert "[b]mask" in result.output
    assert "  [red]2.avi\n" in result.output
    assert "own[bold]" in result.output


def test_a_root_that_is_no_such_corpus_is_a_usage_error(casia: Path) -> None:
    for arguments in (("casia_fasd", casia.parent), ("casia", casia), ("manifest", casia)):
        error = run(*arguments).exception
        assert isinstance(error, UsageError)
        assert error.exit_code == 2


def test_a_place_that_can_not_be_written_is_a_usage_error(casia: Path) -> None:
    result = run("casia_fasd", casia, "--json", casia / "corpus.json" / "doctor.json")
    assert isinstance(result.exception, UsageError)
    assert "can not be written" in str(result.exception)
