"""The dashboard is built without a network, of keys that runs log."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from msfans.apps.cell import final_figures
from msfans.apps.findings import DET_AXES, tracked
from msfans.results.sweep_tables import SweepTable
from msfans.results.tables import sweep_frame, sweep_grid
from msfans.training.tracking import alpha_statistics

SCRIPT = Path(__file__).parents[2] / "experiments" / "dashboard.py"
STEPWISE = {"loss", "loss_fused", "loss_auxiliary", "lr", "devel_eer"}  # see test_learn.py


def run(tmp_path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command without a key and without a terminal to ask for one."""
    silent = {"WANDB_API_KEY": "", "NETRC": str(tmp_path / "none"), "HOME": str(tmp_path)}
    command = [sys.executable, str(SCRIPT), "--entity", "team", "--project", "msfans", *words]
    env = os.environ | silent
    return subprocess.run(command, capture_output=True, text=True, timeout=100, env=env, input="")


@pytest.fixture(scope="module")
def panels(tmp_path_factory) -> list[dict]:
    """The panels of the dashboard as they would be sent."""
    answer = run(tmp_path_factory.mktemp("home"), "--check")
    assert answer.returncode == 0, answer.stderr
    sections = json.loads(answer.stdout)["spec"]["section"]["panel_bank_config"]["sections"]
    return [panel for section in sections for panel in section["panels"]]


def test_every_metric_shown_is_one_that_runs_log(panels):
    shown = {key for panel in panels for key in panel["config"].get("metrics") or ()}
    report = {"eer": 0.1, "hter": 0.1}
    logged = set(dict(final_figures({"frame": report, "video": report})))
    logged |= set(alpha_statistics(np.zeros((1, 7)), (0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5)))
    assert shown == logged | STEPWISE


def test_tables_and_det_are_those_that_are_logged(panels):
    text = json.dumps(panels)
    general = SweepTable(name="table", grid=sweep_grid([]), frame=sweep_frame([]))
    for name in [*tracked([general]), "DET_table", *DET_AXES]:
        assert json.dumps(name) in text


def test_without_a_login_nothing_is_saved_and_it_says_so(tmp_path):
    answer = run(tmp_path)
    assert answer.returncode == 1
    assert "error: the dashboard was not saved: No API key configured" in answer.stderr
