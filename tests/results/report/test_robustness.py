"""Records of robustness: JSON, CSV, and what is neither."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from msfans.errors import ScoreError
from msfans.results.report.robustness import read_robustness, robustness_beside
from msfans.results.report.robustness_table import robustness_blocks

EFFECT: dict[str, Any] = {
    "family": "box scale",
    "level": -0.1,
    "unit": "share of the box's side",
    "n_compared": 40,
    "n_flipped": 3,
    "flip_share": 0.075,
    "flip_share_low": 0.016,
    "flip_share_high": 0.204,
    "bpcer": 0.25,
    "apcer_worst": None,
    "hter": 0.125,
}
DOCUMENT = {
    "format": 1,
    "kind": "robustness",
    "bundle": {"name": "door"},
    "n_presentations": 12,
    "threshold": 0.5,
    "threshold_level": "video",
    "effects": [EFFECT],
}


def written(path: Path) -> Path:
    if path.suffix == ".json":
        path.write_text(json.dumps(DOCUMENT))
        return path
    with path.open("w", newline="") as handle:
        writer = csv.DictWriter(handle, list(EFFECT))
        writer.writeheader()
        writer.writerow(EFFECT)
    return path


@pytest.mark.parametrize("name", ["robustness.json", "robustness.csv"])
def test_both_forms_make_the_same_table(tmp_path: Path, name: str) -> None:
    found = read_robustness(written(tmp_path / name))
    text, table = robustness_blocks(found)
    assert [cell.text for cell in table.rows[0]] == [
        "box scale",
        "-0.1 share of the box's side",
        "7.5 [1.6, 20.4]",
        "40",
        "25.0",
        "-",
        "12.5",
    ]
    assert ("door" in text.text) is (name == "robustness.json")
    assert found.to_json()["effects"][0]["flip_share"] == 0.075


def test_it_lies_beside_a_run_or_not(tmp_path: Path) -> None:
    assert robustness_beside(tmp_path) is None
    path = written(tmp_path / "robustness.csv")
    assert robustness_beside(tmp_path) == path
    path = written(tmp_path / "robustness.json")
    assert robustness_beside(tmp_path) == path


@pytest.mark.parametrize(
    ("name", "content", "fact"),
    [
        ("r.json", "{", "this is no record of robustness"),
        ("r.json", "[]", "this is no record of robustness"),
        ("r.json", '{"effects": []}', "it holds no effects"),
        ("r.json", '{"effects": [{"family": "blur"}]}', "its effects have no level"),
        ("r.csv", "family,level\nblur,1\n", "its effects have no n_compared"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, name: str, content: str, fact: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(ScoreError, match=fact):
        read_robustness(tmp_path / name)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ScoreError, match="there is no such file"):
        read_robustness(tmp_path / "robustness.json")
