"""Preparation by several processes: killed, crashed, or two at once."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

SCRIPT = Path(__file__).with_name("prepare_videos.py")
N_VIDEOS, N_FRAMES = 8, 6


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def started(
    clips: Path, cache: Path, *, workers: int = 2, manner: str = "plain"
) -> subprocess.Popen:
    command = [sys.executable, str(SCRIPT), str(clips), str(cache), str(workers), manner]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True)


def ended(process: subprocess.Popen) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out.strip(), err


def made(process: subprocess.Popen) -> Path:
    code, out, err = ended(process)
    assert code == 0, err
    return Path(out)


@pytest.fixture(scope="module")
def clips(tmp_path_factory, write_video) -> Path:
    """Eight short videos, one frame of each too dark for a face."""
    root, rng = tmp_path_factory.mktemp("clips"), np.random.default_rng(0)
    for number in range(N_VIDEOS):
        frames = [rng.integers(80, 250, (40, 56, 3), dtype=np.uint8) for _ in range(N_FRAMES)]
        frames[number % N_FRAMES] //= 8
        write_video(root / f"{number}.mov", frames)
    return root


@pytest.fixture(scope="module")
def undisturbed(clips, tmp_path_factory) -> Path:
    """What one process makes of them without interruption."""
    return made(started(clips, tmp_path_factory.mktemp("undisturbed"), workers=0))


def test_the_number_of_processes_and_the_order_of_the_videos_leave_the_bytes_alone(
    clips, undisturbed, tmp_path
):
    folder = made(started(clips, tmp_path, workers=2, manner="backwards"))
    assert folder.name == undisturbed.name
    assert contents(folder) == contents(undisturbed)


def wait_until(condition, *, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def test_killed_it_goes_on_from_the_videos_done_and_the_result_is_the_same(
    clips, undisturbed, tmp_path
):
    process = started(clips, tmp_path, manner="slow")
    wait_until(lambda: len(list(tmp_path.glob("*.partial/*.csv"))) >= 3)
    process.kill()
    ended(process)  # its workers hold the pipe too: this waits until they have gone with it
    done = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.partial/*.csv")}
    assert 3 <= len(done) < N_VIDEOS
    assert not (tmp_path / undisturbed.name).exists()
    process = started(clips, tmp_path, manner="slow")
    wait_until(lambda: len(list(tmp_path.glob("*.partial/*.csv"))) > len(done))
    assert {path: path.stat().st_mtime_ns for path in done} == done
    assert contents(made(process)) == contents(undisturbed)
    assert list(tmp_path.glob("*.partial")) == []


def test_two_preparers_at_once_both_end_well(clips, undisturbed, tmp_path):
    both = [started(clips, tmp_path, workers=1, manner="slow") for _ in range(2)]
    folders = [made(process) for process in both]
    assert folders == [tmp_path / undisturbed.name] * 2
    assert contents(folders[0]) == contents(undisturbed)


@pytest.fixture
def bright_clips(clips, tmp_path, write_video) -> Path:
    """The clips, and one that some detectors die of."""
    root = Path(shutil.copytree(clips, tmp_path / "bright"))
    write_video(root / "3b.mov", [np.full((40, 56, 3), 255, np.uint8)] * 2)
    return root


def test_a_worker_that_dies_once_is_no_matter(bright_clips, tmp_path):
    expected = made(started(bright_clips, tmp_path / "a", workers=0))
    folder = made(started(bright_clips, tmp_path / "b", workers=2, manner="crash_once"))
    assert (bright_clips / "crashed").exists()
    assert contents(folder) == contents(expected)


def test_a_video_that_kills_its_worker_twice_is_named_and_the_others_are_kept(
    bright_clips, tmp_path
):
    code, _, err = ended(started(bright_clips, tmp_path / "cache", workers=2, manner="crash"))
    assert code == 1
    assert "3b.mov: the process that read it died, twice" in err
    assert "Traceback" not in err
    assert len(list(tmp_path.glob("cache/*.partial/*.csv"))) >= 3
