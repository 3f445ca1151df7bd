"""What the paper's grid costs in time, disk and memory: python benchmarks/grid_cost.py [--help]

Steps and scoring are measured here, on one thread and in seconds of the processor, so that other
programs hardly count; the rest is arithmetic on the corpora's sizes, and the GPU is an estimate.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

import torch

sys.path.insert(0, str(Path(__file__).parent))
from training_step import batched_draws, data_module, network

from msfans.records import Split
from msfans.training.memory import keep_freed_memory
from msfans.training.system import loss_parts

STEPS, BATCH, DEVEL_PASSES = 60_000, 64, 10
FRAMES = {"casia_fasd": 111_000, "replay_attack": 300_000}
DEVEL = {"casia_fasd": 48 / 600, "replay_attack": 360 / 1200}
TEST = {"casia_fasd": 360 / 600, "replay_attack": 480 / 1200}
PATCH_BYTES, ROW_BYTES = 240 * 240 * 3, 110
GPU_STEP_S = (0.005, 0.010)  # assumed: launches and Lightning's own work; the networks are small
LOADERS = 8


class Cells(NamedTuple):
    """Cells of the grid that cost the same."""

    what: str
    count: int
    backbone: str
    scales: int
    corpus: str


GRID = (
    Cells("II: single scales (III chooses among them)", 7, "cnn_s", 1, "casia_fasd"),
    Cells("III: five triples x avg, concat, lstm", 15, "cnn_s", 3, "casia_fasd"),
    Cells("IV: CNN_D beside a cell of III", 1, "cnn_d", 3, "casia_fasd"),
    Cells("V: CNN_S", 1, "cnn_s", 3, "replay_attack"),
    Cells("V: CNN_D", 1, "cnn_d", 3, "replay_attack"),
)


def measure(backbone: str, steps: int) -> dict[str, float]:
    """Crops a second in training and in scoring, frames a second in loading; sizes in MB."""
    torch.set_num_threads(1)
    keep_freed_memory()
    options = argparse.Namespace(backbone=backbone, batch=BATCH, augment="paper")
    data = data_module(options)
    faces = data.faces(Split.TRAIN, augment=data.augment)  # a corpus's crops do not fit in memory
    net = network(options).to(memory_format=torch.channels_last)
    draws = next(batched_draws(data, BATCH))
    batch = faces.__getitems__(draws)
    optimiser = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9, weight_decay=5e-4)

    def train() -> None:
        parts = loss_parts(net(batch.crops_bschw), batch.labels_b)
        optimiser.zero_grad()
        (parts.fused + 0.5 * parts.auxiliary).backward()
        optimiser.step()

    crops = batch.crops_bschw.shape[0] * batch.crops_bschw.shape[1]
    train_s = cpu_seconds(train, steps)
    with torch.no_grad():
        score_s = cpu_seconds(lambda: net.eval()(batch.crops_bschw), steps)
    load_s = cpu_seconds(lambda: faces.__getitems__(draws), 4 * steps)
    return {
        "train_crops_per_s": crops / train_s,
        "score_crops_per_s": crops / score_s,
        "load_frames_per_s": BATCH / load_s,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "weights_mb": sum(each.numel() for each in net.state_dict().values()) * 4e-6,
    }


def cpu_seconds(act: Callable[[], object], times: int) -> float:
    """Median seconds of the processor, after one time to warm up."""
    act()
    seconds = []
    for _ in range(times):
        start = time.process_time()
        act()
        seconds.append(time.process_time() - start)
    return median(seconds)


def cell_hours(cells: Cells, speed: dict[str, float]) -> float:
    """Hours of one thread that one of the cells takes: steps, devel passes, the last scoring."""
    frames = FRAMES[cells.corpus]
    scored = frames * (DEVEL[cells.corpus] * (DEVEL_PASSES + 1) + TEST[cells.corpus])
    trained_s = STEPS * BATCH * cells.scales / speed["train_crops_per_s"]
    trained_s += STEPS * BATCH / speed["load_frames_per_s"]
    return (trained_s + scored * cells.scales / speed["score_crops_per_s"]) / 3600


def report(speeds: dict[str, dict[str, float]]) -> None:
    """The measurements, a line for each kind of cell, and the sums."""
    for name, speed in speeds.items():
        print(f"{name}: " + ", ".join(f"{key} {value:.0f}" for key, value in speed.items()))
    hours = [cell_hours(cells, speeds[cells.backbone]) for cells in GRID]
    for cells, each in zip(GRID, hours, strict=True):
        print(f"{cells.what}: {cells.count} x {each:.1f} h")
    n_cells = sum(cells.count for cells in GRID)
    total = sum(cells.count * each for cells, each in zip(GRID, hours, strict=True))
    print(f"one thread of a CPU: {n_cells} cells, {total:.0f} h = {total / 24:.1f} days")
    print(f"a machine or cluster with a thread for each cell: {max(hours):.0f} h, the longest cell")
    loading = n_cells * STEPS * BATCH / (LOADERS * speeds["cnn_s"]["load_frames_per_s"]) / 3600
    low, high = (n_cells * STEPS * step_s / 3600 for step_s in GPU_STEP_S)
    print(
        f"one GPU (worked out, not measured): steps of {GPU_STEP_S} s would take {low:.1f} to "
        f"{high:.1f} h, {LOADERS} loader processes {loading:.1f} h; the longer of the two counts"
    )
    caches = {name: count * PATCH_BYTES / 1e9 for name, count in FRAMES.items()}
    print("patch caches: " + ", ".join(f"{name} {size:.0f} GB" for name, size in caches.items()))
    kept = sum(cells.count * kept_mb(cells, speeds) for cells in GRID) / 1e3
    print(f"weights and scores of all cells: {kept:.1f} GB; memory: the peak above and crops kept")


def kept_mb(cells: Cells, speeds: dict[str, dict[str, float]]) -> float:
    """What one cell leaves: weights, scores and fusion weights (as large as the scores)."""
    frames = FRAMES[cells.corpus] * (DEVEL[cells.corpus] + TEST[cells.corpus])
    return speeds[cells.backbone]["weights_mb"] + 2 * frames * ROW_BYTES / 1e6


def main() -> None:
    """Measure each network in a process of its own, and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=5, help="measured, after one to warm up")
    parser.add_argument("--measure", choices=("cnn_s", "cnn_d"), help=argparse.SUPPRESS)
    words = parser.parse_args()
    if words.measure:
        print(json.dumps(measure(words.measure, words.steps)))
        return
    command = [sys.executable, __file__, "--steps", str(words.steps), "--measure"]
    names = ("cnn_s", "cnn_d")
    report({name: json.loads(subprocess.check_output([*command, name])) for name in names})


if __name__ == "__main__":
    main()
