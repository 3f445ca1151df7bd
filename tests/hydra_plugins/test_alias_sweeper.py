"""An alias becomes its members, whatever else is swept, and the jobs are on record."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

CONFIG = """
defaults:
  - fruit: apple
  - override hydra/sweeper: alias
  - override hydra/hydra_logging: none
  - override hydra/job_logging: none
  - _self_
count: 1
hydra:
  output_subdir: null
  sweep: {dir: swept, subdir: .}
  sweeper: {conclusion: __main__.conclude}
"""
PROGRAM = """
import hydra

def conclude(folder):
    print("concluded", folder)

@hydra.main(version_base="1.3", config_path=".", config_name="config")
def main(config):
    print(config.fruit.name, config.count)
    assert config.count < 5, "too many"

main()
"""


@pytest.fixture
def run(tmp_path: Path):
    (tmp_path / "fruit").mkdir()
    for name in ("apple", "pear", "plum"):
        (tmp_path / "fruit" / f"{name}.yaml").write_text(f"name: {name}\n")
    (tmp_path / "fruit" / "all.yaml").write_text("members: [apple, pear]\n")
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "program.py").write_text(PROGRAM)

    def call(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "program.py", "-m", *words]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)

    return call


def test_alias_beside_another_option_and_a_sweep(run, tmp_path):
    answer = run("fruit=all,plum", "count=1,2")
    *jobs, end = answer.stdout.splitlines()
    assert jobs == [f"{fruit} {n}" for fruit in ("apple", "pear", "plum") for n in (1, 2)]
    assert end == "concluded swept"
    record = json.loads((tmp_path / "swept" / "sweep.json").read_text())
    assert record["jobs"][0] == ["fruit=apple", "count=1"]
    assert len(record["jobs"]) == 6


def test_member_named_twice_runs_once(run):
    assert run("fruit=all,apple").stdout.splitlines()[:-1] == ["apple 1", "pear 1"]


def test_plain_value_and_range_are_left_alone(run):
    assert run("fruit=pear", "count=range(1,3)").stdout.splitlines()[:-1] == ["pear 1", "pear 2"]


def test_parameters_of_the_sweeper_are_swept_as_well(run):
    answer = run("fruit=plum", "+hydra.sweeper.params.count='3,4'")
    assert answer.stdout.splitlines()[:-1] == ["plum 3", "plum 4"], answer.stderr


def test_failing_job_still_gets_a_conclusion(run):
    answer = run("fruit=plum", "count=5,1")
    assert answer.returncode != 0
    assert answer.stdout.splitlines() == ["plum 5", "plum 1", "concluded swept"]


def test_unknown_option_starts_nothing(run):
    answer = run("fruit=all,lemon")
    assert answer.returncode != 0
    assert answer.stdout == ""
