import numpy as np
import pandas as pd
import pytest

from msfans.deploy.thresholds import drawn_threshold, thresholds_of
from msfans.errors import ScoreError
from msfans.metrics.intervals import Bootstrap
from msfans.metrics.presentations import presentations

BOOTSTRAP = Bootstrap(draws=200)


def rows(scores_by_subject, *, split="devel"):
    """Two bona fide frames of one clip and two attack frames of another for each subject."""
    table = [
        (f"{subject}/{label}.avi", frame, subject, split, label, species, score)
        for subject, (bona_fide, attack) in scores_by_subject.items()
        for label, species, scores in (
            ("bona_fide", None, bona_fide),
            ("attack", "print", attack),
        )
        for frame, score in enumerate(scores)
    ]
    names = ["clip", "frame", "subject", "split", "label", "pai_species", "score"]
    return pd.DataFrame(table, columns=names)


DEVEL = rows({"a": ((0.9, 0.7), (0.1, 0.3)), "b": ((0.8, 0.5), (0.2, 0.4))})


def test_thresholds_by_hand():
    found = thresholds_of(DEVEL, chosen_on="own devel", bootstrap=BOOTSTRAP)
    assert found.frame.value == pytest.approx(0.45)  # between attack 0.4 and bona fide 0.5
    assert found.video.value == pytest.approx((0.3 + 0.65) / 2)  # between the videos' means
    for each in (found.frame, found.video):
        assert (each.eer_devel, each.chosen_on, each.n_subjects) == (0, "own devel", 2)
    assert (found.frame.n_bona_fide, found.frame.n_attack) == (4, 4)
    assert (found.video.n_bona_fide, found.video.n_attack) == (2, 2)


def test_each_draw_chooses_its_own_threshold():
    """a twice: 0.3 to 0.7; b twice: 0.4 to 0.5; each once: 0.4 to 0.5."""
    devel = presentations(DEVEL)
    weights = [np.array(each, float) for each in ((2, 0), (0, 2), (1, 1))]
    drawn = [drawn_threshold(devel, weight_s) for weight_s in weights]
    assert drawn == pytest.approx([0.5, 0.45, 0.45])
    found = thresholds_of(DEVEL, chosen_on="own devel", bootstrap=BOOTSTRAP).frame
    assert (found.low, found.high) == pytest.approx((0.45, 0.5))


def test_a_draw_without_a_class_defines_no_threshold():
    one = rows({"a": ((0.9,), (0.1,)), "b": ((), (0.2,))})
    assert np.isnan(drawn_threshold(presentations(one), np.array([0.0, 2.0])))
    found = thresholds_of(one, chosen_on="d", bootstrap=BOOTSTRAP).frame
    assert 0.1 < found.low <= found.high < 0.9


def test_one_subject_gives_no_interval():
    found = thresholds_of(rows({"a": ((0.9,), (0.1,))}), chosen_on="d", bootstrap=BOOTSTRAP)
    assert (found.frame.low, found.frame.high) == (None, None)


def test_frames_without_a_score_do_not_count():
    holes = pd.concat([DEVEL, DEVEL.assign(clip=DEVEL["clip"] + "2", score=np.nan)])
    found = thresholds_of(holes, chosen_on="d", bootstrap=BOOTSTRAP)
    assert found == thresholds_of(DEVEL, chosen_on="d", bootstrap=BOOTSTRAP)


def test_test_rows_and_whole_videos_are_refused():
    with pytest.raises(ScoreError, match="no row has split devel, only test"):
        thresholds_of(DEVEL.assign(split="test"), chosen_on="d")
    with pytest.raises(ScoreError, match="score whole videos"):
        thresholds_of(DEVEL.groupby("clip").first().reset_index().assign(frame=None), chosen_on="d")
