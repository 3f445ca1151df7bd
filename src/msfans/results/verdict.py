"""Where a published figure lies as seen from a measured one."""

from enum import StrEnum

from msfans.metrics.intervals import Interval


class Verdict(StrEnum):
    """The published figure as seen from our interval, or why nobody can say."""

    INSIDE = "inside"
    ABOVE = "above"
    BELOW = "below"
    OTHER_CORPUS = "other corpus"
    OTHER_PROTOCOL = "other protocol"
    NO_INTERVAL = "no interval"


MEANINGS = {
    Verdict.INSIDE: "the paper's figure lies inside our interval",
    Verdict.ABOVE: "the paper's figure lies above our interval: ours is lower",
    Verdict.BELOW: "the paper's figure lies below our interval: ours is higher",
    Verdict.OTHER_CORPUS: "ours is of the embedded corpus: not comparable",
    Verdict.OTHER_PROTOCOL: "ours is of a protocol that the paper did not use: not comparable",
    Verdict.NO_INTERVAL: "a single subject gives no interval: nothing can be said",
}


def verdict(
    published: float, interval: Interval | None, *, embedded: bool, same_protocol: bool
) -> Verdict:
    """Compare a published figure with our interval; both in [0, 1], the bounds belong to it."""
    if embedded:
        return Verdict.OTHER_CORPUS
    if not same_protocol:
        return Verdict.OTHER_PROTOCOL
    if interval is None:
        return Verdict.NO_INTERVAL
    if published > interval.high:
        return Verdict.ABOVE
    if published < interval.low:
        return Verdict.BELOW
    return Verdict.INSIDE
