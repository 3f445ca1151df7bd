"""The document: chapters in the order of the standard, and what each must say."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from msfans.results.report.document import Document, Facts, Items, Listing, Table, Text
from msfans.results.report.evidence import Evidence
from msfans.results.report.sections import document, flat

MakeEvidence = Callable[..., Evidence]
ORDER = [
    "system",
    "corpus",
    "presentations",
    "subjects",
    "non-response",
    "operating-points",
    "species",
    "figures",
    "intervals",
    "not-tested",
    "provenance",
]


def words(report: Document, key: str) -> str:
    """All text of a section."""
    section = next(each for each in report.sections if each.key == key)
    parts: list[str] = []
    for block in section.blocks:
        match block:
            case Text():
                parts.append(block.text)
            case Items():
                parts.extend(block.items)
            case Facts():
                parts.extend(f"{name}: {value}" for name, value in block.facts.items())
            case Table():
                parts.extend(cell.text for row in block.rows for cell in row)
            case Listing():
                parts.append(block.text)
            case _:
                parts.append(type(block).__name__)
    return "\n".join(parts)


def test_of_a_score_file(of_scores: MakeEvidence) -> None:
    report = document(of_scores())
    assert [section.key for section in report.sections] == ORDER
    assert [each.cell.place[-1] for each in report.headline] == ["apcer_worst", "bpcer", "bpcer"]
    assert "design: not stated by a score file" in words(report, "system")
    assert "corpus: not stated" in words(report, "corpus")
    assert "2 PAI species: cut_photo, video_replay" in words(report, "presentations")
    assert "subjects of devel: 4" in words(report, "subjects")
    assert "test/0/1.avi (bona fide)" in words(report, "non-response")
    assert "50 draws, seed 0" in words(report, "intervals")
    assert "robustness: not tested" in words(report, "not-tested")
    assert "no official list" in words(report, "not-tested")


def test_of_a_run(of_run: MakeEvidence) -> None:
    report = document(of_run())
    assert "scales: 1.0-1.2\nfusion: lstm" in words(report, "system")
    assert "videos: rendered" in words(report, "corpus")
    assert "note: <b>as it is</b>" in words(report, "provenance")
    assert "code.commit: not known" in words(report, "provenance")
    assert (
        "The corpus is rendered. These figures say nothing about real attacks." in report.warnings
    )
    assert [plate.key for plate in report.plates][-3:] == [
        "fusion-weights",
        "scales-video",
        "scales-frame",
    ]


def test_without_devel_every_threshold_is_on_test(of_scores: MakeEvidence) -> None:
    report = document(of_scores(devel=False))
    assert any("every figure below has its threshold on test" in text for text in report.warnings)
    assert "threshold from: test itself" in words(report, "corpus")
    assert "subjects of devel: no devel set" in words(report, "subjects")
    assert all("threshold on test" in each.name for each in report.headline)
    assert not [plate for plate in report.plates if plate.key.startswith("epc")]
    assert "no threshold was chosen before the test set was seen" in words(report, "not-tested")


def test_figures_that_are_not_there_are_told(of_run: MakeEvidence) -> None:
    report = document(of_run("concat"))
    assert "No fusion weights: concat fusion has none." in words(report, "figures")
    assert "fusion-weights" not in [plate.key for plate in report.plates]


def test_robustness_that_was_tested(
    of_run: MakeEvidence, robustness_document: dict, tmp_path: Path
) -> None:
    path = tmp_path / "robustness.json"
    path.write_text(json.dumps(robustness_document))
    report = document(of_run(robustness=path))
    assert "box scale -0.1 share of the box's side\n7.5\n40" in words(report, "operating-points")
    assert report.plates[-1].key == "robustness"
    assert "turns the most decisions: 7.50 %" in report.plates[-1].summary
    assert "robustness" not in words(report, "not-tested")
    assert str(path) in words(report, "provenance")


@pytest.mark.parametrize("devel", [True, False])
def test_every_figure_has_words(of_scores: MakeEvidence, devel: bool) -> None:
    plates = document(of_scores(devel=devel)).plates
    assert len({plate.key for plate in plates}) == len(plates) >= 10
    assert all(plate.summary and plate.caption and plate.title for plate in plates)


def test_records_become_flat() -> None:
    record = {"a": {"b": 1, "c": None}, "d": ["x", 2]}
    assert dict(flat(record)) == {"a.b": "1", "a.c": "not known", "d": "x 2"}
