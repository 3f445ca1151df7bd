"""What a decision costs: `python benchmarks/deploy.py [BUNDLE]`.

On one thread, detector aside: crops of three scales and the model's run for one face, beside the
two networks of `minifasnet.py` in onnxruntime, in turns of several calls. Then the whole path on a
frame of 640 x 480, and the import of the session in a process of its own. Without a BUNDLE, an
untrained CNN_S with LSTM fusion at scales 1.1, 1.2 and 1.3 is exported, as float32 and as int8:
weights do not change what it costs. Times are of CPU, which other programs disturb least, and
medians: of the first call of each turn, whose weights and code the others have driven out of the
caches, and of the calls that follow in a row.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import cv2
import minifasnet
import numpy as np
import onnxruntime
import torch
from torch import nn

from msfans.deploy.bundle import Bundle, Species, Threshold, Thresholds
from msfans.deploy.export import to_onnx, without_exporter_warnings
from msfans.deploy.gates import Gates
from msfans.deploy.publish import write_bundle
from msfans.deploy.quantise import quantised
from msfans.deploy.self_test import self_test_frames
from msfans.deploy.session import Detector
from msfans.media.alignment import PatchGeometry
from msfans.media.faces import YunetOnet
from msfans.models.backbones import CnnS
from msfans.models.fusion import LstmFusion
from msfans.models.network import MultiScaleNet

TURNS, CALLS = 60, 10
SCALES = (1.1, 1.2, 1.3)
N_PICTURES = 64
PAIR = "two stand-ins"


def stand_ins() -> Callable[[], object]:
    """One run of both networks on one picture, by one thread; tells their size."""
    pictures = minifasnet.pictures(list(self_test_frames().values()), n=N_PICTURES)
    networks = {
        "MiniFASNetV2": minifasnet.minifasnet(minifasnet.V2, squeeze=False),
        "MiniFASNetV1SE": minifasnet.minifasnet(minifasnet.V1, squeeze=True),
    }
    runs = []
    for name, network in networks.items():
        minifasnet.as_if_trained(network, pictures)
        print(f"stand-in for {name}: {minifasnet.macs(network) / 1e6:.1f} MMAC")
        runs.append(in_onnxruntime(network, pictures[:1]))
    return lambda: [run() for run in runs]


def in_onnxruntime(network: nn.Module, picture_nchw: torch.Tensor) -> Callable[[], object]:
    """One run of the network on one picture, by one thread."""
    with without_exporter_warnings():
        program = torch.onnx.export(
            network, (picture_nchw,), dynamo=True, opset_version=20, verbose=False
        )
    assert program is not None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    model = program.model_proto.SerializeToString()
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    given = {session.get_inputs()[0].name: picture_nchw.numpy()}
    return lambda: session.run(None, given)


def untrained_bundles(folder: Path) -> dict[str, Path]:
    """CNN_S with LSTM fusion at three scales, of random weights, in both precisions."""
    fusion = LstmFusion(features=1024, n_scales=len(SCALES))
    network = MultiScaleNet(backbone=CnnS(), fusion=fusion).eval()
    exact = to_onnx(network)
    crops = np.random.default_rng(0).integers(0, 256, (16, len(SCALES), 112, 112, 3), np.uint8)
    models = {"float32": exact, "int8": quantised(exact, crops)}
    return {
        precision: write_bundle(folder / precision, record(), model=model).folder
        for precision, model in models.items()
    }


def record() -> Bundle:
    """What bundle.json says of a network that learnt nothing."""
    threshold = Threshold(
        value=0.5, low=None, high=None, eer_devel=0.5, chosen_on="nothing",
        n_bona_fide=0, n_attack=0, n_subjects=0,
    )  # fmt: skip
    return Bundle(
        scales=SCALES,
        geometry=PatchGeometry(),
        detector=json.loads(YunetOnet().fingerprint),
        gates=Gates(),
        thresholds=Thresholds(frame=threshold, video=threshold),
        species=Species(trained_on=(), not_trained_on=()),
        licence="untrained",
        parity={"score_difference": 0.0, "n_faces": 0},
        quantisation=None,
        provenance={"data": {"corpus": "none", "protocol": "none", "embedded": True}},
    )


class Cost(NamedTuple):
    """Milliseconds of CPU: of a call after other work, and of one in a row."""

    first: float
    in_a_row: float


def costs(works: dict[str, Callable[[], object]]) -> dict[str, Cost]:
    """Of each work, after a turn that does not count."""
    taken: dict[str, list[list[float]]] = {name: [] for name in works}
    for _ in range(TURNS + 1):
        for name, work in works.items():
            taken[name].append([milliseconds(work) for _ in range(CALLS)])
    return {
        name: Cost(
            statistics.median(turn[0] for turn in turns[1:]),
            statistics.median(call for turn in turns[1:] for call in turn[1:]),
        )
        for name, turns in taken.items()
    }


def milliseconds(work: Callable[[], object]) -> float:
    """That the processor spends on one call."""
    start = time.process_time()
    work()
    return 1e3 * (time.process_time() - start)


def import_s() -> float:
    """CPU seconds that a new process takes to import the session, least of five."""
    code = (
        "import time; start = time.process_time(); import msfans.deploy.session; "
        "print(time.process_time() - start)"
    )
    command = [sys.executable, "-c", code]
    answers = [subprocess.run(command, capture_output=True, check=True).stdout for _ in range(5)]
    return min(float(answer) for answer in answers)


def works(detectors: Mapping[str, Detector]) -> dict[str, Callable[[], object]]:
    """What is timed: the pair, and of each bundle the model, the decision and the whole path."""
    rgb = cv2.resize(self_test_frames()["2_bona_fide.jpg"], (640, 480)).astype(np.uint8)
    any_detector = next(iter(detectors.values()))
    (face,) = any_detector.find(rgb)
    crops = any_detector.crops(rgb, face.landmarks_xy)
    timed: dict[str, Callable[[], object]] = {
        PAIR: stand_ins(),
        "crops": lambda: any_detector.crops(rgb, face.landmarks_xy),
    }
    for name, each in detectors.items():
        timed[f"{name}: model"] = lambda each=each: each.score_crops(crops[None])
        timed[f"{name}: crops and model"] = lambda each=each: each.decide_faces([(rgb, face)])
        timed[f"{name}: detector too"] = lambda each=each: each.decide(rgb)
    return timed


def measure(folders: Mapping[str, Path]) -> None:
    """Measure bundles, and print."""
    cv2.setNumThreads(1)
    detectors = {name: Detector(folder) for name, folder in folders.items()}
    cost = costs(works(detectors))
    print(f"{'milliseconds of CPU':26} {'first':>7} {'in a row':>9}")
    for name, each in cost.items():
        print(f"{name:26} {each.first:7.2f} {each.in_a_row:9.2f}")
    for name in detectors:
        ours, theirs = cost[f"{name}: crops and model"], cost[PAIR]
        ratios = [own / other for own, other in zip(ours, theirs, strict=True)]
        print(f"{name + ' / ' + PAIR:26} {ratios[0]:7.2f} {ratios[1]:9.2f}")
    for name in detectors:
        frames_per_s = 1e3 / cost[f"{name}: detector too"].in_a_row
        print(f"{name}: 640 x 480, detector and decision: {frames_per_s:.0f} frames/s")
    print(f"import of msfans.deploy.session: {import_s():.2f} s of CPU")


if __name__ == "__main__":
    torch.set_num_threads(1)
    if sys.argv[1:]:
        measure({"bundle": Path(sys.argv[1])})
    else:
        with TemporaryDirectory() as temporary:
            measure(untrained_bundles(Path(temporary)))
