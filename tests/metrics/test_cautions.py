"""Every warning to the letter, and where each begins."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from msfans.metrics.cautions import polarity_cautions, report_cautions, shared_subjects
from msfans.metrics.pad_report import PadReport, pad_report
from msfans.metrics.presentations import presentations

Videos = Callable[..., pd.DataFrame]


def report(videos: Videos, *rows: tuple[str, float], n_subjects: int = 2) -> PadReport:
    return pad_report(presentations(videos(rows, n_subjects=n_subjects)), None, None)


def test_inverted_scores_of_both_levels_and_splits(videos: Videos) -> None:
    rows = videos([("bona_fide", 0.1), ("cut", 0.9), ("bona_fide", 0.2)])
    tested = presentations(rows)
    inverted = pad_report(tested, tested, None)
    upside_down = [
        f"the {level} EER of {split} is 100.0%, above 50 %: the polarity may be inverted (a "
        "higher score must mean more bona fide); nothing was flipped"
        for level in ("frame", "video")
        for split in ("test", "devel")
    ]
    assert list(report_cautions(inverted, inverted))[:4] == upside_down
    assert list(report_cautions(None, inverted))[:2] == upside_down[2:]


def test_an_eer_of_one_half_is_chance_and_no_inversion(videos: Videos) -> None:
    even = report(videos, ("bona_fide", 0.5), ("cut", 0.5))
    assert even.eer == 0.5
    assert not list(polarity_cautions(even, "video"))


def test_non_responses_and_no_errors(videos: Videos) -> None:
    rows = [("bona_fide", 0.9), ("bona_fide", np.nan), ("cut", 0.1), ("cut", 0.2), ("cut", np.nan)]
    assert list(report_cautions(None, report(videos, *rows))) == [
        "1 of 2 bona fide videos have no score; they count as non-responses, not as errors",
        "1 of 3 attack videos have no score; they count as non-responses, not as errors",
        "no error among 1 bona fide videos: the BPCER may still be up to 3/1 = 100.0% (rule of "
        "three, 95 %)",
        "no error among 2 attack videos: the share of accepted attacks may still be up to 3/2 = "
        "100.0% (rule of three, 95 %)",
    ]


def test_one_subject(videos: Videos) -> None:
    rows = [("bona_fide", 0.2), ("bona_fide", 0.6), ("cut", 0.5), ("cut", 0.1)]
    assert list(report_cautions(None, report(videos, *rows, n_subjects=1))) == [
        "one subject: no interval over subjects can be given"
    ]
    assert not list(report_cautions(None, report(videos, *rows, n_subjects=2)))


@pytest.mark.parametrize(
    ("n_shared", "names"),
    [(1, "0"), (5, "0, 1, 2, 3, 4"), (6, "0, 1, 2, 3, 4, ..."), (7, "0, 1, 2, 3, 4, ...")],
)
def test_subjects_of_both_splits(n_shared: int, names: str) -> None:
    test = pd.DataFrame({"subject": [str(k) for k in range(n_shared)]})
    devel = pd.DataFrame({"subject": [*test["subject"], "other"]})
    assert list(shared_subjects(test, devel)) == [
        f"{n_shared} subjects are in devel and in test: {names}"
    ]


def test_no_shared_subjects() -> None:
    test, devel = pd.DataFrame({"subject": ["a"]}), pd.DataFrame({"subject": ["b"]})
    assert not list(shared_subjects(test, devel))
    assert not list(shared_subjects(test, None))
