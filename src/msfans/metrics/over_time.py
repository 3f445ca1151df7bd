"""Fusion over time: what deciding after the first N frames costs."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan

import pandas as pd

from msfans.metrics.pooling import Pooling
from msfans.metrics.presentations import (
    Presentations,
    first_frames,
    pooled,
    presentations,
    video_scores,
)
from msfans.metrics.rates import rates
from msfans.metrics.thresholds import equal_error_point


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorAfter:
    """Video-level errors, in [0, 1], when each video is decided after its first `n_frames`.

    `hter` is at the threshold that devel gives after as many frames; None without devel.
    """

    n_frames: int
    pooling: Pooling
    n_bona_fide: int
    n_attack: int
    eer: float
    hter: float | None

    def to_json(self) -> dict:
        """The fields by name."""
        return {name: getattr(self, name) for name in self.__slots__}


def errors_over_time(
    test: pd.DataFrame, devel: pd.DataFrame | None, *, window_frames: int
) -> Iterator[ErrorAfter]:
    """All poolings after 1, 2, 4, ... and `window_frames` frames, but no more than
    the longest test video has.

    A length at which a class has no scored video yet is left out.
    """
    longest = max(
        int(rows["clip"].value_counts().max()) for rows in (test, devel) if rows is not None
    )
    for n_frames in doublings(min(window_frames, longest)):
        tested = first_frames(test, n_frames)
        chosen = None if devel is None else first_frames(devel, n_frames)
        for pooling in Pooling:
            yield from error_after(tested, chosen, n_frames, pooling)


def longest_video(rows: pd.DataFrame) -> int:
    """The most frames that a clip has."""
    return int(rows["clip"].value_counts().max())


def doublings(last: int) -> list[int]:
    """1, 2, 4, ... below `last`, then `last`."""
    return [*(2**k for k in range((last - 1).bit_length())), last]


def error_after(
    test: pd.DataFrame, devel: pd.DataFrame | None, n_frames: int, pooling: Pooling
) -> Iterator[ErrorAfter]:
    """One line of the table, or none where a class is still empty."""
    tested = presentations(pooled(test, pooling))
    chosen = None if devel is None else presentations(pooled(devel, pooling))
    if lacks_class(tested) or (chosen is not None and lacks_class(chosen)):
        return
    yield ErrorAfter(
        n_frames=n_frames,
        pooling=pooling,
        n_bona_fide=len(tested.bona_fide),
        n_attack=len(tested.attack),
        eer=equal_error_point(tested.bona_fide, tested.attack).eer,
        hter=None if chosen is None else hter_of(tested, chosen),
    )


def lacks_class(videos: Presentations) -> bool:
    """Whether one of the classes has no score."""
    return not (len(videos.bona_fide) and len(videos.attack))


def hter_of(tested: Presentations, devel: Presentations) -> float:
    """HTER of `tested` at the equal-error threshold of `devel`."""
    return rates(tested, equal_error_point(devel.bona_fide, devel.attack).threshold).hter


def decisions(
    test: pd.DataFrame, *, threshold: float, pooling: Pooling, window_frames: int
) -> dict[str, str]:
    """By clip: accepted, rejected, or no_response where none of its first frames has a score."""
    videos = video_scores(test, pooling=pooling, window_frames=window_frames)
    return {
        str(clip): "no_response" if isnan(score) else VERDICTS[score >= threshold]
        for clip, score in zip(videos["clip"], videos["score"], strict=True)
    }


VERDICTS = {True: "accepted", False: "rejected"}
