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


@pytest.fixture
def menus(run, tmp_path: Path):
    (tmp_path / "menu").mkdir()
    (tmp_path / "menu" / "lunch.yaml").write_text(
        'place: lunches\ngrids:\n- [fruit=all, "count=1,2"]\n- [count=2, fruit=plum]\n'
    )
    (tmp_path / "menu" / "snack.yaml").write_text("place: snacks\ngrids: [[count=1, fruit=pear]]\n")
    (tmp_path / "menu" / "day.yaml").write_text("members: [snack, lunch]\n")
    (tmp_path / "menu" / "none.yaml").write_text("place: free\n")
    config = CONFIG.replace("- fruit: apple\n", "- fruit: apple\n  - menu: none\n")
    (tmp_path / "config.yaml").write_text(config.replace("dir: swept", "dir: 'in ${menu.place}'"))


def jobs_run(answer: subprocess.CompletedProcess[str]) -> list[str]:
    return answer.stdout.splitlines()[:-1]


@pytest.mark.usefixtures("menus")
class TestExperiment:
    def test_runs_the_union_of_its_grids_in_the_folder_it_names(self, run, tmp_path):
        answer = run("menu=lunch")
        assert jobs_run(answer) == ["apple 1", "apple 2", "pear 1", "pear 2", "plum 2"], answer
        assert answer.stdout.splitlines()[-1] == "concluded in lunches"
        record = json.loads((tmp_path / "in lunches" / "sweep.json").read_text())
        assert record["experiments"] == ["lunch"]
        assert record["jobs"][0] == ["fruit=apple", "count=1"]

    def test_job_of_two_experiments_runs_once_whatever_the_order_of_its_words(self, run, tmp_path):
        answer = run("menu=day")
        assert jobs_run(answer) == ["pear 1", "apple 1", "apple 2", "pear 2", "plum 2"]
        record = json.loads((tmp_path / "in snacks" / "sweep.json").read_text())
        assert record["experiments"] == ["snack", "lunch"]

    def test_two_experiments_by_name_are_one_sweep(self, run):
        assert jobs_run(run("menu=snack,lunch")) == jobs_run(run("menu=day"))

    def test_words_of_the_command_line_replace_those_of_the_grids(self, run):
        assert jobs_run(run("menu=lunch", "count=4,3")) == [
            f"{fruit} {n}" for fruit in ("apple", "pear", "plum") for n in (4, 3)
        ]

    def test_a_sweep_without_experiments_says_so(self, run, tmp_path):
        run("fruit=plum")
        record = json.loads((tmp_path / "in free" / "sweep.json").read_text())
        assert record == {"experiments": [], "jobs": [["fruit=plum"]]}

    def test_mistyped_one_beside_a_right_one_starts_nothing(self, run):
        answer = run("menu=snack,lnuch")
        assert answer.returncode != 0
        assert answer.stdout == ""
        assert "lnuch" in answer.stderr
