"""What a count of errors among independent presentations says of the rate behind it: exactly."""

from collections.abc import Iterator
from itertools import accumulate, takewhile
from math import ceil, exp, fsum, lgamma, log, log1p
from typing import NamedTuple

BISECTIONS = 60  # halves [0, 1] below the spacing of floats there


class Limits(NamedTuple):
    """Lower and upper limit of a rate, in [0, 1]."""

    low: float
    high: float


def probability_of_at_most(errors: int, *, n: int, rate: float) -> float:
    """P(X <= errors) of a binomial X with `n` trials of probability `rate`."""
    if errors >= n or rate <= 0:
        return float(errors >= 0)
    if rate >= 1:
        return 0.0
    return min(1.0, fsum(_mass(k, n, rate) for k in range(errors + 1)))


def _mass(k: int, n: int, rate: float) -> float:
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return exp(ways + k * log(rate) + (n - k) * log1p(-rate))


def exact_limits(errors: int, *, n: int, coverage: float = 0.95) -> Limits:
    """The interval of Clopper and Pearson (1934) for `errors` among `n`.

    Each limit alone is missed with a probability of at most (1 - coverage) / 2.
    """
    if not 0 <= errors <= n or n < 1:
        raise ValueError(f"{errors} errors among {n} presentations")
    tail = (1 - coverage) / 2
    return Limits(
        low=0.0 if errors == 0 else _rate_where(errors - 1, n, reaches=1 - tail),
        high=1.0 if errors == n else _rate_where(errors, n, reaches=tail),
    )


def _rate_where(errors: int, n: int, *, reaches: float) -> float:
    """The rate where P(X <= errors), which falls with the rate, comes down to `reaches`."""
    low, high = 0.0, 1.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if probability_of_at_most(errors, n=n, rate=middle) > reaches:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def presentations_needed(rate: float, *, confidence: float = 0.95) -> int:
    """The fewest presentations that can support a rate of at most `rate`, with no error in them.

    The smallest n with (1 - rate)^n <= 1 - confidence: were the rate any higher, n presentations
    would hold an error more often than `confidence`. The rule of three is its round form 3 / rate.
    """
    if not (0 < rate < 1 and 0 < confidence < 1):
        raise ValueError(f"a rate of {rate} at confidence {confidence} is not inside (0, 1)")
    return ceil(log(1 - confidence) / log1p(-rate))


def most_errors_below(rate: float, *, n: int, confidence: float = 0.95) -> int | None:
    """The most errors among `n` that still support a rate of at most `rate`; None where 0 do not.

    The largest k with P(X <= k) <= 1 - confidence at that rate.
    """
    fitting = sum(1 for _ in takewhile(lambda at_most: at_most <= 1 - confidence, _sums(n, rate)))
    return fitting - 1 if fitting else None


def fewest_errors_above(rate: float, *, n: int, confidence: float = 0.95) -> int | None:
    """The fewest errors among `n` that support a rate of at least `rate`; None where n do not.

    The smallest k with P(X >= k) <= 1 - confidence at that rate.
    """
    for errors, at_most in enumerate(_sums(n, rate), start=1):
        if 1 - at_most <= 1 - confidence:
            return errors if errors <= n else None
    return None


def _sums(n: int, rate: float) -> Iterator[float]:
    """P(X <= k) for k = 0 ... n."""
    return accumulate(_mass(k, n, rate) for k in range(n + 1))
