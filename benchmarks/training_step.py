"""What a training step costs, as ratios: python benchmarks/training_step.py [--help]

Three loops take turns, step by step, so that a busy machine slows all of them alike:
- ours: Lightning with the project's data module, loggers and callbacks;
- bare: forward, backward and SGD on batches that lie in memory, with the same flags;
- default: the bare loop as PyTorch does it untold, in a process of its own (contiguous tensors,
  ReLU before pooling, freed memory handed back to the kernel).
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import torch
from pytorch_lightning import Callback, Trainer
from pytorch_lightning.loggers import CSVLogger
from torch import nn
from torch.optim import SGD

from msfans.data.augment import CentreCrop, RandomCrop, StrongAugmentation
from msfans.data.datamodule import FaceDataModule
from msfans.data.sampling import Draw
from msfans.media.patches import PatchCache
from msfans.models.backbones import CnnD, CnnS
from msfans.models.fusion import LstmFusion
from msfans.models.network import MultiScaleNet
from msfans.protocols import Protocol
from msfans.records import Clip, Label, Split
from msfans.tensors import Batch
from msfans.training.auxiliary_loss import AuxiliaryLossSwitch
from msfans.training.learn import learn
from msfans.training.memory import keep_freed_memory
from msfans.training.system import SpoofingSystem, loss_parts

SCALES = (1.1, 1.2, 1.3)
BACKBONES = {"cnn_s": CnnS, "cnn_d": CnnD}
AUGMENTATIONS = {"none": CentreCrop, "paper": RandomCrop, "strong": StrongAugmentation}
WARM_UP = 5
FACES = 256


class TakeTurns(Callback):
    """After each step of ours, one of the bare loop and one of the default loop."""

    def __init__(self, bare: Iterator[float], default: Iterator[float]) -> None:
        self.bare, self.default = bare, default
        self.seconds: dict[str, list[float]] = {"ours": [], "bare": [], "default": []}

    def on_train_start(self, *_: object) -> None:
        self.since = time.perf_counter()

    def on_train_batch_end(self, *_: object) -> None:
        self.seconds["ours"].append(time.perf_counter() - self.since)
        self.seconds["bare"].append(next(self.bare))
        self.seconds["default"].append(next(self.default))
        self.since = time.perf_counter()


def main(options: argparse.Namespace) -> None:
    """Run the loops and print the ratios of their median steps."""
    default = subprocess.Popen(
        [sys.executable, __file__, "--default-loop", *sys.argv[1:]],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
    )  # fmt: skip
    keep_freed_memory()
    data = data_module(options)
    faces = data.train_faces
    batches = [faces.__getitems__(draws) for draws in batched_draws(data, options.batch)]
    channels_last = network(options).to(memory_format=torch.channels_last)
    turns = TakeTurns(bare_loop(channels_last, batches), answers_of(default))
    with TemporaryDirectory() as folder:
        learn(
            system=SpoofingSystem(network=network(options), lr=1e-3),
            datamodule=data,
            trainer=partial(
                Trainer, accelerator="cpu", max_steps=WARM_UP + options.steps,
                enable_progress_bar=False, enable_model_summary=False, limit_val_batches=0,
                limit_predict_batches=1, log_every_n_steps=10,
            ),
            folder=Path(folder),
            callbacks=[AuxiliaryLossSwitch(), turns],
            loggers=[CSVLogger(folder)],
        )  # fmt: skip
    default.terminate()
    report(options, {name: values[WARM_UP:] for name, values in turns.seconds.items()})


def report(options: argparse.Namespace, seconds: dict[str, list[float]]) -> None:
    """Medians, and the two ratios that are promised."""
    crops = options.batch * len(SCALES)
    for name, values in seconds.items():
        middle = median(values)
        print(f"{name:8} {1e3 * middle:8.1f} ms a step, {crops / middle:6.0f} crops/s")
    paired = zip(seconds["ours"], seconds["bare"], seconds["default"], strict=True)
    ratios = [(ours / bare, default / ours) for ours, bare, default in paired]
    print(f"ours / bare      {median(r for r, _ in ratios):.3f} (promised: at most 1.05)")
    print(f"default / ours   {median(r for _, r in ratios):.2f} (promised: at least 2)")


def default_loop(options: argparse.Namespace) -> None:
    """Answer each line on stdin with the seconds of one step, PyTorch's way."""
    data = data_module(options)
    draws = batched_draws(data, options.batch)
    batches = [contiguous(data.train_faces.__getitems__(d)) for d in draws]
    steps = bare_loop(relu_before_pool(network(options)), batches)
    for _ in sys.stdin:
        print(next(steps), flush=True)


