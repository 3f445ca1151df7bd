"""Rows of doubles on disk, and the tables they become."""

import numpy as np
import pandas as pd
import torch

from msfans.score_csv import COLUMNS
from msfans.training.score_writer import RawScores, with_scores, write_fusion_weights

FRAMES = pd.DataFrame(
    {
        "clip": ["a.avi", "a.avi", "b.avi"],
        "frame": pd.array([0, 5, pd.NA], dtype="Int64"),
        "subject": ["1", "1", "2"],
        "split": ["devel", "devel", "test"],
        "label": ["bona_fide", "bona_fide", "attack"],
        "pai_species": ["", "", "print"],
        "status": ["face", "no_face", "not_a_video"],
        "row": pd.array([0, pd.NA, pd.NA], dtype="Int64"),
    },
    index=[4, 5, 9],
)


def answer(samples, scores, alphas=None):
    return {
        "sample_b": torch.tensor(samples),
        "score_b": torch.tensor(scores, dtype=torch.float64),
        "alpha_bs": None if alphas is None else torch.tensor(alphas),
    }


def test_rows_come_back_in_full_precision():
    raw = RawScores()
    third = 1 / 3
    raw.append(answer([4, 123_456_789], [third, 1 - 2**-50], [[0.5, 0.25], [0.0, -1.0]]))
    raw.append(answer([5], [0.0], [[1.0, 2.0]]))
    expected = [[4, third, 0.5, 0.25], [123_456_789, 1 - 2**-50, 0, -1], [5, 0, 1, 2]]
    assert raw.read().tolist() == expected
    raw.close()


def test_a_fusion_without_alpha_has_two_columns():
    raw = RawScores()
    raw.append(answer([4], [0.5]))
    assert raw.read().tolist() == [[4, 0.5]]
    raw.close()


def test_nothing_scored_is_no_rows():
    assert RawScores().read().shape == (0, 2)


def test_frames_without_a_score_are_non_responses():
    table = with_scores(FRAMES, np.array([[4, 0.75]]))
    assert tuple(table.columns) == COLUMNS
    assert table["score"].fillna(-1).tolist() == [0.75, -1, -1]
    assert table["frame"].isna().tolist() == [False, False, True]


def test_fusion_weights_have_a_row_for_each_scored_frame(tmp_path):
    path = tmp_path / "fusion_weights.csv"
    write_fusion_weights(path, FRAMES, np.array([[4, 0.75, 0.5, 0.25]]), (0.9, 1.0))
    assert path.read_text().splitlines() == [
        "clip,frame,subject,split,label,pai_species,alpha_0.9,alpha_1",
        "a.avi,0,1,devel,bona_fide,,0.5,0.25",
    ]


def test_a_fusion_without_alpha_leaves_no_file(tmp_path):
    write_fusion_weights(tmp_path / "w.csv", FRAMES, np.array([[4, 0.75]]), (0.9, 1.0))
    assert not (tmp_path / "w.csv").exists()
