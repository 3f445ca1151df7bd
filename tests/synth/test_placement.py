import numpy as np
import pytest

from msfans.synth.difficulty import CROP_REACH_IOD, Difficulty
from msfans.synth.placement import Edges, draw_edges, draw_placement

TIMES_S = np.arange(5) / 3


def placed(curvature: float, *, hand_held: bool = True):
    return draw_placement(
        np.random.default_rng(4),
        centre_xy_px=(160, 120),
        iod_px=40,
        times_s=TIMES_S,
        hand_held=hand_held,
        curvature=curvature,
    )


@pytest.mark.parametrize("curvature", [0.0, 0.3, -0.38])
def test_pixels_inverts_the_surface(curvature):
    placement = placed(curvature)
    targets = np.array([(0, 0), (0.5, -0.2), (-0.5, 0.3), (1.2, 1.0)])
    for frame in range(len(TIMES_S)):
        x, y = placement.pixels(frame, targets).astype(np.float64).T
        seen = placement.surface(frame, x, y)
        assert np.stack([seen.u, seen.v], 1) == pytest.approx(targets, abs=1e-3)


def test_only_a_hand_trembles():
    held, fixed = placed(0.0), placed(0.0, hand_held=False)
    assert len(set(held.poses)) == len(TIMES_S)
    assert len(set(fixed.poses)) == 1


def test_only_bent_paper_has_slope():
    x, y = np.meshgrid(np.arange(320.0), np.arange(240.0))
    assert not placed(0.0).surface(0, x, y).slope.any()
    assert np.abs(placed(0.3).surface(0, x, y).slope).max() > 0.5


def test_outside_is_the_distance_beyond_the_nearest_edge():
    edges = Edges(left=1, right=2, up=1.5, down=3, border=0.1)
    assert edges.outside(np.float64(2.5), np.float64(0)) == pytest.approx(0.5)
    assert edges.outside(np.float64(-1), np.float64(0)) == pytest.approx(0)
    assert edges.outside(np.float64(0), np.float64(0)) == pytest.approx(-1)
    assert edges.nearest_scale == pytest.approx(1 / CROP_REACH_IOD)


def test_edges_enter_at_the_scales_that_the_difficulty_says():
    rng, difficulty = np.random.default_rng(0), Difficulty()
    scales = np.array([draw_edges(rng, difficulty, border=0).nearest_scale for _ in range(2000)])
    near = scales < difficulty.near_edge_scale[1]
    assert near.mean() == pytest.approx(difficulty.near_edge_share, abs=0.03)
    assert scales.min() >= difficulty.near_edge_scale[0]
    assert scales[~near].min() >= difficulty.far_edge_scale[0]
