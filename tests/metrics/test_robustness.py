"""Flips, lost videos and errors under a change, counted by hand."""

import numpy as np
import pandas as pd
import pytest

from msfans.metrics.robustness import effects, n_flipped

COLUMNS = ("family", "level", "clip", "frame", "label", "pai_species", "score")
TRUTH = {
    "a": ("bona_fide", ""),
    "b": ("bona_fide", ""),
    "c": ("attack", "print"),
    "d": ("attack", "video"),
    "e": ("attack", "print"),
}


def rows_of(family: str, level: float, scores: dict[str, list[float | None]]) -> list[tuple]:
    return [
        (family, level, clip, frame, *TRUTH[clip], np.nan if score is None else score)
        for clip, frames in scores.items()
        for frame, score in enumerate(frames)
    ]


@pytest.fixture
def rows() -> pd.DataFrame:
    unchanged = {"a": [0.9, 0.7], "b": [0.6, None], "c": [0.1, 0.3], "d": [0.4, 0.4]}
    blurred = {"a": [0.6, 0.8], "b": [0.3, 0.1], "c": [0.7, 0.5], "d": [None, None]}
    table = [*rows_of("none", 0.0, unchanged), *rows_of("blur", 2.0, blurred)]
    return pd.DataFrame(table, columns=pd.Index(COLUMNS))


def test_without_a_change_nothing_flips(rows) -> None:
    unchanged, _ = effects(rows, threshold=0.5)
    assert (unchanged.family, unchanged.n_videos, unchanged.n_scored) == ("none", 4, 4)
    assert (unchanged.n_compared, unchanged.n_flipped, unchanged.n_lost) == (4, 0, 0)
    assert unchanged.mean_abs_change == 0
    assert unchanged.errors is not None
    assert (unchanged.errors.bpcer, unchanged.errors.far, unchanged.errors.eer) == (0, 0, 0)


def test_a_change_by_hand(rows) -> None:
    """Means: a 0.8 -> 0.7, b 0.6 -> 0.2 (flips), c 0.2 -> 0.6 (flips), d is lost."""
    _, blurred = effects(rows, threshold=0.5)
    assert (blurred.family, blurred.level) == ("blur", 2.0)
    assert (blurred.n_scored, blurred.n_compared) == (3, 3)
    assert (blurred.n_flipped, blurred.n_lost) == (2, 1)
    assert blurred.flip_share == 2 / 3
    assert blurred.not_kept_share == 3 / 4  # the lost one among them
    assert blurred.mean_abs_change == pytest.approx((0.1 + 0.4 + 0.4) / 3)
    assert blurred.mean_scores == pytest.approx({"bona_fide": 0.45, "attack": 0.6})
    errors = blurred.errors
    assert errors is not None
    assert (errors.bpcer, errors.apcer_worst, errors.far, errors.hter) == (0.5, 1.0, 1.0, 0.75)


def test_the_interval_of_flips_is_exact(rows) -> None:
    _, blurred = effects(rows, threshold=0.5)
    low, high = blurred.flip_limits
    assert low == pytest.approx(0.0943, abs=1e-4)  # Clopper and Pearson of 2 in 3
    assert high == pytest.approx(1 - (1 - 0.975 ** (1 / 3)))


def test_unknown_labels_have_flips_and_no_errors(rows) -> None:
    unlabelled = rows.assign(label=None, pai_species=None)
    _, blurred = effects(unlabelled, threshold=0.5)
    assert (blurred.n_flipped, blurred.n_lost) == (2, 1)
    assert (blurred.errors, blurred.mean_scores) == (None, {})


def test_a_change_that_leaves_nothing(rows) -> None:
    gone = rows.assign(score=rows["score"].where(rows["family"] == "none"))
    _, blurred = effects(gone, threshold=0.5)
    assert (blurred.n_scored, blurred.n_compared, blurred.n_lost) == (0, 0, 4)
    assert (blurred.flip_share, blurred.flip_limits) == (0.0, (0.0, 1.0))
    assert blurred.not_kept_share == 1.0
    assert blurred.mean_abs_change == 0.0
    assert blurred.errors is None


def test_a_score_at_the_threshold_is_accepted() -> None:
    before, now = np.array([0.5, 0.5, 0.4]), np.array([0.5, 0.4, 0.5])
    assert n_flipped(before, now, threshold=0.5) == 2
    at, above = np.array([0.5]), np.array([0.9])
    assert n_flipped(at, at, threshold=0.5) == 0
    assert n_flipped(at, above, threshold=0.5) == n_flipped(above, at, threshold=0.5) == 0


def test_levels_stand_apart_and_the_worst_species_counts() -> None:
    """Of the attacks only c, a print, is accepted: 1 of 1 prints, 0 of 1 videos."""
    unchanged = {"a": [0.9], "c": [0.1], "d": [0.2]}
    changed = {"a": [0.8], "c": [0.6], "d": [0.3]}
    table = [*rows_of("none", 0.0, unchanged), *rows_of("blur", 1.0, changed)]
    table += rows_of("blur", 2.0, {"a": [0.1], "c": [0.1], "d": [0.1]})
    table += rows_of("noise", 2.0, {"a": [0.2]})
    frame = pd.DataFrame(table, columns=pd.Index(COLUMNS))
    _, weak, strong, noise = effects(frame, threshold=0.5)
    assert [each.n_videos for each in (weak, strong, noise)] == [3, 3, 1]
    assert weak.errors is not None
    assert (weak.errors.apcer_worst, weak.errors.far, weak.errors.bpcer) == (1.0, 0.5, 0.0)
    assert strong.errors is not None
    assert (strong.errors.apcer_worst, strong.errors.bpcer) == (0.0, 1.0)
    assert noise.errors is None  # no attack is left
    assert noise.mean_abs_change == pytest.approx(0.7)


def test_a_lost_video_does_not_lower_the_error_of_its_species() -> None:
    """Of two prints one is lost and the other accepted: 1 of 1, as a non-response is no reject."""
    table = [
        *rows_of("none", 0.0, {"a": [0.9], "c": [0.1], "e": [0.2]}),
        *rows_of("blur", 1.0, {"a": [0.8], "c": [None], "e": [0.6]}),
    ]
    _, blurred = effects(pd.DataFrame(table, columns=pd.Index(COLUMNS)), threshold=0.5)
    assert blurred.errors is not None
    assert (blurred.errors.apcer_worst, blurred.errors.far) == (1.0, 1.0)


def test_a_video_that_only_a_change_holds_is_not_compared() -> None:
    table = [
        *rows_of("none", 0.0, {"a": [0.9]}),
        *rows_of("blur", 1.0, {"a": [0.8], "b": [0.3]}),
    ]
    _, blurred = effects(pd.DataFrame(table, columns=pd.Index(COLUMNS)), threshold=0.5)
    assert (blurred.n_videos, blurred.n_scored) == (2, 2)
    assert (blurred.n_compared, blurred.n_flipped, blurred.n_lost) == (1, 0, 0)


def test_of_nothing_nothing_is_lost(rows) -> None:
    never = rows.assign(score=np.nan)
    assert [each.not_kept_share for each in effects(never, threshold=0.5)] == [0.0, 0.0]
