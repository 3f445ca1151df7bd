"""From rows of scores to the report of a PAD test, at frame and at video level."""

from dataclasses import dataclass
from functools import partial

import pandas as pd

from msfans.errors import ScoreError
from msfans.metrics.cautions import report_cautions, shared_subjects
from msfans.metrics.intervals import Bootstrap
from msfans.metrics.pad_report import PadReport, pad_report
from msfans.metrics.pooling import Pooling
from msfans.metrics.presentations import (
    is_whole_video,
    origin,
    presentations,
    rows_of_split,
    video_scores,
)
from msfans.records import Split


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreReport:
    """Both levels of one test; `frame` is None where the rows score whole videos.

    A video's score is the `pooling` of its first `window_frames` frames, of all where that is None.
    """

    pooling: Pooling
    window_frames: int | None
    bootstrap: Bootstrap | None
    frame: PadReport | None
    video: PadReport
    cautions: tuple[str, ...] = ()

    def to_json(self) -> dict:
        """The report as docs/metrics.md describes it."""
        return {
            "pooling": self.pooling,
            "window_frames": self.window_frames,
            "bootstrap": self.bootstrap.to_json() if self.bootstrap else None,
            "frame": self.frame.to_json() if self.frame else None,
            "video": self.video.to_json(),
            "cautions": list(self.cautions),
        }


def judge(
    test: pd.DataFrame,
    devel: pd.DataFrame | None = None,
    *,
    pooling: Pooling = Pooling.MEAN,
    window_frames: int | None = None,
    bootstrap: Bootstrap | None = None,
) -> ScoreReport:
    """Judge checked rows of `msfans.scores`: those of split test in `test`, of devel in `devel`.

    The same rows may serve as both. Without a `bootstrap` there are no intervals. ScoreError where
    a split has no rows or no score of a class, or where only one of the two scores frames.
    """
    test, devel = split_rows(test, devel)
    if window_frames is not None and is_whole_video(test):
        fact = "the rows score whole videos, so there are no first frames to decide by"
        raise ScoreError(origin(test), fact, fix="give scores of frames, or no window")
    pool = partial(video_scores, pooling=pooling, window_frames=window_frames)
    frame = None if is_whole_video(test) else level_report(test, devel, bootstrap)
    video = level_report(pool(test), None if devel is None else pool(devel), bootstrap)
    return ScoreReport(
        pooling=pooling,
        window_frames=window_frames,
        bootstrap=bootstrap,
        frame=frame,
        video=video,
        cautions=(*report_cautions(frame, video), *shared_subjects(test, devel)),
    )


def split_rows(
    test: pd.DataFrame, devel: pd.DataFrame | None
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """The rows of split test and of split devel, both of frames or both of whole videos."""
    test = rows_of_split(test, Split.TEST)
    if devel is None:
        return test, None
    devel = rows_of_split(devel, Split.DEVEL)
    if is_whole_video(test) != is_whole_video(devel):
        fact = "only one of the test rows and the devel rows score whole videos"
        raise ScoreError("the scores", fact, fix="give both by frame or both by video")
    refuse_same_rows(test, devel)
    return test, devel


def refuse_same_rows(test: pd.DataFrame, devel: pd.DataFrame) -> None:
    """ScoreError where a score that is judged has chosen its own threshold.

    Another corpus's video may have the same name: the score must be the same as well.
    """
    if set(test["clip"].unique()).isdisjoint(devel["clip"].unique()):
        return  # joining millions of rows takes seconds
    first, second = (
        pd.DataFrame(rows.loc[rows["score"].notna().to_numpy()]) for rows in (test, devel)
    )
    same = first.astype({"clip": object}).merge(second, on=["clip", "frame", "score"])["clip"]
    if len(same):
        fact = f"{len(same)} scores are in devel and in test, of clip {same.iloc[0]!r} first"
        fix = "choose thresholds on other videos than those they are judged on"
        raise ScoreError(origin(devel), fact, fix=fix)


def level_report(
    test: pd.DataFrame, devel: pd.DataFrame | None, bootstrap: Bootstrap | None
) -> PadReport:
    """The report of one level: each row is a presentation."""
    return pad_report(
        presentations(test), None if devel is None else presentations(devel), bootstrap
    )
