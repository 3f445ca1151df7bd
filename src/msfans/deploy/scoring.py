"""The model of a bundle at work: crops in, scores out."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from msfans.deploy.onnx_file import open_model
from msfans.errors import UsageError
from msfans.records import INPUT_PX

FACES_AT_ONCE = 64


class Scores(NamedTuple):
    """Float64 scores (b,) in [0, 1], and each scale's weight (b, s) where the fusion has them."""

    score_b: NDArray[np.float64]
    alpha_bs: NDArray[np.float32] | None


class Scorer:
    """An exported model, whose content is `model`; `where` names it in errors.

    `threads` are those of one run; any number of threads may share a scorer.
    """

    def __init__(self, model: bytes, *, where: str, n_scales: int, threads: int = 1) -> None:
        self.shape = (n_scales, INPUT_PX, INPUT_PX, 3)
        self.session = open_model(model, where=where, threads=threads)

    def scores(self, crops_bshwc: NDArray[np.uint8]) -> Scores:
        """Scores of what `judged_crops` gives, stacked; ValueError without any."""
        if not len(crops_bshwc):
            raise ValueError("no crops")  # onnxruntime would abort the process
        if crops_bshwc.dtype != np.uint8 or crops_bshwc.shape[1:] != self.shape:
            fact = f"are {crops_bshwc.dtype} of shape {crops_bshwc.shape}"
            raise UsageError("the crops", fact, fix=f"give uint8 of shape (n, {self.shape})")
        crops_bshwc = np.ascontiguousarray(crops_bshwc)
        starts = range(0, len(crops_bshwc), FACES_AT_ONCE)
        parts = [
            self.session.run(None, {"crops": crops_bshwc[at : at + FACES_AT_ONCE]}) for at in starts
        ]
        score_b, *alpha_bs = (np.concatenate(column) for column in zip(*parts, strict=True))
        return Scores(score_b, alpha_bs[0] if alpha_bs else None)
