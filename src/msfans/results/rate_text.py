"""A rate as people read it: in percent, with the decimals that its presentations resolve."""

from math import ceil, log10

from msfans.metrics.intervals import Interval


def rate_text(rate: float | None, *, n: int) -> str:
    """`12.3` of a rate out of n presentations; `no score` where there is no rate."""
    return "no score" if rate is None else f"{100 * rate:.{decimals(n)}f}"


def bounds_text(bounds: Interval | None, *, n: int) -> str:
    """`[4.5, 20.1]`; empty where there is no interval."""
    if bounds is None:
        return ""
    return f"[{rate_text(bounds.low, n=n)}, {rate_text(bounds.high, n=n)}]"


def decimals(n: int) -> int:
    """Decimals of a percentage out of n presentations: one for 90, two for 480, three at most."""
    return min(3, max(1, ceil(log10(n)) - 1))


def percent(rate: float) -> str:
    """`12.34 %`, for a sentence."""
    return f"{100 * rate:.2f} %"
