"""An exported model with int8 layers: smaller, and a little different. Needs the extra `export`."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from msfans.errors import UsageError

LAYERS = ("Conv", "Gemm", "MatMul")
FACES_AT_ONCE = 16


class CalibrationCrops:
    """Hands crops to onnxruntime, which asks until there are no more."""

    def __init__(self, crops_bshwc: NDArray[np.uint8]) -> None:
        starts = range(0, len(crops_bshwc), FACES_AT_ONCE)
        self.batches = ({"crops": crops_bshwc[at : at + FACES_AT_ONCE]} for at in starts)

    def get_next(self) -> dict[str, NDArray[np.uint8]] | None:
        """The next batch."""
        return next(self.batches, None)


def quantised(model: bytes, calibration_bshwc: NDArray[np.uint8]) -> bytes:
    """The model with its convolutions, but the first, and its dense layers in int8.

    Ranges of activations are those that the calibration crops show; each output channel has a scale
    of its own. Weights keep to 7 bits, as sums of 16 bits overflow on processors without VNNI. The
    first convolution stays: its three channels gain no speed, and cost half of the exactness. So do
    the LSTM, the scaling of pixels and the sigmoid.
    """
    try:
        import onnx
        from onnxruntime.quantization import QuantType, quantize_static
    except ImportError as error:
        fix = "run: pip install 'msfans[export]'"
        raise UsageError("--int8", "needs onnx", fix=fix) from error
    nodes = onnx.load_from_string(model).graph.node
    first = next(node.name for node in nodes if node.op_type == "Conv")
    with TemporaryDirectory() as folder, without_advice():
        before, after = Path(folder) / "float32.onnx", Path(folder) / "int8.onnx"
        before.write_bytes(model)
        quantize_static(
            before,
            after,
            CalibrationCrops(calibration_bshwc),  # type: ignore[arg-type] - it only asks for get_next
            op_types_to_quantize=list(LAYERS),
            nodes_to_exclude=[first],
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
        )
        return after.read_bytes()


@contextmanager
def without_advice() -> Iterator[None]:
    """It advises on the root logger to optimise the model first, which the exporter has done."""
    disabled = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(disabled)
