"""Two score files judged on the same videos: what `msfans compare` prints and writes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from msfans.metrics.cautions import non_response_cautions, polarity_cautions
from msfans.metrics.comparison import (
    Difference,
    McNemar,
    differences,
    mcnemar,
    require_same_presentations,
    resolution_cautions,
)
from msfans.metrics.intervals import Bootstrap
from msfans.metrics.pad_report import PadReport, nested, pad_report
from msfans.metrics.pooling import Pooling
from msfans.metrics.presentations import is_whole_video, presentations, video_scores
from msfans.metrics.report import split_rows
from msfans.records import Split
from msfans.scores import read_scores

Pair = tuple[pd.DataFrame, pd.DataFrame]
COUNTS = ("n_bona_fide", "n_bona_fide_expected", "n_attack", "n_attack_expected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Both systems at one level: what each was judged on, and how they differ."""

    reports: tuple[PadReport, PadReport]
    differences: list[Difference]

    def to_json(self) -> dict[str, Any]:
        """Counts of both, and each difference at the place of its figure."""
        a, b = (report.counts_json() for report in self.reports)
        counts = {name: {"a": a[name], "b": b[name]} for name in COUNTS}
        return counts | nested({each.place: each.to_json() for each in self.differences})


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """Both levels (`frame` None where a system scores whole videos), and McNemar.

    `thresholds_from` is devel, or test where a system has no devel scores.
    """

    names: tuple[str, str]
    pooling: Pooling
    bootstrap: Bootstrap
    thresholds_from: Split
    thresholds: tuple[float, float]
    frame: Level | None
    video: Level
    mcnemar: McNemar
    cautions: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The comparison as docs/metrics.md describes it."""
        levels = {"frame": self.frame, "video": self.video}
        decided = "mcnemar" if self.thresholds_from is Split.DEVEL else "oracle_mcnemar"
        return {
            "a": self.names[0],
            "b": self.names[1],
            "pooling": self.pooling,
            "bootstrap": self.bootstrap.to_json(),
            **{name: level and level.to_json() for name, level in levels.items()},
            decided: {"thresholds": list(self.thresholds), **self.mcnemar.to_json()},
            "cautions": list(self.cautions),
        }


def held(
    paths: tuple[Path, Path],
    devel_paths: tuple[Path | None, Path | None],
    *,
    pooling: Pooling,
    bootstrap: Bootstrap,
) -> Contest:
    """Read, judge and compare; ScoreError where the files do not judge the same videos."""
    names = (str(paths[0]), str(paths[1]))
    tests, devels = rows_of(paths, devel_paths)
    require_same_presentations(*tests, names)
    videos = pooled_pair(tests, pooling)
    video = level(videos, devels and pooled_pair(devels, pooling), bootstrap)
    by_frame = not any(map(is_whole_video, tests))
    frame = level(tests, devels, bootstrap) if by_frame else None
    thresholds = (video.reports[0].decided.threshold, video.reports[1].decided.threshold)
    decisions = mcnemar(*videos, thresholds=thresholds)
    return Contest(
        names=names,
        pooling=pooling,
        bootstrap=bootstrap,
        thresholds_from=Split.DEVEL if devels else Split.TEST,
        thresholds=thresholds,
        frame=frame,
        video=video,
        mcnemar=decisions,
        cautions=(
            *fallback_cautions(devels),
            *system_cautions(names, frame, video),
            *resolution_cautions(video.reports, decisions),
        ),
    )


def fallback_cautions(devels: Pair | None) -> Iterator[str]:
    """That no devel set decides."""
    if devels is None:
        yield (
            "not both systems have devel scores: every threshold is chosen on test, which no "
            "system in use could do"
        )


def system_cautions(names: tuple[str, str], frame: Level | None, video: Level) -> Iterator[str]:
    """What must be known of either system before the two are compared."""
    for k, name in enumerate(names):
        for level_name, each in (("frame", frame), ("video", video)):
            if each is not None:
                texts = polarity_cautions(each.reports[k], level_name)
                yield from (f"{name}: {text}" for text in texts)
        yield from (f"{name}: {text}" for text in non_response_cautions(video.reports[k]))


def rows_of(
    paths: tuple[Path, Path], devel_paths: tuple[Path | None, Path | None]
) -> tuple[Pair, Pair | None]:
    """Test rows of both systems, and devel rows where both have them."""
    (test_a, devel_a), (test_b, devel_b) = (
        rows_of_one(path, devel) for path, devel in zip(paths, devel_paths, strict=True)
    )
    devels = None if devel_a is None or devel_b is None else (devel_a, devel_b)
    return (test_a, test_b), devels


def rows_of_one(path: Path, devel_path: Path | None) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Test rows of a file, and devel rows of the other one or of the same, if it has some."""
    scores = read_scores(path)
    if devel_path is not None:
        return split_rows(scores, read_scores(devel_path))
    has_devel = Split.DEVEL in set(scores["split"].unique())
    return split_rows(scores, scores if has_devel else None)


def pooled_pair(rows: Pair, pooling: Pooling) -> Pair:
    """One row a clip for both systems."""
    return video_scores(rows[0], pooling=pooling), video_scores(rows[1], pooling=pooling)


def level(tests: Pair, devels: Pair | None, bootstrap: Bootstrap) -> Level:
    """Both systems judged at one level."""
    tested = (presentations(tests[0]), presentations(tests[1]))
    chosen = (presentations(devels[0]), presentations(devels[1])) if devels else (None, None)
    reports = (
        pad_report(tested[0], chosen[0], None),
        pad_report(tested[1], chosen[1], None),
    )
    return Level(reports=reports, differences=differences(tested, reports, bootstrap))
