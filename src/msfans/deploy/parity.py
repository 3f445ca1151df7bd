"""Whether an exported model says what the network says: both score the same faces."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msfans.errors import BundleError

MAX_DIFFERENCE = 1e-4


def parity(
    expected: Mapping[str, NDArray[np.float64]], found: Mapping[str, NDArray[np.float64]]
) -> dict[str, Any]:
    """The largest difference of scores, over faces of several origins by name, and how many.

    BundleError where it is above MAX_DIFFERENCE.
    """
    largest = {name: float(np.abs(found[name] - each).max()) for name, each in expected.items()}
    worst = max(largest, key=lambda name: largest[name])
    if not largest[worst] <= MAX_DIFFERENCE:
        fact = f"scores {worst} faces {largest[worst]:.1e} away from the trained network"
        fix = f"at most {MAX_DIFFERENCE:g} is allowed: export with other versions of torch and onnx"
        raise BundleError("the exported model", fact, fix=fix)
    return {
        "score_difference": largest[worst],
        "limit": MAX_DIFFERENCE,
        "n_faces": sum(len(each) for each in expected.values()),
        "by_origin": {
            name: {"n_faces": len(each), "score_difference": largest[name]}
            for name, each in expected.items()
        },
    }
