"""The switch against the paper's schedule, with accumulation and resume."""

import pytest
from pytorch_lightning import Callback

from msfans.training.auxiliary_loss import AuxiliaryLossSwitch
from msfans.training.learn import learn


class Watch(Callback):
    """Notes (optimiser steps done, weight) of each batch; dies after some batches where asked."""

    def __init__(self, dies_after=None):
        self.seen, self.dies_after = [], dies_after

    def on_train_batch_end(self, trainer, pl_module, outputs, batch, batch_idx):
        done = batch_idx // trainer.accumulate_grad_batches
        self.seen.append((done, pl_module.auxiliary_weight))
        if len(self.seen) == self.dies_after:
            raise KeyboardInterrupt


@pytest.fixture
def watched(make_data, make_system, make_trainer, tmp_path):
    """Train with the switch and return what `Watch` saw."""

    def watched(*, max_steps, accumulate=1, dies_after=None, **switch):
        watch = Watch(dies_after)
        parts = {"system": make_system(), "datamodule": make_data(), "folder": tmp_path}
        trainer = make_trainer(
            max_steps=max_steps, accumulate_grad_batches=accumulate, limit_val_batches=0
        )
        switched = [AuxiliaryLossSwitch(**switch), watch]
        try:
            learn(**parts, trainer=trainer, callbacks=switched, checkpoint_every_steps=1)
        except SystemExit:
            assert dies_after
        return watch.seen

    return watched


@pytest.mark.parametrize(("max_steps", "on"), [(6, 3), (7, 4), (1, 1)])
def test_it_is_on_until_half_the_steps_and_off_from_then(watched, max_steps, on):
    expected = [(step, 0.5 if step < on else 0.0) for step in range(max_steps)]
    assert watched(max_steps=max_steps) == expected


def test_batches_of_one_step_share_a_weight(watched):
    seen = watched(max_steps=4, accumulate=3)
    assert seen == [(step, 0.5 if step < 2 else 0.0) for step in range(4) for _ in range(3)]


@pytest.mark.parametrize("dies_after", [3, 7, 10])
def test_a_resumed_run_switches_where_an_uninterrupted_one_does(watched, dies_after):
    settings = {"max_steps": 6, "accumulate": 2}
    first = watched(**settings, dies_after=dies_after)
    # the checkpoint of the batch in which it dies is not written any more
    kept = 2 * ((dies_after - 1) // 2)
    seen = first[:kept] + watched(**settings)
    assert seen == [(step, 0.5 if step < 3 else 0.0) for step in range(6) for _ in range(2)]


def test_weight_and_moment_are_settings(watched):
    seen = watched(max_steps=4, weight=0.3, until_ratio=0.25)
    assert [weight for _, weight in seen] == [0.3, 0.0, 0.0, 0.0]
