"""Seeds by batch number, and the curves of a run in two attempts."""

import pytest
import torch
from pytorch_lightning.loggers import CSVLogger

from msfans.training.resume import batch_seed, csv_rows, give_back, seed_generators

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


def logged(folder, steps, *, resumed_from):
    """An attempt that logs at `steps`; the lines of its file."""
    earlier = csv_rows(folder / "metrics.csv")
    logger = CSVLogger(folder, name="", version="")
    give_back(earlier, [logger], before_step=resumed_from)
    for step in steps:
        logger.log_metrics({"loss": step / 10}, step=step)
    logger.save()
    return (folder / "metrics.csv").read_text().splitlines()


def test_curves_of_an_earlier_attempt_are_kept_up_to_its_checkpoint(tmp_path):
    logged(tmp_path, [1, 2, 3], resumed_from=0)
    both = logged(tmp_path, [2, 3, 4], resumed_from=2)
    assert both == ["loss,step", "0.1,1", "0.2,2", "0.3,3", "0.4,4"]


def test_a_run_that_starts_anew_keeps_no_curves(tmp_path):
    logged(tmp_path, [1, 2], resumed_from=0)
    assert logged(tmp_path, [1], resumed_from=0) == ["loss,step", "0.1,1"]
