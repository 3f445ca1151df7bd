"""Seeds by batch number."""

import pytest
import torch

from msfans.training.resume import batch_seed, seed_generators

CPU = torch.device("cpu")


def draws(**changes):
    """Random numbers that a layer would draw in a batch."""
    seed_generators(batch_seed(**({"seed": 0, "batch_idx": 0, "rank": 0} | changes)), device=CPU)
    return torch.rand(4).tolist()


def test_the_batch_number_decides_whatever_came_before():
    first = draws(batch_idx=7)
    torch.rand(100)
    assert draws(batch_idx=7) == first


@pytest.mark.parametrize("other", [{"seed": 1}, {"batch_idx": 1}, {"rank": 1}])
def test_seed_batch_and_process_each_matter(other):
    assert draws(**other) != draws()


def test_no_notes_pile_up_for_devices_that_are_not_in_use():
    before = len(torch.cuda._queued_calls)
    for batch_idx in range(5):
        draws(batch_idx=batch_idx)
    assert len(torch.cuda._queued_calls) == before
