"""The whole report: its figures, its schema, and what it refuses or warns of."""

import json
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from msfans.errors import ScoreError
from msfans.metrics.intervals import Bootstrap
from msfans.metrics.pooling import Pooling
from msfans.metrics.report import judge

Videos = Callable[..., pd.DataFrame]
DEVEL = [("bona_fide", 0.6), ("bona_fide", 0.8), ("cut", 0.2), ("replay", 0.4)]
TEST = [
    *(("bona_fide", score) for score in (0.3, 0.55, 0.7, 0.9)),
    *(("cut", score) for score in (0.1, 0.6)),
    *(("replay", score) for score in (0.2, 0.3, 0.4, 0.8)),
]


@pytest.fixture
def both(videos: Videos) -> tuple[pd.DataFrame, pd.DataFrame]:
    return videos(TEST, n_subjects=5), videos(DEVEL, split="devel")


def test_worked_by_hand(both: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    document = judge(*both).to_json()
    assert document["frame"] is None
    video = document["video"]
    assert (video["n_bona_fide"], video["n_attack"], video["n_subjects"]) == (4, 6, 5)
    assert video["threshold_devel"] == pytest.approx(0.5)
    assert video["eer_devel"] == 0
    assert video["bpcer"] == 1 / 4
    assert video["apcer"] == {"cut": 1 / 2, "replay": 1 / 4}
    assert (video["apcer_worst"], video["worst_species"]) == (1 / 2, "cut")
    assert video["acer"] == pytest.approx(3 / 8)
    assert video["hter"] == pytest.approx((2 / 6 + 1 / 4) / 2)
    assert video["eer_threshold"] == pytest.approx(0.475)  # |2/6 - 1/4| is the least
    assert video["eer"] == pytest.approx((2 / 6 + 1 / 4) / 2)


def test_hter_is_that_of_brute_force(frames: pd.DataFrame) -> None:
    report = judge(frames, frames).to_json()["frame"]
    devel, test = (
        frames[(frames["split"] == split).to_numpy() & frames["score"].notna().to_numpy()]
        for split in ("devel", "test")
    )

    def errors(rows: pd.DataFrame, t: float) -> tuple[float, float]:
        attack = (rows["label"] == "attack").to_numpy()
        accepted = rows["score"].to_numpy() >= t
        return accepted[attack].mean(), (~accepted[~attack]).mean()

    grid = np.arange(-5, 5, 1 / 8) + 1 / 16
    gaps = [abs(far - frr) for far, frr in (errors(devel, t) for t in grid)]
    threshold = grid[len(gaps) - 1 - int(np.argmin(gaps[::-1]))]
    assert report["hter"] == pytest.approx(sum(errors(test, threshold)) / 2)


def test_json_is_plain_and_finite(frames: pd.DataFrame) -> None:
    document = judge(frames, frames, bootstrap=Bootstrap(draws=20)).to_json()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    for level in ("frame", "video"):
        low, high = document[level]["intervals"]["apcer"]["cut_photo"]
        assert low <= document[level]["apcer"]["cut_photo"] <= high
        points = document[level]["operating_points"]
        assert set(points) == {"bpcer10", "bpcer20", "bpcer100"}
        assert points["bpcer10"]["threshold_devel"] <= points["bpcer100"]["threshold_devel"]
        bounds = document[level]["intervals"]["operating_points"]["bpcer10"]["apcer"]
        assert set(bounds) == {"cut_photo", "video_replay"}
    assert document["bootstrap"] == {"unit": "subject", "draws": 20, "seed": 0, "coverage": 0.95}


def test_without_devel_there_is_no_figure_at_a_threshold_but_oracles(frames: pd.DataFrame) -> None:
    figures = set(judge(frames).to_json()["video"])
    counts = {name for name in figures if name.startswith("n_")} | {"bpnrr", "apnrr"}
    assert figures - counts - {"eer", "eer_threshold"} == {
        "oracle_apcer", "oracle_bpcer", "oracle_acer",
        "oracle_bpcer10", "oracle_bpcer20", "oracle_bpcer100",
    }  # fmt: skip


def test_non_responses_are_counted_and_stand_in_no_rate(videos: Videos) -> None:
    rows = [*TEST, ("cut", np.nan), ("bona_fide", np.nan), ("mask", np.nan)]
    report = judge(videos(rows, n_subjects=5))
    silent = report.to_json()["video"]
    assert (silent["n_bona_fide"], silent["n_bona_fide_expected"]) == (4, 5)
    assert (silent["n_attack"], silent["n_attack_expected"]) == (6, 8)
    assert silent["bpnrr"] == pytest.approx(1 / 5)
    assert silent["apnrr"] == {"cut": 1 / 3, "replay": 0.0, "mask": 1.0}
    assert silent["oracle_apcer"]["mask"] is None
    assert silent["eer"] == judge(videos(TEST, n_subjects=5)).video.eer
    assert any("1 of 5 bona fide videos have no score" in text for text in report.cautions)


def test_order_of_rows_does_not_matter(frames: pd.DataFrame) -> None:
    shuffled = frames.sample(frac=1, random_state=0)
    shuffled.attrs = frames.attrs
    bootstrap = Bootstrap(draws=20)
    assert judge(shuffled, shuffled, bootstrap=bootstrap).to_json() == (
        judge(frames, frames, bootstrap=bootstrap).to_json()
    )


def test_inverted_scores_are_warned_of_and_not_flipped(videos: Videos) -> None:
    report = judge(videos([("bona_fide", 0.1), ("bona_fide", 0.2), ("cut", 0.8)]))
    assert report.video.eer == 1.0
    assert any("polarity may be inverted" in text for text in report.cautions)


def test_inverted_frames_are_warned_of(frames: pd.DataFrame) -> None:
    texts = judge(frames.assign(score=-frames["score"])).cautions
    assert any(text.startswith("the frame EER of test is") for text in texts)


def test_no_error_is_told_with_the_rule_of_three(videos: Videos) -> None:
    report = judge(videos([("bona_fide", 0.9)] * 90 + [("cut", 0.1)] * 60, n_subjects=30))
    assert any("3/90 = 3.3%" in text for text in report.cautions)
    assert any("3/60 = 5.0%" in text for text in report.cautions)


def test_subjects_of_both_splits_are_told(frames: pd.DataFrame) -> None:
    leaky = frames.assign(subject=frames["subject"].astype(object).replace("devel_1", "test_1"))
    assert not any("in devel and in test" in text for text in judge(frames, frames).cautions)
    texts = judge(leaky, leaky).cautions
    assert any("1 subjects are in devel and in test: test_1" in text for text in texts)


def test_one_subject_is_told(videos: Videos) -> None:
    report = judge(videos(TEST, n_subjects=1), bootstrap=Bootstrap(draws=10))
    assert not report.video.intervals
    assert any("one subject" in text for text in report.cautions)


def test_frames_and_whole_videos_are_not_judged_by_each_other(
    frames: pd.DataFrame, videos: Videos
) -> None:
    with pytest.raises(ScoreError) as refused:
        judge(frames, videos(DEVEL, split="devel"))
    assert str(refused.value) == (
        "the scores: only one of the test rows and the devel rows score whole videos. Give both by "
        "frame or both by video."
    )


def test_scores_do_not_choose_their_own_threshold(videos: Videos) -> None:
    test = videos(TEST)
    with pytest.raises(ScoreError) as refused:
        judge(test, test.assign(split="devel"))
    assert str(refused.value) == (
        "made: 10 scores are in devel and in test, of clip 'test/0.avi' first. Choose thresholds "
        "on other videos than those they are judged on."
    )
    other = test.assign(split="devel", score=test["score"] + 1)  # another corpus, the same names
    assert judge(test, other).video.devel is not None


def test_one_score_in_both_splits_is_enough_to_refuse(videos: Videos) -> None:
    """A clip of devel has the name of one of test: first with another score, then with its own."""
    test, devel = videos(TEST), videos(DEVEL, split="devel")
    devel["clip"] = devel["clip"].astype(object).replace("devel/0.avi", "test/1.avi")
    assert judge(test, devel).video.devel is not None
    devel.loc[0, "score"] = 0.55
    with pytest.raises(ScoreError, match=r"1 scores are in devel and in test, .* 'test/1\.avi'"):
        judge(test, devel)


def test_videos_of_one_name_without_a_score_are_no_shared_score(videos: Videos) -> None:
    silent = ("bona_fide", np.nan)
    test, devel = videos([silent, *TEST]), videos([silent, *DEVEL], split="devel")
    devel["clip"] = devel["clip"].astype(object).replace("devel/0.avi", "test/0.avi")
    assert judge(test, devel).video.devel is not None


def test_a_window_needs_frames(frames: pd.DataFrame, videos: Videos) -> None:
    with pytest.raises(ScoreError) as refused:
        judge(videos(TEST), window_frames=3)
    assert str(refused.value) == (
        "made: the rows score whole videos, so there are no first frames to decide by. Give scores "
        "of frames, or no window."
    )
    report = judge(frames, frames, window_frames=2, pooling=Pooling.MAX)
    document = report.to_json()
    assert (document["pooling"], document["window_frames"]) == ("max", 2)
    assert document["cautions"] == list(report.cautions)
    early = frames[(frames["frame"] < 2).to_numpy()]
    assert report.video == judge(early, early, pooling=Pooling.MAX).video
    assert report.frame == judge(frames, frames).frame
