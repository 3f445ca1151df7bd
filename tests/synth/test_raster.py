import numpy as np
import pytest

from msfans.synth.raster import NOTHING, cover, triangle_ids, vertex_normals, visible_from

SQUARE = np.array([(0, 0), (20, 0), (20, 20), (0, 20)], np.float32)
HALVES = np.array([(0, 1, 2), (0, 2, 3)], np.int32)


def test_the_nearer_triangle_wins():
    points = np.concatenate([SQUARE[:3], SQUARE[:3]])
    triangles = np.array([(0, 1, 2), (3, 4, 5)], np.int32)
    depth = np.array([1, 1, 1, 2, 2, 2], np.float32)
    ids = triangle_ids(points, depth, triangles, height_px=20, width_px=20)
    assert ids[2, 15] == 1
    assert ids[15, 2] == NOTHING


def test_interpolation_reproduces_a_plane():
    attributes = SQUARE * np.float32(0.5) + 3
    coverage = cover(SQUARE, np.zeros(4, np.float32), HALVES, height_px=20, width_px=20)
    seen = coverage.interpolate(attributes)
    expected = np.stack([coverage.columns_n, coverage.rows_n], 1) * 0.5 + 3
    assert len(seen) == 400
    assert seen == pytest.approx(expected, abs=1e-3)
    some = coverage.interpolate(attributes, where=np.array([5, 7]))
    assert some == pytest.approx(seen[[5, 7]])


def test_back_faces_are_left_out_unless_two_sided():
    shown = [
        triangle_ids(
            SQUARE,
            np.zeros(4, np.float32),
            HALVES,
            height_px=20,
            width_px=20,
            two_sided_t=np.full(2, two_sided),
        )
        for two_sided in (False, True)
    ]
    assert (shown[0] == NOTHING).all()
    assert (shown[1] != NOTHING).all()


def test_normals_are_unit_and_point_out():
    vertices = np.array([(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)], np.float32)
    assert vertex_normals(vertices, HALVES) == pytest.approx(np.tile((0, 0, 1), (4, 1)))


def test_what_lies_behind_is_in_shadow():
    plate = np.concatenate([SQUARE / 20, SQUARE / 20])
    depth = np.repeat((0.0, -1.0), 4)
    vertices = np.column_stack([plate - 0.5, depth]).astype(np.float32)
    vertices[4:, :2] *= 0.5
    triangles = np.concatenate([HALVES, HALVES + 4])
    lit = visible_from(vertices, triangles, np.array([0, 0, 1], np.float32))
    assert (lit[4:] < 0.1).all()
