"""Errors counted, with the exact interval of their rate."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msfans.metrics.binomial import Limits, exact_limits


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCount:
    """Errors among `n` presentations of one kind."""

    n_errors: int
    n: int

    @property
    def limits(self) -> Limits:
        """The exact 95 % interval of the rate (Clopper and Pearson)."""
        return exact_limits(self.n_errors, n=self.n)

    def to_json(self) -> dict[str, Any]:
        """Counts, rate and interval."""
        low, high = self.limits
        return asdict(self) | {"rate": self.n_errors / self.n, "low": low, "high": high}


def counted(wrong_n: NDArray[np.bool_]) -> ErrorCount:
    """How many of them are wrong."""
    return ErrorCount(n_errors=int(np.count_nonzero(wrong_n)), n=len(wrong_n))
