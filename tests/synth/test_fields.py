import numpy as np
import pytest

from msfans.synth.fields import bump, fractal_noise, seeded, smoothstep, unit


def test_seeds_depend_on_every_name():
    draws = {seeded(*names).random() for names in [("a", 1), ("a", 2), ("b", 1), ("a", 1)]}
    assert len(draws) == 3


def test_smoothstep_runs_either_way():
    x = np.array([-1, 0, 0.5, 1, 2], np.float32)
    assert smoothstep(0, 1, x) == pytest.approx([0, 0, 0.5, 1, 1])
    assert smoothstep(1, 0, x) == pytest.approx([1, 1, 0.5, 0, 0])


def test_fields_stay_single_precision():
    x = np.linspace(-1, 1, 5, dtype=np.float32)
    made = [smoothstep(0.1, 0.4, x), bump(x, 0.2, 0.3), fractal_noise(seeded("n"), 8, 8, cells=3)]
    assert {field.dtype for field in made} == {np.dtype(np.float32)}


def test_unit_vectors_have_length_one():
    rows = unit(np.array([(3, 0, 4), (0, 0.1, 0)], np.float32))
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1])


def test_noise_has_unit_deviation_and_repeats_with_its_seed():
    one, two = (fractal_noise(seeded("n", 1), 64, 96, cells=8) for _ in range(2))
    assert one.std() == pytest.approx(1, abs=1e-4)
    assert np.array_equal(one, two)
