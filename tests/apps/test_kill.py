"""kill -9 in the middle of a cell, and then the same command again."""

import csv
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

CELL = ("scales=triple_09", "fusion=lstm", "preset=demo", "threads=1", "checkpoint_every_steps=12")
LENGTH = ("trainer.max_steps=30", "loader.batch_size=8")


@pytest.fixture(scope="module")
def words(tiny_casia) -> Callable[[Path], tuple[str, ...]]:
    return lambda runs: (*CELL, *LENGTH, f"data.root={tiny_casia}", f"runs={runs}")


def the_file(runs: Path, name: str) -> Path:
    (path,) = runs.glob(f"*/*/{name}")
    return path


def kill_at_the_first_checkpoint(command: list[str], runs: Path) -> None:
    """Start `command` and end it as `kill -9` does once a checkpoint is there."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 200
    while not list(runs.glob("*/*/resume.ckpt")):
        assert process.poll() is None, process.stdout.read().decode()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    process.stdout.close()
    assert not list(runs.glob("*/*/weights.pt"))


@pytest.fixture(scope="module")
def killed(train_command, words, tmp_path_factory) -> Path:
    """What a killed cell leaves; tests go on with a copy of it."""
    runs = tmp_path_factory.mktemp("killed")
    kill_at_the_first_checkpoint(train_command(*words(runs)), runs)
    return runs


def steps_logged(runs: Path) -> list[int]:
    with the_file(runs, "curves/metrics.csv").open(newline="") as lines:
        return [int(row["step"]) for row in csv.DictReader(lines) if row["loss"]]


def test_a_killed_cell_ends_with_the_same_bits(train, killed, words, tmp_path):
    whole, resumed = tmp_path / "whole", tmp_path / "resumed"
    assert train(*words(whole)).returncode == 0
    shutil.copytree(killed, resumed)
    answer = train(*words(resumed))
    assert answer.returncode == 0, answer.stderr
    assert "goes on from its last checkpoint" in answer.stdout
    one, two = (torch.load(the_file(runs, "weights.pt")) for runs in (whole, resumed))
    assert one.keys() == two.keys()
    assert all(torch.equal(value, two[name]) for name, value in one.items())
    scores = [the_file(runs, "scores.csv").read_bytes() for runs in (whole, resumed)]
    assert scores[0] == scores[1]
    assert steps_logged(whole) == steps_logged(resumed) == [9, 19, 29]
    assert not list(resumed.glob("*/*/resume.ckpt"))


def test_a_damaged_checkpoint_ends_the_command_with_its_name(train, killed, words, tmp_path):
    runs = tmp_path / "runs"
    shutil.copytree(killed, runs)
    the_file(runs, "resume.ckpt").write_bytes(b"half a checkpoint")
    answer = train(*words(runs))
    assert answer.returncode == 3
    assert "resume.ckpt: can not be read" in answer.stderr
    assert "Delete it to train again" in answer.stderr
    assert "Traceback" not in answer.stderr
