"""Records of robustness: JSON, CSV, and what is neither."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from msfans.errors import ScoreError
from msfans.results.report.document import Table, Text
from msfans.results.report.robustness import read_robustness, robustness_beside
from msfans.results.report.robustness_table import robustness_blocks

Document = dict[str, Any]


def written(path: Path, document: Document) -> Path:
    if path.suffix == ".json":
        path.write_text(json.dumps(document))
        return path
    with path.open("w", newline="") as handle:
        writer = csv.DictWriter(handle, list(document["effects"][0]))
        writer.writeheader()
        writer.writerows(document["effects"])
    return path


@pytest.mark.parametrize("name", ["robustness.json", "robustness.csv"])
def test_both_forms_make_the_same_table(
    tmp_path: Path, robustness_document: Document, name: str
) -> None:
    found = read_robustness(written(tmp_path / name, robustness_document))
    text, table = robustness_blocks(found)
    assert isinstance(text, Text)
    assert isinstance(table, Table)
    assert [(cell.text, cell.detail) for cell in table.rows[1]] == [
        ("box scale -0.1 share of the box's side", ""),
        ("7.5", "[1.6, 20.4]"),
        ("40", ""),
        ("0", ""),
        ("25.0", ""),
        ("-", ""),
        ("12.5", ""),
    ]
    assert ("door" in text.text) is (name == "robustness.json")
    assert found.to_json()["effects"][1]["flip_share"] == 0.075


def test_it_lies_beside_a_run_or_not(tmp_path: Path, robustness_document: Document) -> None:
    assert robustness_beside(tmp_path) is None
    path = written(tmp_path / "robustness.csv", robustness_document)
    assert robustness_beside(tmp_path) == path
    path = written(tmp_path / "robustness.json", robustness_document)
    assert robustness_beside(tmp_path) == path


def test_changes_need_what_they_are_compared_with(
    tmp_path: Path, robustness_document: Document
) -> None:
    for kept in (slice(0, 1), slice(1, 2)):
        part = robustness_document | {"effects": robustness_document["effects"][kept]}
        with pytest.raises(ScoreError, match="not one of family 'none' and those of changes"):
            read_robustness(written(tmp_path / "r.json", part))


@pytest.mark.parametrize(
    ("name", "content", "fact"),
    [
        ("r.json", "{", "this is no record of robustness"),
        ("r.json", "[]", "this is no record of robustness"),
        ("r.json", '{"effects": []}', "its effects are not one of"),
        ("r.json", '{"effects": [{"family": "blur"}]}', "its effects have no level"),
        ("r.csv", "family,level\nblur,1\n", "its effects have no unit"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, name: str, content: str, fact: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(ScoreError, match=fact):
        read_robustness(tmp_path / name)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ScoreError, match="there is no such file"):
        read_robustness(tmp_path / "robustness.json")
