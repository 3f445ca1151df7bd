"""Trackers start without a prompt and without a key, and what is logged can be found."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from pytorch_lightning.loggers import CSVLogger

from msfans.tensors import Batch
from msfans.training.crop_images import crop_sheet, log_sheet
from msfans.training.loggers import (
    close_loggers,
    log_sweep_table,
    tensorboard_logger,
    wandb_logger,
)


@pytest.fixture(autouse=True)
def _no_key(monkeypatch, tmp_path):
    monkeypatch.delenv("WANDB_API_KEY", raising=False)
    monkeypatch.delenv("WANDB_MODE", raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "no-netrc"))


def offline_runs(folder: Path) -> list[Path]:
    return list(folder.glob("wandb/offline-run-*/*.wandb"))


def test_wandb_without_a_key_is_offline(tmp_path):
    logger = wandb_logger(tmp_path / "cell", name="cell", group="sweep")
    logger.log_metrics({"loss": 0.5}, step=1)
    close_loggers([logger], exit_code=0)
    assert len(offline_runs(tmp_path / "cell")) == 1
    assert offline_runs(tmp_path / "cell")[0].stat().st_size > 0


def test_sweep_table_is_a_run_of_its_own(tmp_path):
    table = pd.DataFrame({"scales": ["1.1", "1.2"], "frame_eer_percent": [4.2, None]})
    log_sweep_table(table, tmp_path / "sweep")
    assert len(offline_runs(tmp_path / "sweep")) == 1
    media = list((tmp_path / "sweep").glob("wandb/offline-run-*/files/media/table/*.json"))
    assert len(media) == 1
    assert "4.2" in media[0].read_text()


def test_crop_sheet_has_a_row_a_face_and_a_column_a_scale(tmp_path):
    crops = torch.zeros((2, 3, 4, 4, 3), dtype=torch.uint8)
    crops[1, 2] = 200
    sheet = crop_sheet(Batch(crops, torch.zeros(2).long(), torch.zeros(2).long()))
    assert sheet.shape == (8, 12, 3)
    assert np.all(sheet[4:, 8:] == 200)
    assert sheet[:4].max() == sheet[:, :8].max() == 0


def test_pictures_go_to_trackers_and_not_to_the_csv_file(tmp_path):
    sheet = np.full((8, 12, 3), 100, np.uint8)
    board = tensorboard_logger(tmp_path / "board", name="cell", group="sweep")
    log_sheet(board, sheet)
    board.finalize("success")
    log_sheet(CSVLogger(tmp_path / "csv"), sheet)
    events = list((tmp_path / "board" / "tensorboard").glob("events*"))
    assert b"PNG" in events[0].read_bytes()
    assert not list((tmp_path / "csv").rglob("*.png"))
