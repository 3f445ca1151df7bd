"""Where a bundle's thresholds come from: the devel rows of a score file, and how sure they are."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from msfans.deploy.bundle import Threshold, Thresholds
from msfans.errors import ScoreError
from msfans.metrics.intervals import Bootstrap, percentile_interval, subject_weights
from msfans.metrics.pooling import Pooling
from msfans.metrics.presentations import (
    Presentations,
    is_whole_video,
    origin,
    pooled,
    presentations,
    rows_of_split,
)
from msfans.metrics.thresholds import equal_error_point
from msfans.records import Split


def thresholds_of(
    scores: pd.DataFrame, *, chosen_on: str, bootstrap: Bootstrap | None = None
) -> Thresholds:
    """Equal-error thresholds of the devel rows, for a frame and for the mean of a video's frames.

    `scores` are checked rows of `msfans.scores`; `chosen_on` names the devel set for the bundle.
    ScoreError where there are no devel rows of both classes, or where they score whole videos.
    """
    devel = rows_of_split(scores, Split.DEVEL)
    if is_whole_video(devel):
        fact = "the rows score whole videos, which give no threshold for a picture"
        raise ScoreError(origin(scores), fact, fix="give scores of frames")
    bootstrap = bootstrap or Bootstrap()
    videos = pooled(devel, Pooling.MEAN)
    return Thresholds(
        frame=threshold_of(presentations(devel), chosen_on=chosen_on, bootstrap=bootstrap),
        video=threshold_of(presentations(videos), chosen_on=chosen_on, bootstrap=bootstrap),
    )


def threshold_of(devel: Presentations, *, chosen_on: str, bootstrap: Bootstrap) -> Threshold:
    """The equal-error threshold of one level."""
    point = equal_error_point(devel.bona_fide, devel.attack)
    low, high = threshold_interval(devel, bootstrap)
    return Threshold(
        value=point.threshold,
        low=low,
        high=high,
        eer_devel=point.eer,
        chosen_on=chosen_on,
        n_bona_fide=len(devel.bona_fide),
        n_attack=len(devel.attack),
        n_subjects=len(devel.subjects),
    )


def threshold_interval(
    devel: Presentations, bootstrap: Bootstrap
) -> tuple[float, float] | tuple[None, None]:
    """Bounds of the equal-error threshold over draws of devel's subjects; None for one subject.

    Each draw chooses its threshold anew. Draws without one of the classes are left out.
    """
    if len(devel.subjects) < 2:
        return None, None
    drawn = [
        drawn_threshold(devel, weight_s)
        for weights_ds in subject_weights(len(devel.subjects), bootstrap)
        for weight_s in weights_ds
    ]
    interval = percentile_interval(np.array(drawn), bootstrap.coverage)
    return interval.low, interval.high


def drawn_threshold(devel: Presentations, weight_s: NDArray[np.float64]) -> float:
    """The threshold where subject j's scores count `weight_s[j]` times; NaN without a class."""
    weight_n = np.where(devel.scored_n, weight_s[devel.subject_n], 0).astype(np.int64)
    score_n, kind_n = np.repeat(devel.score_n, weight_n), np.repeat(devel.kind_n, weight_n)
    bona_fide, attack = score_n[kind_n == 0], score_n[kind_n > 0]
    if not len(bona_fide) or not len(attack):
        return np.nan
    return equal_error_point(bona_fide, attack).threshold
