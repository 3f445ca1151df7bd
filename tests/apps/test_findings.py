"""What a tracker is told of a cell and of a sweep."""

from statistics import NormalDist

import numpy as np
import pytest

from msfans.apps.findings import DET_AXES, DET_POINTS, det_points, sync_words

TINY = ("preset=demo", "trainer.max_steps=1", "loader.batch_size=4", "threads=1", "logger=wandb")


def test_det_by_hand():
    points = det_points(np.array([0.2, 0.6, 0.8, 0.9]), np.array([0.1, 0.3, 0.5, 0.7]))
    rates = list(zip(points["APCER"], points["BPCER"], strict=True))
    # between neighbours: attacks at or above, bona fide below; no rate of 0 or 1
    assert rates == [(0.75, 0.25), (0.5, 0.25), (0.25, 0.25), (0.25, 0.5)]
    assert points[DET_AXES[0]].tolist() == [NormalDist().inv_cdf(far) for far, _ in rates]
    assert points[DET_AXES[1]].tolist() == [NormalDist().inv_cdf(frr) for _, frr in rates]


def test_a_perfect_system_has_no_point():
    assert det_points(np.array([0.8, 0.9]), np.array([0.1, 0.2])).empty


def test_many_frames_make_no_more_points_than_can_be_seen():
    rng = np.random.default_rng(0)
    points = det_points(rng.normal(1, 1, 5000), rng.normal(0, 1, 5000))
    assert DET_POINTS <= len(points) < 2 * DET_POINTS
    assert points["APCER"].is_monotonic_decreasing
    assert points["BPCER"].is_monotonic_increasing


def test_nothing_to_send_needs_no_words(tmp_path):
    assert sync_words(tmp_path) == ""


@pytest.fixture(scope="module")
def tracked(tiny_casia, train, tmp_path_factory):
    """A sweep of one cell without a key: its folder, and what was printed."""
    runs = tmp_path_factory.mktemp("runs")
    words = ("-m", "scales=triple_09", "fusion=lstm", f"data.root={tiny_casia}", f"runs={runs}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WANDB_MODE", "offline")
        answer = train(*words, *TINY)
    assert answer.returncode == 0, answer.stderr
    return runs / "casia_fasd-demo", answer.stdout


def test_a_cell_leaves_a_run_and_the_sweep_another(tracked):
    folder, _ = tracked
    assert len(list(folder.glob("*/wandb/offline-run-*/*.wandb"))) == 1
    assert len(list(folder.glob("wandb/offline-run-*/*.wandb"))) == 1
    tables = {path.name.partition("_")[0] for path in folder.rglob("media/table/*.json")}
    assert tables == {"DET", "grid", "cells"}


def test_how_to_send_them_is_told_once(tracked):
    folder, shown = tracked
    assert shown.count("wandb sync") == 1
    assert "2 runs wait on this disk" in shown
    assert f"{folder}/wandb/offline-run-*" in shown
