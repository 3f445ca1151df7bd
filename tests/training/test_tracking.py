"""Figures that go to loggers."""

import numpy as np
import pytest
from pytorch_lightning.loggers import CSVLogger

from msfans.records import Label
from msfans.training.tracking import alpha_statistics, devel_eer, log_final


def test_devel_eer_by_hand():
    labels = np.array([Label.BONA_FIDE] * 4 + [Label.ATTACK] * 4)
    scores = np.array([0.9, 0.8, 0.7, 0.2, 0.6, 0.3, 0.1, 0.0])
    assert devel_eer(scores, labels) == {"devel_eer": pytest.approx(0.25)}


def test_devel_of_one_class_has_no_eer():
    assert devel_eer(np.array([0.9, 0.8]), np.array([Label.ATTACK] * 2)) == {}


def test_alpha_by_scale():
    values = alpha_statistics(np.array([[0.2, 0.5], [0.4, 0.5]]), (0.9, 1.0))
    expected = {"alpha_mean_0.9": 0.3, "alpha_mean_1": 0.5, "alpha_std_0.9": 0.1, "alpha_std_1": 0}
    assert values == pytest.approx(expected)


def test_a_fusion_without_alpha_logs_none():
    assert alpha_statistics(np.zeros((5, 0)), (0.9, 1.0)) == {}


def test_final_figures_reach_every_logger(tmp_path):
    loggers = [CSVLogger(tmp_path, name=name, version="") for name in ("one", "two")]
    log_final(loggers, {"test_eer": 0.125})
    for name in ("one", "two"):
        assert "0.125" in (tmp_path / name / "metrics.csv").read_text()
