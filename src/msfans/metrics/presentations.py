"""What is judged: presentations with a score or without one, at frame or at video level."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from msfans.errors import ScoreError
from msfans.metrics.pooling import Pooling
from msfans.records import Label, Split


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentations:
    """Scores with their class and subject, as codes; a score of NaN is a non-response.

    Kind 0 is bona fide, kind k is `species[k - 1]`; subject j is `subjects[j]`.
    """

    score_n: NDArray[np.float64]
    kind_n: NDArray[np.int64]
    subject_n: NDArray[np.int64]
    species: tuple[str, ...]
    subjects: tuple[str, ...]

    @property
    def scored_n(self) -> NDArray[np.bool_]:
        """Where the system gave a score."""
        return ~np.isnan(self.score_n)

    @property
    def bona_fide(self) -> NDArray[np.float64]:
        """Scores of the bona fide presentations that have one."""
        return self.score_n[self.scored_n & (self.kind_n == 0)]

    @property
    def attack(self) -> NDArray[np.float64]:
        """Scores of the attacks that have one, all species together."""
        return self.score_n[self.scored_n & (self.kind_n > 0)]

    @property
    def attack_by_species(self) -> dict[str, NDArray[np.float64]]:
        """Scores of each species, an empty array for one that never got a score."""
        scored = self.scored_n
        return {
            name: self.score_n[scored & (self.kind_n == kind)]
            for kind, name in enumerate(self.species, start=1)
        }


def rows_of_split(scores: pd.DataFrame, split: Split) -> pd.DataFrame:
    """The rows of one split; ScoreError where there are none, or none scored of a class."""
    rows = scores.loc[(scores["split"] == split).to_numpy()]
    if rows.empty:
        found = ", ".join(sorted(map(str, scores["split"].unique())))
        fix = f"give a file with rows of split {split}"
        raise ScoreError(origin(scores), f"no row has split {split}, only {found}", fix=fix)
    require_both_classes(rows, origin(scores), "presentation")
    return rows


def origin(scores: pd.DataFrame) -> str:
    """The file that the rows were read from."""
    return str(scores.attrs.get("path", "the scores"))


def require_both_classes(rows: pd.DataFrame, where: str, what: str) -> None:
    """ScoreError unless a bona fide row and an attack row have a score; `what` names a row."""
    scored = rows["score"].notna().to_numpy()
    for label in Label:
        if not (scored & (rows["label"] == label).to_numpy()).any():
            splits = " or ".join(sorted(map(str, rows["split"].unique())))
            fact = f"no {label} {what} of split {splits} has a score"
            raise ScoreError(where, fact, fix="give scores of both classes: a rate needs each")


def presentations(rows: pd.DataFrame) -> Presentations:
    """Each row as a presentation of its own."""
    species, names = numbered(pd.Series(rows["pai_species"]))
    nameless = int("" in names)  # bona fide rows, where they are not NA
    subjects, subject_names = numbered(pd.Series(rows["subject"]))
    return Presentations(
        score_n=rows["score"].to_numpy(dtype=np.float64),
        kind_n=np.where(species < 0, 0, species + 1 - nameless),
        subject_n=subjects,
        species=names[nameless:],
        subjects=subject_names,
    )


def numbered(column: pd.Series) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Codes of a text column, -1 for NA, and the sorted names they stand for, all in use."""
    used = column.astype("category").cat.remove_unused_categories().cat
    names = used.categories.astype(str)
    rank = np.argsort(np.argsort(names.to_numpy()))
    codes = used.codes.to_numpy()
    return np.where(codes < 0, -1, rank[codes]), tuple(sorted(names))


def is_whole_video(rows: pd.DataFrame) -> bool:
    """Whether the rows score whole videos, so that there is no frame level."""
    return bool(rows["frame"].isna().all())


def pooled(rows: pd.DataFrame, pooling: Pooling) -> pd.DataFrame:
    """One row a clip: its scored frames' mean, median, min or max; NaN where none is scored."""
    clips = rows.groupby("clip", observed=True)
    videos = clips[["subject", "split", "label", "pai_species"]].first()
    with np.errstate(over="ignore"):  # told below, with the clip's name
        videos["score"] = clips["score"].agg(pooling.value)
    lost = np.isinf(np.asarray(videos["score"]))
    if lost.any():
        fact = f"the {pooling} over the frames of clip {videos.index[lost][0]!r} is not finite"
        raise ScoreError("the scores", fact, fix="bring the scores nearer to zero")
    return videos.reset_index()


def video_scores(
    rows: pd.DataFrame, *, pooling: Pooling, window_frames: int | None = None
) -> pd.DataFrame:
    """One row a clip, scored by its first `window_frames` frames, or by all; both classes there."""
    if window_frames is None:
        return pooled(rows, pooling)
    videos = pooled(first_frames(rows, window_frames), pooling)
    require_both_classes(videos, origin(rows), f"video's first {window_frames} frames")
    return videos


def first_frames(rows: pd.DataFrame, n_frames: int) -> pd.DataFrame:
    """The first rows of each clip by frame, with or without a score; whole-video rows all stay."""
    ordered = rows.sort_values(["clip", "frame"], na_position="first")
    place = ordered.groupby("clip", observed=True).cumcount()
    return ordered.loc[np.asarray(place) < n_frames]
