"""What the seeds of one combination found together: mean, spread and interval of each figure.

The interval is of the mean over seeds, by a bootstrap over subjects in which every seed is judged
on the same draws; it tells how far the test subjects carry, and the standard deviation how far
training does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean, stdev

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from msfans.metrics.intervals import Bootstrap, Interval, drawn_figures, percentile_interval
from msfans.metrics.pad_report import pad_report
from msfans.metrics.pooling import Pooling
from msfans.metrics.presentations import presentations, video_scores
from msfans.metrics.report import split_rows
from msfans.metrics.significance import rule_of_three
from msfans.records import Label, Split
from msfans.results.tables import LEVELS
from msfans.scores import read_scores

Figure = tuple[str, str]  # level and name: frame or video; eer, hter or eer_devel


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure in [0, 1] over seeds; `sd` is None for one seed.

    `draw_d` holds the mean over seeds in each draw of `subjects`, None where they can not be drawn.
    Where no seed made an error a bootstrap would give a width of 0: the interval then reaches to
    the limit of the smaller class of videos `by_rule_of_three`.
    """

    mean: float
    sd: float | None = None
    interval: Interval | None = None
    by_rule_of_three: bool = False
    subjects: tuple[str, ...] = ()
    draw_d: NDArray[np.float64] | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedFigure:
    """A figure of one seed; `n_videos` counts the smaller class."""

    value: float
    subjects: tuple[str, ...]
    n_videos: int
    draw_d: NDArray[np.float64] | None


def estimates(score_files: Sequence[Path], bootstrap: Bootstrap) -> dict[Figure, Estimate]:
    """Every figure that each of the score files, one a seed, has."""
    seeds = [dict(seed_figures(path, bootstrap)) for path in score_files]
    return {
        figure: over_seeds([seed[figure] for seed in seeds], bootstrap)
        for figure in seeds[0]
        if all(figure in seed for seed in seeds)
    }


def over_seeds(seeds: Sequence[SeedFigure], bootstrap: Bootstrap) -> Estimate:
    """The estimate from the same figure of each seed."""
    values = [seed.value for seed in seeds]
    draws = [seed.draw_d for seed in seeds if seed.draw_d is not None]
    drawn = len(draws) == len(seeds) and len({seed.subjects for seed in seeds}) == 1
    draw_d = np.mean(draws, axis=0) if drawn else None  # NaN where a draw lacks a class
    faultless = not any(values)
    interval = None if draw_d is None else percentile_interval(draw_d, bootstrap.coverage)
    if faultless and interval is not None:
        interval = replace(interval, high=rule_of_three(min(seed.n_videos for seed in seeds)))
    return Estimate(
        mean=mean(values),
        sd=stdev(values) if len(values) > 1 else None,
        interval=interval,
        by_rule_of_three=faultless,
        subjects=seeds[0].subjects,
        draw_d=draw_d,
    )


def seed_figures(path: Path, bootstrap: Bootstrap) -> Iterator[tuple[Figure, SeedFigure]]:
    """EER on test of both levels; EER on devel and HTER where the file has devel rows."""
    scores = read_scores(path)
    has_devel = Split.DEVEL in set(scores["split"].unique())
    test, devel = split_rows(scores, scores if has_devel else None)
    for level in LEVELS:
        if level == "video":
            test = video_scores(test, pooling=Pooling.MEAN)
            devel = None if devel is None else video_scores(devel, pooling=Pooling.MEAN)
        for name, figure in figures_of(test, devel, bootstrap).items():
            yield (level, name), figure
        if devel is not None:
            yield (level, "eer_devel"), figures_of(devel, None, bootstrap)["eer"]


def figures_of(
    test: pd.DataFrame, devel: pd.DataFrame | None, bootstrap: Bootstrap
) -> dict[str, SeedFigure]:
    """EER of the rows, and their HTER at the threshold of devel's EER."""
    tested = presentations(test)
    report = pad_report(tested, None if devel is None else presentations(devel), None)
    values, thresholds = {"eer": report.eer}, {}
    if report.devel is not None:
        values["hter"] = report.devel.at_eer.hter
        thresholds = {(): report.devel.at_eer.threshold}
    draws = drawn_figures(tested, thresholds, bootstrap) if len(tested.subjects) > 1 else {}
    labels = test.drop_duplicates("clip")["label"].to_numpy()
    return {
        name: SeedFigure(
            value=value,
            subjects=tested.subjects,
            n_videos=min(int(np.count_nonzero(labels == label)) for label in Label),
            draw_d=draws.get((name,)),
        )
        for name, value in values.items()
    }


def clearly_lower(a: Estimate, b: Estimate, bootstrap: Bootstrap) -> bool:
    """Whether a paired bootstrap puts `a` below `b`: the interval of b - a is above zero."""
    if a.draw_d is None or b.draw_d is None or a.subjects != b.subjects:
        return False
    return percentile_interval(b.draw_d - a.draw_d, bootstrap.coverage).low > 0
