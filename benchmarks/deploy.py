"""What a decision costs: `python benchmarks/deploy.py [BUNDLE]`.

On one thread, detector aside: crops of three scales and the model's run for one face, beside two
networks of MiniFASNet's kind and size (depthwise separable, 40.8 MMAC each, random weights) in
onnxruntime, turn by turn in the same run. Then the whole path on a frame of 640 x 480,
and the import of the session in a process of its own. Without a BUNDLE, an untrained CNN_S with
LSTM fusion at scales 1.1, 1.2 and 1.3 is exported: weights do not change what it costs. Each is
timed in seconds of CPU, which other programs disturb least; the median of the rounds counts, and
the smallest is shown beside it.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
import onnxruntime
import torch
from torch import nn

from msfans.deploy.bundle import Bundle, Species, Threshold, Thresholds
from msfans.deploy.export import quiet, to_onnx
from msfans.deploy.gates import Gates
from msfans.deploy.publish import write_bundle
from msfans.deploy.self_test import self_test_frames
from msfans.deploy.session import Detector
from msfans.media.alignment import PatchGeometry
from msfans.media.faces import YunetOnet
from msfans.models.backbones import CnnS
from msfans.models.cost import layer_macs
from msfans.models.fusion import LstmFusion
from msfans.models.network import MultiScaleNet

ROUNDS = 200
SCALES = (1.1, 1.2, 1.3)
STEM, EMBEDDING = 32, 128
INPUT_PX, LAST_PX = 80, 5
STAGES = (
    (103, 64, (13, 26, 13, 52)),
    (231, 128, (154, 52, 26, 52, 26, 26)),
    (308, 128, (26, 26)),
)
"""Widths of MiniFASNet, 40.8 MMAC: within a halving block, channels behind it, and within each of
the blocks that keep the size."""


class Separable(nn.Module):
    """Pointwise, depthwise, pointwise; added to its input where the size stays."""

    def __init__(self, inputs: int, width: int, outputs: int, *, stride: int) -> None:
        super().__init__()
        self.keeps = stride == 1
        self.layers = nn.Sequential(
            *activated(nn.Conv2d(inputs, width, 1, bias=False)),
            *activated(nn.Conv2d(width, width, 3, stride, 1, groups=width, bias=False)),
            nn.Conv2d(width, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.layers(x) if self.keeps else self.layers(x)


def activated(convolution: nn.Conv2d) -> list[nn.Module]:
    """A convolution, batch norm and PReLU."""
    channels = convolution.out_channels
    return [convolution, nn.BatchNorm2d(channels), nn.PReLU(channels)]


def stand_in() -> nn.Module:
    """A network of MiniFASNet's kind and size: 80 px in, three classes out."""
    layers = activated(nn.Conv2d(3, STEM, 3, 2, 1, bias=False))
    layers += activated(nn.Conv2d(STEM, STEM, 3, 1, 1, groups=STEM, bias=False))
    inputs = STEM
    for halving, outputs, keeping in STAGES:
        layers.append(Separable(inputs, halving, outputs, stride=2))
        layers += [Separable(outputs, width, outputs, stride=1) for width in keeping]
        inputs = outputs
    layers += activated(nn.Conv2d(inputs, 512, 1, bias=False))
    layers += [nn.Conv2d(512, 512, LAST_PX, groups=512, bias=False), nn.BatchNorm2d(512)]
    layers += [nn.Flatten(), nn.Linear(512, EMBEDDING, bias=False), nn.Linear(EMBEDDING, 3)]
    return nn.Sequential(*layers, nn.Softmax(1)).eval()


def macs(network: nn.Module) -> int:
    """Multiply-accumulate operations of one picture."""
    counted: list[int] = []
    for module in network.modules():
        module.register_forward_hook(
            lambda layer, given, output: counted.append(layer_macs(layer, given[0], output))
        )
    with torch.no_grad():
        network(torch.zeros(1, 3, INPUT_PX, INPUT_PX))
    return sum(counted)


def in_onnxruntime(network: nn.Module) -> Callable[[], object]:
    """One run of the network on one picture, by one thread."""
    with quiet():
        picture = (torch.zeros(1, 3, INPUT_PX, INPUT_PX),)
        program = torch.onnx.export(network, picture, dynamo=True, opset_version=20, verbose=False)
    assert program is not None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    model = program.model_proto.SerializeToString()
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    given = np.random.default_rng(0).random((1, 3, INPUT_PX, INPUT_PX), dtype=np.float32)
    return lambda: session.run(None, {name: given})


def untrained_bundle(folder: Path) -> Path:
    """CNN_S with LSTM fusion at three scales, of random weights."""
    fusion = LstmFusion(features=1024, n_scales=len(SCALES))
    network = MultiScaleNet(backbone=CnnS(), fusion=fusion).eval()
    threshold = Threshold(
        value=0.5, low=None, high=None, eer_devel=0.5, chosen_on="nothing",
        n_bona_fide=0, n_attack=0, n_subjects=0,
    )  # fmt: skip
    bundle = Bundle(
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
    return write_bundle(folder / "bundle", bundle, model=to_onnx(network)).folder


def rounds(works: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    """CPU milliseconds of each work, turn by turn, after a first turn that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(ROUNDS + 1):
        for name, work in works.items():
            start = time.process_time()
            work()
            if turn:
                taken[name].append(1e3 * (time.process_time() - start))
    return taken


def import_s() -> float:
    """CPU seconds that a new process takes to import the session, least of five."""
    code = (
        "import time; start = time.process_time(); import msfans.deploy.session; "
        "print(time.process_time() - start)"
    )
    command = [sys.executable, "-c", code]
    answers = [subprocess.run(command, capture_output=True, check=True).stdout for _ in range(5)]
    return min(float(answer) for answer in answers)


def measure(folder: Path) -> None:
    """Measure a bundle, and print."""
    cv2.setNumThreads(1)
    detector = Detector(folder)
    rgb = cv2.resize(self_test_frames()["2_bona_fide.jpg"], (640, 480)).astype(np.uint8)
    (face,) = detector.find(rgb)
    pair = [stand_in(), stand_in()]
    print(f"stand-in: 2 networks of {macs(pair[0]) / 1e6:.1f} MMAC")
    first, second = map(in_onnxruntime, pair)
    crops = detector.crops(rgb, face.landmarks_xy)[None]
    taken = rounds(
        {
            "crops": lambda: detector.crops(rgb, face.landmarks_xy),
            "model": lambda: detector.score_crops(crops),
            "crops and model": lambda: detector.decide_faces([(rgb, face)]),
            "two stand-ins": lambda: (first(), second()),
            "detector and decision": lambda: detector.decide(rgb),
        }
    )
    for name, each in taken.items():
        print(f"{name:22} {statistics.median(each):7.2f} ms (least {min(each):.2f})")
    for kind, pick in (("medians", statistics.median), ("least", min)):
        ratio = pick(taken["crops and model"]) / pick(taken["two stand-ins"])
        print(f"one face / two stand-ins, {kind}: {ratio:.2f}")
    frames_per_s = 1e3 / statistics.median(taken["detector and decision"])
    print(f"640 x 480, detector and decision: {frames_per_s:.0f} frames/s")
    print(f"import of msfans.deploy.session: {import_s():.2f} s of CPU")


if __name__ == "__main__":
    torch.set_num_threads(1)
    if sys.argv[1:]:
        measure(Path(sys.argv[1]))
    else:
        with TemporaryDirectory() as temporary:
            measure(untrained_bundle(Path(temporary)))
