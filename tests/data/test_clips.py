"""Frame table, crop store and batches."""

import numpy as np
import pytest
import torch

from msfans.data.augment import CentreCrop, RandomCrop
from msfans.data.clips import CropStore, FaceDataset, frame_table, usable
from msfans.data.crops import cut_crops
from msfans.data.sampling import Draw
from msfans.errors import CacheError
from msfans.records import Clip, Label, Split

SCALES = (0.9, 1.2, 1.5)


def make_dataset(cache, protocol, **changes):
    frames = frame_table(cache, protocol.clips)
    parts = {"cache": cache, "frames": frames, "samples": usable(frames, [Split.TEST])}
    parts |= {"scales": SCALES, "augment": CentreCrop(), "seed": 0, "keep_mb": 100}
    return FaceDataset(**(parts | changes))


def test_the_table_has_every_frame_once_in_the_order_of_the_protocol(cache, protocol):
    frames = frame_table(cache, protocol.clips)
    assert len(frames) == len(cache.index)
    assert frames["clip"].drop_duplicates().tolist() == [c.path for c in protocol.clips]
    first = frames.iloc[0]
    assert (first["subject"], first["split"], first["label"]) == ("train_0", "train", "bona_fide")
    assert frames.loc[frames["status"] != "face", "row"].isna().all()


def test_an_unreadable_video_and_a_frame_without_a_face_stay_as_rows(cache, protocol):
    frames = frame_table(cache, protocol.clips)
    unreadable = frames[frames["clip"] == "devel/attack_0.avi"]
    assert unreadable["status"].tolist() == ["not_a_video"]
    assert unreadable["frame"].isna().all()
    assert (frames["status"] == "no_face").sum() == 8


def test_a_clip_that_was_not_prepared_is_named(cache, protocol):
    new = Clip(path="test/new.avi", subject="new", split=Split.TEST, label=Label.BONA_FIDE)
    with pytest.raises(CacheError, match=r"test/new\.avi"):
        frame_table(cache, [*protocol.clips, new])


def test_usable_frames_have_a_face_and_are_of_the_splits(cache, protocol):
    frames = frame_table(cache, protocol.clips)
    chosen = frames.loc[usable(frames, [Split.DEVEL, Split.TEST])]
    assert set(chosen["status"]) == {"face"}
    assert chosen["split"].tolist() == ["devel"] * 4 + ["test"] * 6


@pytest.mark.parametrize("keep_mb", [0, 100])
def test_the_store_gives_the_crops_of_its_rows(cache, keep_mb):
    rows = np.array([4, 1, 0])
    store = CropStore(cache=cache, rows=rows, scales=SCALES, keep_mb=keep_mb)
    for sample in (0, 2, 1, 0):
        expected = cut_crops(cache.patches[rows[sample]], scales=SCALES, geometry=cache.geometry)
        assert np.array_equal(store.crops(sample), expected)
    assert (store.kept is not None) == (keep_mb > 0) == (store.kept_mb > 0)


def test_kept_crops_are_cut_once(cache, monkeypatch):
    store = CropStore(cache=cache, rows=np.array([4, 1]), scales=SCALES, keep_mb=1)
    first = store.crops(1).copy()
    monkeypatch.setattr(store, "cut", None)
    assert np.array_equal(store.crops(1), first)
    with pytest.raises(TypeError):
        store.crops(0)


def test_a_store_beyond_its_budget_keeps_nothing(cache):
    rows = np.arange(22) % 7  # at three scales 3.09 MB
    stores = [CropStore(cache=cache, rows=rows, scales=SCALES, keep_mb=mb) for mb in (3, 4)]
    assert [store.kept_mb for store in stores] == [0, 4]


def test_a_spawned_worker_makes_the_same_crops_in_a_store_of_its_own(cache):
    store = CropStore(cache=cache, rows=np.array([4, 1]), scales=SCALES, keep_mb=100)
    restore, arguments = store.__reduce__()
    twin = restore(*arguments)
    assert np.array_equal(twin.crops(1), store.crops(1))
    assert not np.shares_memory(twin.crops(1), store.crops(1))


def test_a_batch_carries_crops_classes_and_the_frames_they_are_of(cache, protocol):
    dataset = make_dataset(cache, protocol)
    frames = frame_table(cache, protocol.clips)
    batch = dataset.__getitems__([Draw(0, 0), Draw(5, 0)])
    assert batch.crops_bshwc.shape == (2, 3, 112, 112, 3)
    assert batch.crops_bshwc.dtype == torch.uint8
    assert batch.labels_b.tolist() == [1, 0]
    chosen = frames.loc[batch.sample_b.tolist()]
    assert chosen["label"].tolist() == ["bona_fide", "attack"]
    patch = cache.patches[chosen["row"].iloc[1]]
    crops = cut_crops(patch, scales=SCALES, geometry=cache.geometry)[:, 8:120, 8:120]
    assert np.array_equal(batch.crops_bshwc[1].numpy(), crops)


def test_the_channel_axis_moves_without_a_copy(cache, protocol):
    batch = make_dataset(cache, protocol).__getitems__([Draw(0, 0)])
    crops_nchw = batch.crops_bschw.flatten(0, 1)
    assert crops_nchw.data_ptr() == batch.crops_bshwc.data_ptr()
    assert crops_nchw.is_contiguous(memory_format=torch.channels_last)


def test_a_draw_gives_the_same_bytes_in_any_company(cache, protocol):
    dataset = make_dataset(cache, protocol, augment=RandomCrop())
    draws = [Draw(2, 7), Draw(2, 8), Draw(3, 9)]
    together = dataset.__getitems__(draws).crops_bshwc
    alone = [dataset.__getitems__([draw]).crops_bshwc[0] for draw in reversed(draws)]
    assert all(torch.equal(a, b) for a, b in zip(together, reversed(alone), strict=True))
    assert not torch.equal(together[0], together[1])
    other_seed = make_dataset(cache, protocol, augment=RandomCrop(), seed=1)
    assert not torch.equal(together, other_seed.__getitems__(draws).crops_bshwc)
