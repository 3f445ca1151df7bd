"""The JSON form: exact, complete, and honest about thresholds on test."""

import json
from collections.abc import Callable

from msfans.results.report.as_json import as_json
from msfans.results.report.evidence import Evidence

MakeEvidence = Callable[..., Evidence]


def test_of_a_run(of_run: MakeEvidence) -> None:
    evidence = of_run()
    document = json.loads(json.dumps(as_json(evidence), allow_nan=False))
    assert document["schema"] == "msfans report 1"
    assert document["system"]["scales"] == "1.0-1.2"
    assert document["results"]["video"] == json.loads(json.dumps(evidence.video.report.to_json()))
    video = document["levels"]["video"]
    assert len(video["expected_performance"]) == 21
    assert sum(each["n"] for each in video["reliability"]["bins"]) == 23
    assert sum(each["n_bona_fide"] for each in video["subject_errors"]) == 11
    assert document["fusion_weights"][0]["quantiles"][2] > 0
    assert {each["level"] for each in document["error_over_scale"]} == {"video", "frame"}
    assert document["robustness"] is None
    assert "robustness: not tested" in document["not_tested"][0]


def test_without_devel_nothing_is_chosen_elsewhere(of_scores: MakeEvidence) -> None:
    document = as_json(of_scores(devel=False))
    video = document["levels"]["video"]
    assert "subject_errors" not in video
    assert len(video["oracle_subject_errors"]) == 6
    assert video["expected_performance"] == []
    assert (document["system"], document["corpus"]["name"]) == (None, None)
