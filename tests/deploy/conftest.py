"""A bundle of an untrained small network, written once, and frames to decide on."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from msfans.deploy.bundle import Bundle, Species, Threshold, Thresholds
from msfans.deploy.decision import NO_FACE, judged
from msfans.deploy.export import to_onnx
from msfans.deploy.gates import Gates
from msfans.deploy.publish import write_bundle
from msfans.deploy.self_test import self_test_frames
from msfans.media.alignment import TEMPLATE_XY, PatchGeometry
from msfans.media.faces import Face
from msfans.models.backbones import CnnS
from msfans.models.fusion import LstmFusion
from msfans.models.network import MultiScaleNet
from msfans.records import FaceBox

SCALES = (0.9, 1.2)
MakeBundle = Callable[..., Bundle]


@pytest.fixture(scope="session")
def network() -> MultiScaleNet:
    """Two scales and an LSTM, weights of a fixed seed."""
    torch.manual_seed(0)
    backbone = CnnS(features=16)
    fusion = LstmFusion(features=16, n_scales=len(SCALES))
    return MultiScaleNet(backbone=backbone, fusion=fusion).eval()


@pytest.fixture(scope="session")
def model(network) -> bytes:
    """The network as ONNX."""
    return to_onnx(network)


def threshold(value: float) -> Threshold:
    return Threshold(
        value=value,
        low=value - 0.1,
        high=value + 0.1,
        eer_devel=0.25,
        chosen_on="tiny devel",
        n_bona_fide=8,
        n_attack=24,
        n_subjects=2,
    )


@pytest.fixture(scope="session")
def make_bundle() -> MakeBundle:
    """A record that was not written yet; keywords override."""

    def make(**changes) -> Bundle:
        parts = {
            "scales": SCALES,
            "geometry": PatchGeometry(),
            "detector": YUNET_ONET,
            "gates": Gates(),
            "thresholds": Thresholds(frame=threshold(0.5), video=threshold(0.6)),
            "species": Species(trained_on=("print_photo",), not_trained_on=("makeup",)),
            "licence": "free",
            "parity": {"score_difference": 1e-7, "n_faces": 4},
            "quantisation": None,
            "provenance": {"data": {"corpus": "tiny", "protocol": "all", "embedded": True}},
        }
        return Bundle(**(parts | changes))

    return make


YUNET_ONET = {
    "detector": "yunet_onet",
    "blur_px": 1.0,
    "max_side_px": 320,
    "min_confidence": 0.6,
    "version": 2,
    "onet_sha256": "d80f19b44f72e45dd2b7d01384d56994220f60d9417b2a7fbba9041ef1d75e52",
    "yunet_sha256": "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
}


@pytest.fixture(scope="session")
def written(make_bundle, model, tmp_path_factory) -> Bundle:
    """The bundle on the disk; to be copied before anything in it is changed."""
    return write_bundle(tmp_path_factory.mktemp("bundles") / "tiny", make_bundle(), model=model)


@pytest.fixture
def folder(written, tmp_path) -> Path:
    """A copy of the bundle's folder to do harm to."""
    copy = tmp_path / "bundle"
    copy.mkdir()
    for path in written.folder.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    return copy


@pytest.fixture(scope="session")
def frames():
    """The frames that ship with the package, by name."""
    return self_test_frames()


class BrightDetector:
    """Stands in for `Detector`: the whole frame is a face, and its score the mean of its red.

    A frame without any red shows no face. The box of a decision is the frame.
    """

    threshold, video_threshold = 0.5, 0.6

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle

    def find(self, rgb):
        height, width = rgb.shape[:2]
        points = (TEMPLATE_XY + 0.5) * (width / 112, height / 112)
        box = FaceBox(left=0, top=0, width=width, height=height)
        face = Face(box=box, landmarks_xy=points.astype(np.float32), confidence=1.0)
        return [face] if rgb[..., 0].any() else []

    def decide_faces(self, faces):
        weights = {0.9: 0.25, 1.2: 0.75}
        scored = [(float(rgb[..., 0].mean() / 255), face.box) for rgb, face in faces]
        return [judged(score, threshold=0.5, box=box, weights=weights) for score, box in scored]

    def decide(self, rgb):
        return self.decide_faces([(rgb, face) for face in self.find(rgb)]) or [NO_FACE]


@pytest.fixture
def bright_detector(make_bundle) -> BrightDetector:
    """A detector whose scores can be told from the frame."""
    return BrightDetector(make_bundle(folder=Path("bundles/bright")))
