"""What so few videos can not tell, to the letter, and where each warning begins."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from msfans.metrics.comparison import McNemar, resolution_cautions
from msfans.metrics.pad_report import PadReport, pad_report
from msfans.metrics.presentations import presentations

Videos = Callable[..., pd.DataFrame]
SAME = McNemar(n_videos=6, n_unpaired=0, only_a_wrong=0, only_b_wrong=0)


def report(videos: Videos, bona_fide: list[float], attack: list[float]) -> PadReport:
    rows = [("bona_fide", score) for score in bona_fide] + [("cut", score) for score in attack]
    return pad_report(presentations(videos(rows)), None, None)


def test_equal_systems_on_few_videos(videos: Videos) -> None:
    a = report(videos, [0.9, 0.8, 0.7], [0.2, 0.1, np.nan])
    fewer = report(videos, [0.9, 0.8, np.nan], [0.2, 0.1, 0.1])
    assert list(resolution_cautions((a, fewer), SAME)) == [
        "the systems differ on 0 of 6 videos: even if all of them spoke for one system, p would be "
        "1.00; at least 6 are needed for p below 0.05",
        *(
            f"{rate} differ by 0.0% on 2 {label} videos: even no error among 2 leaves an error "
            "rate of up to 3/2 = 100.0% (rule of three, 95 %), so a difference below that is not "
            "resolved"
            for rate, label in (("BPCER", "bona fide"), ("accepted attacks", "attack"))
        ),
    ]


def test_videos_that_differ_make_p_smaller(videos: Videos) -> None:
    a = report(videos, [0.9], [0.1])
    for differ, p in ((2, "0.50"), (5, "0.06")):
        test = McNemar(n_videos=9, n_unpaired=0, only_a_wrong=1, only_b_wrong=differ - 1)
        text = next(resolution_cautions((a, a), test))
        assert f"differ on {differ} of 9 videos" in text
        assert f"p would be {p};" in text
    six = McNemar(n_videos=9, n_unpaired=0, only_a_wrong=1, only_b_wrong=5)
    assert not any("p would be" in text for text in resolution_cautions((a, a), six))


def test_a_difference_of_exactly_three_videos_is_resolved(videos: Videos) -> None:
    """Of 32: binary fractions, so that 3/32 is met exactly. Both err on attacks, A more."""
    wrong_a, wrong_b = ([0.9] * 3 + [0.1] * 29, [0.1] * 32)
    a = report(videos, [0.3] * 3 + [0.8] * 29, wrong_a)
    b = report(videos, [0.8] * 32, wrong_b)
    assert (a.decided.bpcer, a.decided.far) == (3 / 32, 3 / 32)
    many = McNemar(n_videos=64, n_unpaired=0, only_a_wrong=6, only_b_wrong=0)
    assert not list(resolution_cautions((a, b), many))
    texts = list(resolution_cautions((a, a), many))
    assert len(texts) == 2
    assert all("differ by 0.0%" in text for text in texts)