def answers_of(process: subprocess.Popen[str]) -> Iterator[float]:
    """Seconds of one step in another process, when asked for."""
    assert process.stdin is not None
    assert process.stdout is not None
    while True:
        process.stdin.write("step\n")
        yield float(process.stdout.readline())


def bare_loop(net: MultiScaleNet, batches: list[Batch]) -> Iterator[float]:
    """Seconds of each step over batches in memory."""
    optimiser = SGD(net.train().parameters(), lr=1e-3, momentum=0.9, weight_decay=5e-4)
    for batch in cycle(batches):
        start = time.perf_counter()
        parts = loss_parts(net(batch.crops_bschw), batch.labels_b)
        optimiser.zero_grad()
        (parts.fused + 0.5 * parts.auxiliary).backward()
        optimiser.step()
        yield time.perf_counter() - start


def network(options: argparse.Namespace) -> MultiScaleNet:
    """A network with three scales fused by the LSTM."""
    backbone = BACKBONES[options.backbone]()
    fusion = LstmFusion(features=backbone.features, n_scales=len(SCALES))
    return MultiScaleNet(backbone=backbone, fusion=fusion)


def relu_before_pool(net: MultiScaleNet) -> MultiScaleNet:
    """The same network with its layers in the usual order."""
    layers = list(net.backbone.trunk)
    for at in [at for at, layer in enumerate(layers) if isinstance(layer, nn.MaxPool2d)]:
        layers[at : at + 2] = layers[at + 1], layers[at]
    net.backbone.trunk = nn.Sequential(*layers)
    return net


class ContiguousBatch(Batch):
    """A batch whose crops lie channel by channel."""

    @property
    def crops_bschw(self) -> torch.Tensor:
        """Already there."""
        return self.crops_bshwc


def contiguous(batch: Batch) -> Batch:
    """The batch in PyTorch's usual layout."""
    return ContiguousBatch(batch.crops_bschw.contiguous(), batch.labels_b, batch.sample_b)


def batched_draws(data: FaceDataModule, size: int) -> Iterator[list[Draw]]:
    """Draws of four batches."""
    n = len(data.train_faces)
    for batch in range(4):
        yield [Draw((batch * size + at) % n, at) for at in range(size)]


def data_module(options: argparse.Namespace) -> FaceDataModule:
    """Random patches: what they show makes no difference to time."""
    clips = tuple(
        Clip(
            path=f"{split}/{label}.avi", subject=f"{split}", split=split, label=label,
            pai_species="print" if label is Label.ATTACK else "",
        )
        for split in (Split.TRAIN, Split.TEST) for label in Label
    )  # fmt: skip
    index = pd.DataFrame(
        {
            "clip": np.repeat([clip.path for clip in clips], FACES // len(clips)),
            "frame": pd.array(list(range(FACES // len(clips))) * len(clips), dtype="Int64"),
            "status": "face",
            "row": pd.array(range(FACES), dtype="Int64"),
        }
    )
    patches = np.random.default_rng(0).integers(0, 256, (FACES, 240, 240, 3), dtype=np.uint8)
    geometry = {"settings": {"geometry": {"max_scale": 1.5, "patch_px": 240}}}
    return FaceDataModule(
        cache=PatchCache(folder=Path("random"), patches=patches, index=index, meta=geometry),
        protocol=Protocol(corpus="random", name="random", clips=clips),
        scales=SCALES,
        augment=AUGMENTATIONS[options.augment](),
        batch_size=options.batch,
    )


def parse() -> argparse.Namespace:
    """Options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--backbone", choices=BACKBONES, default="cnn_s")
    parser.add_argument("--augment", choices=AUGMENTATIONS, default="paper")
    parser.add_argument("--batch", type=int, default=32, help="faces, of three scales each")
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--default-loop", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    options = parse()
    torch.set_num_threads(options.threads)
    run: Callable[[argparse.Namespace], None] = default_loop if options.default_loop else main
    run(options)
