"""Orders of a pass, and the stream of a run: complete, balanced, resumable, shared out."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msfans.data.sampling import ClassBalancedOrder, InTurn, PlainOrder, RunSampler

LABELS = np.array([0] * 9 + [1] * 3)


def stream(**changes):
    parts = {"labels": LABELS, "order": PlainOrder(), "seed": 0, "n_draws": 40}
    return list(RunSampler(**(parts | changes)))


def test_a_plain_pass_has_every_sample_once():
    drawn = PlainOrder()(LABELS, np.random.default_rng(0))
    assert sorted(drawn) == list(range(12))


def test_a_balanced_pass_has_as_many_of_each_class():
    drawn = ClassBalancedOrder()(LABELS, np.random.default_rng(0))
    counts = np.bincount(drawn, minlength=12)
    assert counts[:9].tolist() == [1] * 9
    assert counts[9:].tolist() == [3] * 3


def test_a_balanced_pass_over_classes_that_do_not_divide():
    labels = np.array([0] * 5 + [1] * 2)
    counts = np.bincount(ClassBalancedOrder()(labels, np.random.default_rng(0)))
    assert counts[:5].tolist() == [1] * 5
    assert sorted(counts[5:].tolist()) == [2, 3]


def test_every_pass_of_a_run_is_complete_and_in_an_order_of_its_own():
    draws = stream(n_draws=36)
    passes = [[draw.sample for draw in draws[start : start + 12]] for start in (0, 12, 24)]
    assert all(sorted(samples) == list(range(12)) for samples in passes)
    assert passes[0] != passes[1] != passes[2]
    assert [draw.ticket for draw in draws] == list(range(36))


def test_the_seed_alone_decides():
    assert stream() == stream()
    assert stream() != stream(seed=1)


@given(first=st.integers(0, 40), order=st.sampled_from([PlainOrder(), ClassBalancedOrder()]))
def test_a_resumed_run_goes_on_where_it_was(first, order):
    assert stream(first=first, order=order) == stream(order=order)[first:]


@pytest.mark.parametrize("world_size", [2, 3])
def test_processes_share_the_draws_out_and_a_batch_is_the_same_set(world_size):
    whole = stream(n_draws=36)
    shares = [
        stream(n_draws=36 // world_size, rank=rank, world_size=world_size)
        for rank in range(world_size)
    ]
    for start in range(0, 36, 6):
        step = 6 // world_size
        at = start // world_size
        batch = [draw for share in shares for draw in islice(share, at, at + step)]
        assert sorted(batch) == sorted(whole[start : start + 6])


@pytest.mark.parametrize("world_size", [1, 2])
def test_a_resumed_share_goes_on_too(world_size):
    kinds = {"rank": world_size - 1, "world_size": world_size}
    assert stream(first=7, **kinds) == stream(**kinds)[7:]


def test_the_length_counts_the_draws_of_earlier_attempts():
    assert len(RunSampler(labels=LABELS, order=PlainOrder(), seed=0, n_draws=40, first=30)) == 40


def test_in_turn():
    assert [draw.sample for draw in InTurn(4)] == [0, 1, 2, 3]
    assert len(InTurn(4)) == 4
