"""Quantiles of alpha, by hand, and files that are none of it."""

from pathlib import Path

import pytest

from msfans.errors import ScoreError
from msfans.results.fusion_weights import alpha_summaries, read_fusion_weights

HEADER = "clip,frame,subject,split,label,pai_species,alpha_0.9,alpha_1.5\n"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "fusion_weights.csv"
    path.write_text(text)
    return path


def test_by_hand(tmp_path: Path) -> None:
    rows = [
        "a,0,s,test,bona_fide,,0.1,1",
        "a,1,s,test,bona_fide,,0.3,2",
        "b,0,s,test,attack,cut,0.5,3",
        "c,0,s,test,attack,video,0.7,4",
        "d,0,s,devel,attack,mask,9,9",
    ]
    found = alpha_summaries(read_fusion_weights(written(tmp_path, HEADER + "\n".join(rows))))
    kinds = ["bona fide", "all attacks", "cut", "video"]
    assert [(each.kind, each.scale) for each in found] == [
        (kind, scale) for kind in kinds for scale in (0.9, 1.5)
    ]
    assert (found[0].n, found[0].mean) == (2, pytest.approx(0.2))
    assert found[0].quantiles == pytest.approx((0.11, 0.15, 0.2, 0.25, 0.29))
    assert found[3].mean == pytest.approx(3.5)
    assert found[4].to_json()["quantiles"] == (0.5,) * 5


def test_one_species_is_not_told_twice(tmp_path: Path) -> None:
    text = HEADER + "a,0,s,test,bona_fide,,0.1,1\nb,0,s,test,attack,cut,0.5,3\n"
    found = alpha_summaries(read_fusion_weights(written(tmp_path, text)))
    assert [each.kind for each in found] == ["bona fide"] * 2 + ["cut"] * 2


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("clip,score\na,1\n", "the columns clip, score are not those of fusion weights"),
        ("split,label,pai_species,alpha_x\n", "alpha_x"),
        (HEADER + "a,0,s,test,bona_fide,,much,1\n", "much"),
        ("", "the file is empty"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, text: str, fact: str) -> None:
    with pytest.raises(ScoreError, match=fact):
        read_fusion_weights(written(tmp_path, text))
