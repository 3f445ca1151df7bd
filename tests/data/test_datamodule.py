"""Loaders over a protocol and a cache."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from msfans.data.augment import CentreCrop, RandomCrop, StrongAugmentation
from msfans.data.datamodule import FaceDataModule
from msfans.errors import ProtocolError, UsageError
from msfans.records import Label, Split


@pytest.fixture
def make(cache, protocol):
    """A data module attached to a trainer of 6 steps; keywords override."""

    def make(*, max_steps=6, accumulate=1, done=0, rank=0, world_size=1, **changes):
        parts = {"cache": cache, "protocol": protocol, "scales": (0.9, 1.5)}
        parts |= {"augment": RandomCrop(), "batch_size": 4}
        data = FaceDataModule(**(parts | changes))
        data.trainer = SimpleNamespace(
            max_steps=max_steps,
            accumulate_grad_batches=accumulate,
            fit_loop=SimpleNamespace(total_batch_idx=done - 1),
            global_rank=rank,
            world_size=world_size,
        )
        return data

    return make


def same(one, other):
    return all(
        torch.equal(a, b)
        for left, right in zip(one, other, strict=True)
        for a, b in zip(left, right, strict=True)
    )


def test_a_run_is_one_epoch_of_full_batches(make):
    loader = make(accumulate=2).train_dataloader()
    batches = list(loader)
    assert len(batches) == len(loader) == 12
    assert {len(batch.labels_b) for batch in batches} == {4}


def test_training_sees_train_faces_only(make):
    data = make()
    seen = torch.cat([batch.sample_b for batch in data.train_dataloader()])
    frames = data.frames.loc[seen.tolist()]
    assert set(frames["split"]) == {"train"}
    assert set(frames["status"]) == {"face"}
    assert len(set(seen.tolist())) == 6


@pytest.mark.parametrize("augment", [RandomCrop(), StrongAugmentation()])
def test_workers_change_nothing(make, augment):
    alone = list(make(augment=augment).train_dataloader())
    assert same(alone, make(augment=augment, num_workers=2).train_dataloader())


def test_keeping_crops_changes_nothing(make):
    assert same(make().train_dataloader(), make(keep_crops_mb=0).train_dataloader())


def test_a_resumed_run_sees_the_rest(make):
    batches = list(make().train_dataloader())
    assert same(make(done=4).train_dataloader(), batches[4:])


def test_two_processes_share_a_batch(make):
    whole = list(make().train_dataloader())
    shares = [list(make(rank=rank, world_size=2).train_dataloader()) for rank in range(2)]
    for batch, *halves in zip(whole, *shares, strict=True):
        parted = torch.cat([half.sample_b for half in halves])
        assert sorted(parted.tolist()) == sorted(batch.sample_b.tolist())


def test_every_process_scores_every_face_in_turn(make):
    data = make(rank=1, world_size=2, score_batch_size=3)
    scored = torch.cat([batch.sample_b for batch in data.predict_dataloader()]).tolist()
    assert data.frames.loc[scored, "split"].tolist() == ["devel"] * 4 + ["test"] * 6
    devel = torch.cat([batch.sample_b for batch in data.val_dataloader()]).tolist()
    assert devel == scored[:4]


def test_faces_are_scored_at_the_centre(make, cache):
    data = make(scales=(1.5,))
    batch = next(iter(data.predict_dataloader()))
    crops = data.devel_faces.store.crops(0)
    assert batch.crops_bshwc[0].numpy() == pytest.approx(
        CentreCrop()(crops, np.random.default_rng(0))
    )


def test_a_protocol_without_devel_has_no_validation(make, protocol):
    clips = tuple(clip for clip in protocol.clips if clip.split is not Split.DEVEL)
    data = make(protocol=replace(protocol, clips=clips))
    assert data.val_dataloader() == []
    assert sum(len(batch.labels_b) for batch in data.predict_dataloader()) == 6


def test_the_memory_budget_goes_to_training_first(make):
    # a face at two scales takes 98,304 bytes: six train faces 0.56 MB, four devel faces 0.38 MB
    assert [make(keep_crops_mb=mb).train_faces.store.kept_mb for mb in (0, 1, 2)] == [0, 1, 1]
    assert [make(keep_crops_mb=mb).devel_faces.store.kept_mb for mb in (0, 1, 2)] == [0, 0, 1]


def test_one_class_to_train_on_is_refused(make, protocol):
    clips = tuple(c for c in protocol.clips if c.split is not Split.TRAIN or not c.pai_species)
    with pytest.raises(ProtocolError, match="2 usable training faces, of 1 classes"):
        make(protocol=replace(protocol, clips=clips)).train_dataloader()
    assert all(clip.label in Label for clip in clips)


def test_a_batch_that_does_not_divide_over_processes_is_refused(make):
    with pytest.raises(UsageError, match="5 faces do not divide over 2"):
        make(batch_size=5, world_size=2).train_dataloader()


def test_a_run_without_a_length_is_refused(make):
    with pytest.raises(UsageError, match=r"trainer\.max_steps"):
        make(max_steps=-1).train_dataloader()
