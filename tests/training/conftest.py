"""A patch cache in memory, a protocol over it, and parts small enough to train in a blink."""

from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from pytorch_lightning import Trainer
from torch import nn

from msfans.data.augment import RandomCrop
from msfans.data.datamodule import FaceDataModule
from msfans.media.patches import PatchCache
from msfans.models.fusion import LstmFusion
from msfans.models.network import MultiScaleNet
from msfans.protocols import Protocol
from msfans.records import Clip, Label, Split
from msfans.training.system import SpoofingSystem

SCALES = (0.9, 1.2)
FRAMES = 3


@pytest.fixture(autouse=True)
def one_thread():
    """Bits must repeat, and tiny networks on a busy machine lose more time to waiting than they
    gain.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


class TinyBackbone(nn.Module):
    """Stands in for CNN_S: strided convolution, batch norm, dropout, 8 features."""

    features = 8

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 4, 7, stride=14), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(),
            nn.Linear(4 * 8 * 8, 8), nn.ReLU(), nn.Dropout(0.25),
        )  # fmt: skip

    def forward(self, crops_nchw):
        return self.layers(crops_nchw)


def clip(split, number, label):
    species = "" if label is Label.BONA_FIDE else "print"
    return Clip(
        path=f"{split}/{number}_{label}.avi",
        subject=f"{split}_{number}",
        split=split,
        label=label,
        pai_species=species,
    )


@pytest.fixture(scope="session")
def protocol():
    clips = [clip(split, n, label) for split in Split for n in range(4) for label in Label]
    return Protocol(corpus="tiny", name="overall", clips=tuple(clips))


@pytest.fixture(scope="session")
def cache(protocol):
    """Three frames a clip; attacks are a little greener. One test frame has no face."""
    rng = np.random.default_rng(0)
    n = len(protocol.clips) * FRAMES
    patches = rng.integers(0, 256, (n, 240, 240, 3), dtype=np.uint8)
    index = pd.DataFrame(
        {
            "clip": [c.path for c in protocol.clips for _ in range(FRAMES)],
            "frame": pd.array(list(range(FRAMES)) * len(protocol.clips), dtype="Int64"),
            "status": "face",
            "row": pd.array(range(n), dtype="Int64"),
        }
    )
    for row, path in enumerate(index["clip"]):
        patches[row, :, :, 1] //= 2 if Label.ATTACK in path else 1
    index.loc[n - 1, ["status", "row"]] = ["no_face", pd.NA]
    meta = {"settings": {"geometry": {"max_scale": 1.5, "patch_px": 240}}}
    return PatchCache(folder=Path("tiny"), patches=patches, index=index, meta=meta)


@pytest.fixture
def make_data(cache, protocol):
    """A data module; keywords override."""

    def make(**changes):
        parts = {"cache": cache, "protocol": protocol, "scales": SCALES, "augment": RandomCrop()}
        return FaceDataModule(**(parts | {"batch_size": 5} | changes))

    return make


@pytest.fixture
def make_system():
    """A system with weights of a fixed seed; keywords override."""

    def make(**changes):
        torch.manual_seed(0)
        backbone = TinyBackbone()
        fusion = LstmFusion(features=backbone.features, n_scales=len(SCALES))
        network = MultiScaleNet(backbone=backbone, fusion=fusion)
        return SpoofingSystem(network=network, **({"lr": 0.05} | changes))

    return make


@pytest.fixture
def make_trainer():
    """A partial of a quiet CPU trainer, as the configuration hands it to `learn`."""

    def make(**changes):
        quiet = {"enable_progress_bar": False, "enable_model_summary": False}
        return partial(Trainer, accelerator="cpu", devices=1, **quiet, **changes)

    return make
