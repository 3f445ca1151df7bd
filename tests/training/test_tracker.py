"""A tracker that fails costs one warning."""

import warnings

import numpy as np
import pandas as pd
import pytest
from pytorch_lightning.loggers import TensorBoardLogger, WandbLogger

from msfans.training.learn import learn
from msfans.training.loggers import start
from msfans.training.tracker import Tracker


class FullDisk(TensorBoardLogger):
    """Logs nothing: its folder is full. `calls` names what it was asked for."""

    def __init__(self, folder):
        super().__init__(save_dir=folder)
        self.calls = []

    def log_metrics(self, metrics, step=None):
        self.calls.append("log_metrics")
        raise OSError(28, "No space left on device")

    def save(self):
        self.calls.append("save")
        raise OSError(28, "No space left on device")


@pytest.fixture
def offline(tmp_path):
    """A tracker of an offline run in Weights & Biases."""
    run = start(tmp_path, "offline", project="msfans")
    yield Tracker(WandbLogger(experiment=run))
    run.finish()


def test_a_cell_finishes_where_the_trackers_folder_is_full(
    make_data, make_system, make_trainer, tmp_path
):
    full = FullDisk(tmp_path / "full")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        files = learn(
            system=make_system(),
            datamodule=make_data(),
            trainer=make_trainer(max_steps=6, log_every_n_steps=1),
            folder=tmp_path / "cell",
            loggers=[Tracker(full)],
        )
    told = [str(each.message) for each in told if "training goes on" in str(each.message)]
    assert len(told) == 1
    assert "FullDisk has stopped ([Errno 28] No space left on device)" in told[0]
    assert len(full.calls) == 1
    assert files.weights.exists()
    assert files.scores.exists()


def test_the_row_is_kept_with_the_last_figures(offline):
    offline.log_row({"scales": "1.1-1.2-1.3", "frame_eer_percent": 4.25, "reason": None})
    summary = offline.experiment.summary
    assert summary["table/scales"] == "1.1-1.2-1.3"
    assert summary["table/frame_eer_percent"] == 4.25
    assert "table/reason" not in summary.keys()  # noqa: SIM118 - a summary can not be iterated


def test_a_line_is_a_chart_and_its_points(offline, tmp_path):
    offline.log_line("DET", pd.DataFrame({"x": [0.0, 1.0], "y": [1.0, 0.0]}), x="x", y="y")
    tables = list(tmp_path.glob("wandb/offline-run-*/files/media/table/*.json"))
    assert len(tables) == 1
    assert '"x"' in tables[0].read_text()


def test_what_tensorboard_has_no_place_for_is_left_out(tmp_path):
    board = TensorBoardLogger(save_dir=tmp_path, name="board", version="")
    tracker = Tracker(board)
    tracker.log_row({"scales": "1.1"})
    tracker.log_line("DET", pd.DataFrame({"x": [0.0]}), x="x", y="x")
    tracker.close(exit_code=0)
    assert not tracker.silent
    assert (tracker.name, tracker.version) == (board.name, board.version)


def test_nothing_is_tried_after_a_failure_but_to_end_the_run(offline, monkeypatch):
    monkeypatch.setattr(offline.inner, "log_metrics", lambda *_: 1 / 0)
    with pytest.warns(UserWarning, match=r"WandbLogger has stopped \(division by zero\)"):
        offline.log_metrics({"loss": 1.0}, step=1)
    offline.log_picture("crops", np.zeros((2, 2, 3), np.uint8))
    offline.log_metrics({"loss": 1.0}, step=2)
    ended = []
    monkeypatch.setattr(offline.experiment, "finish", lambda exit_code=0: ended.append(exit_code))
    offline.close(exit_code=1)
    assert ended == [1]
