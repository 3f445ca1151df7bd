"""What a report knows: of the score file, of devel, of the run."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from msfans.errors import ScoreError
from msfans.records import Split
from msfans.results.finished_run import open_run
from msfans.results.report.evidence import Evidence, Silent
from msfans.results.report.gather import Material, gather
from msfans.scores import read_scores

MakeEvidence = Callable[..., Evidence]


def test_both_levels_of_a_score_file(of_scores: MakeEvidence) -> None:
    evidence = of_scores()
    video, frame = evidence.levels
    assert (video.name, frame.name) == ("video", "frame")
    assert video.report is evidence.results.video
    assert frame.report is evidence.results.frame
    assert len(video.tested.score_n) == 24
    assert len(video.expected) == 21
    assert video.expected[10].alpha == 0.5
    assert video.threshold_from == "threshold from devel"
    assert sum(each.n_attack for each in frame.subject_errors) == frame.report.attack.n_scored
    assert evidence.silent == (Silent(clip="test/0/1.avi", kind="bona fide"),)
    assert evidence.n_devel_subjects == 4
    assert (evidence.run, evidence.alphas, evidence.scale_errors) == (None, (), ())


def test_files_are_told_by_their_content(of_scores: MakeEvidence) -> None:
    (source,) = of_scores().sources
    content = Path(source.path).read_bytes()
    assert source.sha256 == hashlib.sha256(content).hexdigest()
    assert source.n_bytes == len(content)


def test_without_devel_no_point_is_expected(of_scores: MakeEvidence) -> None:
    evidence = of_scores(devel=False)
    assert evidence.video.expected == ()
    assert evidence.video.threshold_from == "threshold on test"
    assert evidence.n_devel_subjects is None


def test_a_run_brings_weights_neighbours_and_provenance(of_run: MakeEvidence) -> None:
    evidence = of_run()
    assert {each.scale for each in evidence.alphas} == {1.0, 1.2}
    assert {each.scales for each in evidence.scale_errors} == {"1.0", "1.0-1.2"}
    assert evidence.embedded
    assert [each.role for each in evidence.sources] == [
        "scores",
        "settings",
        "provenance",
        "fusion weights",
    ]


def test_a_fusion_without_weights_has_none(of_run: MakeEvidence) -> None:
    assert of_run("concat").alphas == ()


def test_metrics_that_the_scores_deny_are_told(made_run: Callable[..., Path]) -> None:
    folder = made_run()
    path = folder / "metrics.json"
    metrics = json.loads(path.read_text())
    metrics["video"]["eer"] = 0.99
    path.write_text(json.dumps(metrics))
    run = open_run(folder)
    material = Material(
        name="x",
        scores={Split.TEST: read_scores(run.scores)},
        files={"scores": run.scores},
        run=run,
    )
    evidence = gather(material, date="2026-01-31")
    assert [text for text in evidence.notices if "99.0000%" in text]
    assert evidence.scale_errors == ()
    healthy = replace(run, cell=replace(run.cell, metrics={}))
    assert gather(replace(material, run=healthy), date="2026-01-31").notices == ()


def test_one_class_can_not_be_judged(of_scores: MakeEvidence, made_scores: Callable) -> None:
    rows = read_scores(made_scores())
    attacks = rows.loc[(rows["label"] == "attack").to_numpy()]
    attacks.attrs["path"] = "s.csv"
    with pytest.raises(ScoreError, match="no bona_fide presentation of split test"):
        gather(Material(name="x", scores={Split.TEST: attacks}, files={}), date="2026-01-31")
