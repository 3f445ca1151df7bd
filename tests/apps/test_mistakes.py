"""A mistyped command line: exit code 2, one short message with the nearest right word."""

import subprocess
import sys
from pathlib import Path

import pytest

TRAIN = Path(__file__).parents[2] / "train.py"


def train(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(TRAIN), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


NO_SETTING = "there is no such setting. Did you mean"
NO_OPTION = "there is no such option. Did you mean"
MISTAKES = {
    "trainer.max_step=3": f"trainer.max_step: {NO_SETTING} trainer.max_steps?",
    "lr=0.1": f"lr: {NO_SETTING} optimiser.lr?",
    "data=replay_attack data.suport=hand": f"data.suport: {NO_SETTING} data.support?",
    "scale=triple_09": f"scale: {NO_SETTING} scales?",
    "scales=tripl_09": f"scales=tripl_09: {NO_OPTION} triple_09?",
    "-m scales=triple_all fusion=avg,lsmt": f"fusion=lsmt: {NO_OPTION} lstm?",
    "hydra/launcher=joblip": f"hydra/launcher=joblip: {NO_OPTION} joblib?",
    "hydra/launcher=ray": "hydra/launcher=ray: there is no such option. There are: basic, joblib, "
    "submitit_local, submitit_slurm. Launchers come in packages: see docs/scaling.md.",
    "optimiser.lr=abc": "optimiser.lr: Value 'abc' is not of type Float.",
    "-m seed=a,b": "seed: Value 'a' is not of type Integer.",
    "scales.values=0.9": "scales.values: Invalid value assigned: float is not a list like [1,2].",
    "trainer.max_steps=1,2": "trainer.max_steps=1,2: several values are a sweep. Add -m",
    "+max_epochs=3": "+max_epochs=3: nothing reads an added key.",
    "scales=triple_all": "scales: this choice stands for several cells",
    "experiment=tabel2": f"experiment=tabel2: {NO_OPTION} table2?",
    "-m experiment=table2,tabel3": f"experiment=tabel3: {NO_OPTION} table3?",
    "experiment=paper": "experiment: it stands for several cells. Add -m",
    "scales=[": "no viable alternative at input '['",
}


@pytest.mark.parametrize(("words", "message"), MISTAKES.items())
def test_one_message_and_exit_code_2(words, message, tmp_path):
    answer = train(*words.split(), f"runs={tmp_path}")
    assert answer.returncode == 2
    assert answer.stderr.startswith(f"error: {message}")
    assert len(answer.stderr.splitlines()) == 1


def test_alias_without_multirun_is_told_to_add_it(tmp_path):
    assert "Add -m" in train("scales=triple_all", f"runs={tmp_path}").stderr


def test_help_names_the_groups_and_does_not_load_torch(tmp_path):
    code = (
        "import runpy, sys; sys.argv = ['train.py', '--help']\n"
        f"try: runpy.run_path({str(TRAIN)!r}, run_name='__main__')\n"
        "except SystemExit: print('torch loaded:', 'torch' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "triple_all" in answer.stdout
    assert "torch loaded: False" in answer.stdout
