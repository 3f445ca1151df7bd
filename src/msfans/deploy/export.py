"""From a trained network to one ONNX model, and how exactly that repeats it. Needs torch."""

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from msfans.errors import UsageError
from msfans.models.network import MultiScaleNet
from msfans.records import INPUT_PX

OPSET = 20
FACES_AT_ONCE = 64


class ScoringNet(nn.Module):
    """A network from crops as they lie in memory to scores, and alphas where the fusion has them.

    The sigmoid is taken in double precision, as it is in training: sure faces must not tie.
    """

    def __init__(self, network: MultiScaleNet) -> None:
        super().__init__()
        self.network = network

    def forward(self, crops_bshwc: Tensor) -> tuple[Tensor, ...]:
        """Scores (b,) in [0, 1], float64; alphas (b, s)."""
        logits = self.network(crops_bshwc.permute(0, 1, 4, 2, 3))
        score_b = logits.margin_b.sigmoid()
        return (score_b,) if logits.alpha_bs is None else (score_b, logits.alpha_bs)


def to_onnx(network: MultiScaleNet) -> bytes:
    """The model as one file's content: uint8 `crops` (b, s, 112, 112, 3) to `score` and `alpha`."""
    scoring = ScoringNet(network).cpu().float().eval()
    crops_bshwc = torch.zeros(2, network.fusion.n_scales, INPUT_PX, INPUT_PX, 3, dtype=torch.uint8)
    with torch.no_grad(), without_exporter_warnings():
        n_outputs = len(scoring(crops_bshwc))
        program = exporter()(
            scoring,
            (crops_bshwc,),
            dynamo=True,
            opset_version=OPSET,
            input_names=["crops"],
            output_names=["score", "alpha"][:n_outputs],
            dynamic_shapes={"crops_bshwc": {0: torch.export.Dim("b")}},
            verbose=False,
        )
    assert program is not None
    return program.model_proto.SerializeToString()


def exporter() -> Callable[..., torch.onnx.ONNXProgram | None]:
    """torch's; UsageError where the packages that it needs are missing."""
    try:
        import onnxscript  # noqa: F401 - torch imports it itself, with a message of its own
    except ImportError as error:
        fix = "run: pip install 'msfans[export]'"
        raise UsageError("export", "needs onnx and onnxscript", fix=fix) from error
    return torch.onnx.export


@contextmanager
def without_exporter_warnings() -> Iterator[None]:
    """The exporter warns of torchvision, which is not needed, and of its own internals."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def torch_scores(network: MultiScaleNet, crops_bshwc: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Scores (b,) of the network itself."""
    scoring = ScoringNet(network).eval()
    with torch.no_grad():
        parts = [
            scoring(torch.from_numpy(crops_bshwc[at : at + FACES_AT_ONCE]))[0].numpy()
            for at in range(0, len(crops_bshwc), FACES_AT_ONCE)
        ]
    return np.concatenate(parts)
