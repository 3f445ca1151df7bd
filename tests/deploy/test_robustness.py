"""The record of a robustness test."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from msfans.deploy.material import Presentation, Sampling
from msfans.deploy.perturbed_scores import ChangedScore, Scored
from msfans.deploy.robustness import robustness_document
from msfans.errors import DataError
from msfans.records import Label

TRUTH = {"a.avi": ("bona_fide", ""), "b.avi": ("attack", "print")}


def scores_of(family: str, level: float, scores: dict[str, float]) -> list[ChangedScore]:
    return [
        ChangedScore(
            family=family,
            level=level,
            clip=clip,
            frame=0,
            label=TRUTH[clip][0],
            pai_species=TRUTH[clip][1],
            score=score,
        )
        for clip, score in scores.items()
    ]


@pytest.fixture
def scores() -> list[ChangedScore]:
    return [
        *scores_of("blur, sigma", 2, {"a.avi": 0.1, "b.avi": 0.1}),
        *scores_of("box scale", 20, {"a.avi": 0.7, "b.avi": 0.65}),
        *scores_of("box scale", -20, {"a.avi": 0.8, "b.avi": 0.3}),
        *scores_of("none", 0, {"a.avi": 0.9, "b.avi": 0.2}),
    ]


def document(make_bundle, scores, suffix=".avi", *, max_flips=0.25, unreadable=()):
    rows = [
        Scored(
            presentation=Presentation(
                path=Path(name).with_suffix(suffix), name=name, label=Label(TRUTH[name][0])
            ),
            scores=tuple(each for each in scores if each.clip == name),
        )
        for name in TRUTH
    ]
    seen = [Presentation(path=Path(name), name=name) for name in unreadable]
    return robustness_document(
        make_bundle(folder=Path("x/tiny"), provenance={"run": "one", "fingerprint": "f1"}),
        [*rows, *(Scored(presentation=each, trouble="is torn") for each in seen)],
        sampling=Sampling(),
        source={"corpus": "own"},
        max_flips=max_flips,
    )


def test_rows_stand_in_the_order_of_the_families(make_bundle, scores) -> None:
    rows = document(make_bundle, scores)["effects"]
    assert [(row["family"], row["level"]) for row in rows] == [
        ("none", 0),
        ("box scale", -20),
        ("box scale", 20),
        ("blur, sigma", 2),
    ]
    assert (rows[2]["unit"], rows[2]["neutral"]) == ("%", 0)


def test_decisions_are_by_the_threshold_of_videos(make_bundle, scores) -> None:
    """0.6: b is accepted at 0.65, and only there; at the 0.5 of pictures nothing else changes."""
    told = document(make_bundle, scores)
    assert (told["threshold"], told["threshold_level"]) == (0.6, "video")
    assert [row["n_flipped"] for row in told["effects"]] == [0, 0, 1, 1]
    assert [row["bpcer"] for row in told["effects"]] == [0, 0, 0, 1]
    assert [row["apcer_worst"] for row in told["effects"]] == [0, 0, 1, 0]


def test_pictures_are_decided_by_their_own(make_bundle, scores) -> None:
    told = document(make_bundle, scores, suffix=".png")
    assert (told["threshold"], told["threshold_level"]) == (0.5, "frame")


def test_the_worst_change_of_the_box_is_judged(make_bundle, scores) -> None:
    """b flips at 20 %, one of two; the blur, which flips one as well, is no change of the box."""
    judged = document(make_bundle, scores, max_flips=0.4)["box"]
    assert (judged["max_flips"], judged["passed"]) == (0.4, False)
    worst = judged["worst"]
    assert (worst["family"], worst["level"], worst["not_kept_share"]) == ("box scale", 20, 0.5)
    assert document(make_bundle, scores, max_flips=0.5)["box"]["passed"]


def test_a_lost_decision_is_not_kept(make_bundle, scores) -> None:
    """At -20 % nothing flips and both are lost, which is worse than one flip of two."""
    gone = [replace(each, score=np.nan) if each.level == -20 else each for each in scores]
    told = document(make_bundle, gone, max_flips=0.9)
    worst = told["box"]["worst"]
    assert (worst["level"], worst["n_flipped"], worst["n_lost"]) == (-20, 0, 2)
    assert (worst["not_kept_share"], told["box"]["passed"]) == (1.0, False)


def test_what_could_not_be_read_is_counted_apart(make_bundle, scores) -> None:
    told = document(make_bundle, scores, suffix=".png", unreadable=["torn.avi"])
    assert (told["n_presentations"], told["n_unreadable"]) == (2, 1)
    assert told["threshold_level"] == "frame"


def test_the_record_names_the_run(make_bundle, scores) -> None:
    assert document(make_bundle, scores)["run"] == {"name": "one", "fingerprint": "f1"}


def test_the_record_is_plain_json(make_bundle, scores) -> None:
    told = document(make_bundle, scores)
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["n_presentations"] == 2
    assert len(told["bundle"]["digest"]) == 64


def test_material_without_a_face_is_refused(make_bundle) -> None:
    gone = scores_of("none", 0, {"a.avi": np.nan, "b.avi": np.nan})
    with pytest.raises(DataError, match="no face in the material"):
        document(make_bundle, gone)
    with pytest.raises(DataError, match="no face in the material"):
        document(make_bundle, [], unreadable=["torn.avi"])
