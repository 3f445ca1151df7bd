"""Trackers start without a prompt and without a key, and what is logged can be found."""

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
import wandb
from pytorch_lightning.loggers import CSVLogger

from msfans.tensors import Batch
from msfans.training.crop_images import crop_sheet
from msfans.training.loggers import (
    close_loggers,
    log_sweep_tables,
    tensorboard_logger,
    trackers,
    unsent_runs,
    wandb_logger,
)
from msfans.training.tracker import Tracker


@pytest.fixture(autouse=True)
def _no_key(monkeypatch, tmp_path):
    monkeypatch.delenv("WANDB_API_KEY", raising=False)
    monkeypatch.delenv("WANDB_MODE", raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "no-netrc"))


def offline_runs(folder: Path) -> list[Path]:
    return list(folder.glob("wandb/offline-run-*/*.wandb"))


def start(folder: Path) -> Tracker | None:
    return wandb_logger(folder, name="cell", group="sweep", settings={"seed": 7})


def test_wandb_without_a_key_is_offline(tmp_path):
    logger = start(tmp_path / "cell")
    logger.log_metrics({"loss": 0.5}, step=1)
    assert logger.experiment.config["seed"] == 7
    assert (logger.experiment.group, logger.experiment.job_type) == ("sweep", "cell")
    close_loggers([logger], exit_code=0)
    assert len(offline_runs(tmp_path / "cell")) == 1
    assert offline_runs(tmp_path / "cell")[0].stat().st_size > 0


def test_a_server_that_does_not_answer_is_asked_once(tmp_path, monkeypatch):
    asked = []
    real = wandb.init

    def unreachable(**about):
        asked.append(about["settings"].mode)
        if about["settings"].mode == "online":
            raise wandb.errors.CommError("no route to host")
        return real(**about)

    monkeypatch.setattr(wandb, "init", unreachable)
    monkeypatch.setattr(wandb, "login", lambda **_: True)
    monkeypatch.setenv("WANDB_MODE", "online")  # undone after the test, as the code changes it
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", UserWarning)
        for name in ("one", "two"):
            close_loggers([start(tmp_path / name)], exit_code=0)
    assert len(told) == 1
    assert "can not be reached (no route to host), so its runs stay" in str(told[0].message)
    assert asked == ["online", "offline", "offline"]
    assert len(offline_runs(tmp_path / "one")) == len(offline_runs(tmp_path / "two")) == 1


def test_a_key_that_can_not_be_checked_leaves_the_run_offline(tmp_path, monkeypatch):
    def refuse(**_):
        raise wandb.errors.AuthenticationError("the service did not respond in time")

    monkeypatch.setattr(wandb, "login", refuse)
    monkeypatch.setenv("WANDB_MODE", "")
    with pytest.warns(UserWarning, match="can not be reached.*did not respond"):
        close_loggers([start(tmp_path)], exit_code=0)
    assert len(offline_runs(tmp_path)) == 1


@pytest.mark.parametrize(
    "error", [wandb.errors.UsageError("no key"), OSError(28, "No space left on device")]
)
def test_a_tracker_that_can_not_start_is_told_and_done_without(tmp_path, monkeypatch, error):
    def refuse(**_):
        raise error

    monkeypatch.setattr(wandb, "init", refuse)
    monkeypatch.setenv("WANDB_MODE", "offline")
    with pytest.warns(UserWarning, match="could not start.*training goes on"):
        assert start(tmp_path) is None
    with pytest.warns(UserWarning, match="could not start"):
        log_sweep_tables({"cells": pd.DataFrame({"a": [1]})}, tmp_path)


def test_sweep_tables_are_a_run_of_their_own(tmp_path):
    table = pd.DataFrame({"scales": ["1.1", "1.2"], "frame_eer_percent": [4.2, None]})
    log_sweep_tables({"cells": table, "grid": table}, tmp_path / "sweep")
    assert len(offline_runs(tmp_path / "sweep")) == 1
    media = list((tmp_path / "sweep").glob("wandb/offline-run-*/files/media/table/*.json"))
    assert sorted(path.name.partition("_")[0] for path in media) == ["cells", "grid"]
    assert "4.2" in media[0].read_text()


def test_what_was_sent_does_not_wait_any_more(tmp_path):
    runs = [tmp_path / "wandb" / "offline-run-1", tmp_path / "cell" / "wandb" / "offline-run-2"]
    for run in runs:
        run.mkdir(parents=True)
    assert unsent_runs(tmp_path) == sorted(runs)
    (runs[0] / "run-1.wandb.synced").touch()
    assert unsent_runs(tmp_path) == [runs[1]]


def test_crop_sheet_has_a_row_a_face_and_a_column_a_scale(tmp_path):
    crops = torch.zeros((2, 3, 4, 4, 3), dtype=torch.uint8)
    crops[1, 2] = 200
    sheet = crop_sheet(Batch(crops, torch.zeros(2).long(), torch.zeros(2).long()))
    assert sheet.shape == (8, 12, 3)
    assert np.all(sheet[4:, 8:] == 200)
    assert sheet[:4].max() == sheet[:, :8].max() == 0


def test_pictures_go_to_trackers_and_not_to_the_csv_file(tmp_path):
    sheet = np.full((8, 12, 3), 100, np.uint8)
    board = tensorboard_logger(tmp_path / "board", name="cell", group="sweep", settings={})
    csv = CSVLogger(tmp_path / "csv")
    assert list(trackers([csv, board])) == [board]
    board.log_picture("crops", sheet)
    board.finalize("success")
    events = list((tmp_path / "board" / "tensorboard").glob("events*"))
    assert b"PNG" in events[0].read_bytes()
