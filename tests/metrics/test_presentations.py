"""From rows to presentations: kinds, subjects, pooling, first frames."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from msfans.errors import ScoreError
from msfans.metrics.pooling import Pooling
from msfans.metrics.presentations import (
    first_frames,
    is_whole_video,
    numbered,
    origin,
    pooled,
    presentations,
    require_both_classes,
    rows_of_split,
    video_scores,
)
from msfans.records import Split
from msfans.score_csv import COLUMNS
from msfans.scores import checked

Videos = Callable[..., pd.DataFrame]


def clip_rows(*scores: float, clip: str = "a.avi", label: str = "bona_fide") -> list[tuple]:
    species = "cut_photo" if label == "attack" else ""
    return [(clip, i, "s", "test", label, species, score) for i, score in enumerate(scores)]


def table(rows: list[tuple]) -> pd.DataFrame:
    return checked(pd.DataFrame(rows, columns=list(COLUMNS)), Path("made"))


def test_kinds_and_subjects(videos: Videos) -> None:
    rows = [("bona_fide", 0.9), ("replay", 0.2), ("cut", 0.1), ("cut", np.nan)]
    made = presentations(videos(rows, n_subjects=3))
    assert made.species == ("cut", "replay")
    assert made.kind_n.tolist() == [0, 2, 1, 1]
    assert made.subjects == ("test_0", "test_1", "test_2")
    assert made.subject_n.tolist() == [0, 1, 2, 0]
    assert made.bona_fide.tolist() == [0.9]
    assert made.attack.tolist() == [0.2, 0.1]
    assert {name: scores.tolist() for name, scores in made.attack_by_species.items()} == {
        "cut": [0.1],
        "replay": [0.2],
    }


def test_kinds_do_not_depend_on_how_empty_species_are_told(videos: Videos) -> None:
    rows = videos([("bona_fide", 0.9), ("cut", 0.1)])
    as_na = rows.assign(pai_species=rows["pai_species"].astype(object).replace("", None))
    for each in (rows, as_na, rows.iloc[1:], rows.astype({"pai_species": object})):
        made = presentations(each)
        assert made.species == ("cut",)
        assert made.kind_n.tolist() == [0, 1][-len(each) :]


def test_both_ways_to_tell_an_empty_species_may_stand_in_one_table(videos: Videos) -> None:
    rows = videos([("bona_fide", 0.9), ("bona_fide", 0.8), ("cut", 0.1)])
    rows["pai_species"] = ["", None, "cut"]
    made = presentations(rows)
    assert (made.species, made.kind_n.tolist()) == (("cut",), [0, 0, 1])


def test_names_are_numbered_in_their_order_and_na_is_none_of_them() -> None:
    codes, names = numbered(pd.Series(["b", None, "a", "b"]))
    assert (codes.tolist(), names) == ([1, -1, 0, 1], ("a", "b"))


@pytest.mark.parametrize(
    ("pooling", "score"),
    [(Pooling.MEAN, 0.4), (Pooling.MEDIAN, 0.25), (Pooling.MIN, 0.1), (Pooling.MAX, 1.0)],
)
def test_pooling_leaves_non_responses_out(pooling: Pooling, score: float) -> None:
    video = pooled(table(clip_rows(0.1, 0.3, np.nan, 1.0, 0.2)), pooling)
    assert video["score"].tolist() == pytest.approx([score])
    assert video["clip"].tolist() == ["a.avi"]


def test_a_video_without_a_scored_frame_stays_a_non_response() -> None:
    rows = table(clip_rows(np.nan, np.nan) + clip_rows(0.5, clip="b.avi"))
    assert np.isnan(pooled(rows, Pooling.MEAN)["score"]).tolist() == [True, False]


def test_clips_of_other_splits_are_no_videos() -> None:
    rows = table(clip_rows(0.5) + clip_rows(0.7, clip="b.avi"))
    assert pooled(rows.iloc[:1], Pooling.MEAN)["clip"].tolist() == ["a.avi"]


@pytest.mark.filterwarnings("error")
def test_a_mean_that_overflows_is_told() -> None:
    with pytest.raises(ScoreError) as caught:
        pooled(table(clip_rows(1.7e308, 1.7e308)), Pooling.MEAN)
    assert str(caught.value) == (
        "the scores: the mean over the frames of clip 'a.avi' is not finite. "
        "Bring the scores nearer to zero."
    )


def test_first_frames_go_by_frame_number_and_count_the_silent_ones() -> None:
    rows = table(clip_rows(0.1, np.nan, 0.3, 0.9)).iloc[::-1]
    assert first_frames(rows, 3)["frame"].tolist() == [0, 1, 2]
    assert video_scores(rows, pooling=Pooling.MEAN)["score"].tolist() == pytest.approx([1.3 / 3])


def test_a_row_of_the_whole_video_comes_before_its_frames() -> None:
    rows = table([*clip_rows(0.1, 0.2), ("a.avi", None, "s", "test", "bona_fide", "", np.nan)])
    assert first_frames(rows, 2)["score"].isna().tolist() == [True, False]


def test_rows_tell_the_file_they_come_from(videos: Videos) -> None:
    rows = videos([("bona_fide", 0.9), ("cut", np.nan)])
    assert origin(rows) == "made"
    rows.attrs.clear()
    assert origin(rows) == "the scores"


def test_a_window_that_leaves_a_class_silent_is_told() -> None:
    rows = table(clip_rows(np.nan, 0.5) + clip_rows(0.1, 0.2, clip="b.avi", label="attack"))
    with pytest.raises(ScoreError) as refused:
        video_scores(rows, pooling=Pooling.MEAN, window_frames=1)
    assert str(refused.value) == (
        "made: no bona_fide video's first 1 frames of split test has a score. Give scores of both "
        "classes: a rate needs each."
    )


def test_whole_videos_are_recognised(videos: Videos, frames: pd.DataFrame) -> None:
    assert is_whole_video(videos([("bona_fide", 1.0)]))
    assert not is_whole_video(frames)


def test_a_split_needs_rows_and_both_classes(videos: Videos) -> None:
    rows = videos([("bona_fide", 0.9), ("cut", np.nan)])
    both = rows.assign(split=["test", "train"])
    for given, split, text in (
        (
            both,
            Split.DEVEL,
            "made: no row has split devel, only test, train. Give a file with rows of split devel.",
        ),
        (
            rows,
            Split.TEST,
            "made: no attack presentation of split test has a score. Give scores of both classes: "
            "a rate needs each.",
        ),
    ):
        with pytest.raises(ScoreError) as refused:
            rows_of_split(given, split)
        assert str(refused.value) == text
    with pytest.raises(ScoreError, match="of split test or train has a score"):
        require_both_classes(both, "made", "row")
