"""Thresholds that a number of presentations supports, without assuming how scores are spread.

Of n presentations at the threshold where the true error rate is the target, the number that err is
binomial; so two order statistics of the scores enclose that threshold (Wilks 1941). The end that
errs on the safe side is the one to decide by.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import floor

import numpy as np

from msfans.metrics.binomial import fewest_errors_above, most_errors_below, presentations_needed
from msfans.metrics.curves import Scores, sorted_scores
from msfans.metrics.thresholds import threshold_above, threshold_below


class TooFewPresentations(ValueError):  # noqa: N818 - it says what the matter is
    """The kinds that are too few for the target, `lacking` with their counts.

    `needed` of each, without an error, could support it.
    """

    def __init__(self, *, lacking: Mapping[str, int], needed: int) -> None:
        super().__init__(f"{in_words(lacking)} where {needed} of each are needed")
        self.lacking, self.needed = lacking, needed


def in_words(counts: Mapping[str, int]) -> str:
    """Such as `3 of mask, 58 of print`."""
    return ", ".join(f"{n} of {kind}" for kind, n in counts.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportedThreshold:
    """The safe end of `low` to `high`, which enclose the threshold where the rate is the target.

    Each end is missed with a probability of at most 1 - confidence. `measured` is the threshold
    that just keeps the target on these presentations, without a margin. `kind` decided: the species
    whose bound is the highest, or bona_fide; `errors_allowed` of its `n` presentations may err.
    """

    threshold: float
    measured: float
    low: float
    high: float
    kind: str
    n: int
    errors_allowed: int


def threshold_for_apcer(
    bona_fide: Scores, attacks: Mapping[str, Scores], *, target: float, confidence: float
) -> SupportedThreshold:
    """The lowest threshold that supports an APCER of at most `target` for each species.

    TooFewPresentations where a species has too few, even were none of them accepted.
    """
    counts = {name: len(scores) for name, scores in attacks.items()}
    _refuse_few(counts, target=target, confidence=confidence)
    everything = np.concatenate([np.asarray(bona_fide), *attacks.values()])
    each = [
        _for_species(name, scores, everything, target=target, confidence=confidence)
        for name, scores in attacks.items()
    ]
    measured = max(bound.measured for bound in each)
    return replace(max(each, key=lambda bound: bound.threshold), measured=measured)


def _for_species(
    name: str, scores: Scores, everything: Scores, *, target: float, confidence: float
) -> SupportedThreshold:
    allowed, contrary = _counts(len(scores), target=target, confidence=confidence)
    falling = sorted_scores(scores, name)[::-1]
    high = threshold_above(float(falling[allowed]), everything)
    low = -np.inf if contrary is None else float(falling[contrary - 1])
    return SupportedThreshold(
        threshold=high,
        measured=threshold_above(float(falling[_kept(target, len(falling))]), everything),
        low=threshold_below(low, everything),
        high=high,
        kind=name,
        n=len(falling),
        errors_allowed=allowed,
    )


def threshold_for_bpcer(
    bona_fide: Scores, attacks: Mapping[str, Scores], *, target: float, confidence: float
) -> SupportedThreshold:
    """The highest threshold that supports a BPCER of at most `target`.

    TooFewPresentations where the bona fide presentations are too few, even were none rejected.
    """
    everything = np.concatenate([np.asarray(bona_fide), *attacks.values()])
    n = len(bona_fide)
    _refuse_few({"bona_fide": n}, target=target, confidence=confidence)
    allowed, contrary = _counts(n, target=target, confidence=confidence)
    rising = sorted_scores(bona_fide, "bona fide")
    low = threshold_below(float(rising[allowed]), everything)
    high = np.inf if contrary is None else float(rising[contrary - 1])
    return SupportedThreshold(
        threshold=low,
        measured=threshold_below(float(rising[_kept(target, n)]), everything),
        low=low,
        high=threshold_above(high, everything),
        kind="bona_fide",
        n=n,
        errors_allowed=allowed,
    )


def _kept(target: float, n: int) -> int:
    """The most errors among n whose share is at most the target; a hair off by floats is none."""
    return floor(target * n + 1e-9)


def _refuse_few(counts: Mapping[str, int], *, target: float, confidence: float) -> None:
    lacking = {
        kind: n
        for kind, n in counts.items()
        if most_errors_below(target, n=n, confidence=confidence) is None
    }
    if lacking:
        needed = presentations_needed(target, confidence=confidence)
        raise TooFewPresentations(lacking=lacking, needed=needed)


def _counts(n: int, *, target: float, confidence: float) -> tuple[int, int | None]:
    """Errors that still support the target, and those (if any) that speak for a higher rate."""
    allowed = most_errors_below(target, n=n, confidence=confidence)
    assert allowed is not None
    return allowed, fewest_errors_above(target, n=n, confidence=confidence)
