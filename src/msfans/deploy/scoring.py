"""The model of a bundle at work: crops in, scores out."""

from typing import NamedTuple

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from msfans.deploy.onnx_file import FIX, open_model
from msfans.errors import BundleError, UsageError
from msfans.records import INPUT_PX

FACES_AT_ONCE = 64


class Scores(NamedTuple):
    """Float64 scores (b,) in [0, 1], and each scale's weight (b, s) where the fusion has them."""

    score_b: NDArray[np.float64]
    alpha_bs: NDArray[np.float32] | None


class Scorer:
    """An exported model, whose content is `model`; `where` names it in errors.

    `threads` are those of one run; any number of threads may share a scorer. BundleError where the
    model is none for so many scales.
    """

    def __init__(self, model: bytes, *, where: str, n_scales: int, threads: int = 1) -> None:
        self.where = where
        self.shape = (n_scales, INPUT_PX, INPUT_PX, 3)
        self.session = open_model(model, where=where, threads=threads)
        self.refuse_other_interface(n_scales)

    def refuse_other_interface(self, n_scales: int) -> None:
        """BundleError unless the model takes crops and gives scores, and alphas or none."""
        crops, alpha = (named_shape("n", *shape) for shape in (self.shape, (n_scales,)))
        takes, gives = [f"crops uint8 {crops}"], ["score double (n)", f"alpha float {alpha}"]
        inputs = [described(each) for each in self.session.get_inputs()]
        outputs = [described(each) for each in self.session.get_outputs()]
        if inputs != takes or outputs not in (gives, gives[:1]):
            fact = f"takes {', '.join(inputs)} and gives {', '.join(outputs)}"
            fact += f", and not {', '.join(takes)} and {', '.join(gives)} or no alpha"
            raise BundleError(self.where, fact, fix=FIX)

    def scores(self, crops_bshwc: NDArray[np.uint8]) -> Scores:
        """Scores of what `judged_crops` gives, stacked; ValueError without any.

        BundleError where the model gives anything else than a score in [0, 1] for each.
        """
        if not len(crops_bshwc):
            raise ValueError("no crops")  # onnxruntime would abort the process
        if crops_bshwc.dtype != np.uint8 or crops_bshwc.shape[1:] != self.shape:
            fact = f"are {crops_bshwc.dtype} of shape {crops_bshwc.shape}"
            fix = f"give uint8 of shape {named_shape('n', *self.shape)}"
            raise UsageError("the crops", fact, fix=fix)
        crops_bshwc = np.ascontiguousarray(crops_bshwc)
        starts = range(0, len(crops_bshwc), FACES_AT_ONCE)
        parts = [
            self.session.run(None, {"crops": crops_bshwc[at : at + FACES_AT_ONCE]}) for at in starts
        ]
        score_b, *alpha_bs = (np.concatenate(column) for column in zip(*parts, strict=True))
        if len(score_b) != len(crops_bshwc) or not ((score_b >= 0) & (score_b <= 1)).all():
            raise BundleError(self.where, "gives no score in [0, 1] for some faces", fix=FIX)
        return Scores(score_b, alpha_bs[0] if alpha_bs else None)


def described(value: onnxruntime.NodeArg) -> str:
    """An input or output of a model, such as `score double (n)`; n is a side of any length."""
    kind = value.type.removeprefix("tensor(").removesuffix(")")
    sides = (each if isinstance(each, int) else "n" for each in value.shape)
    return f"{value.name} {kind} {named_shape(*sides)}"


def named_shape(*sides: int | str) -> str:
    """Such as (n, 3, 112, 112, 3)."""
    return f"({', '.join(map(str, sides))})"
