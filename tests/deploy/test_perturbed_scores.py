"""Frames go through the pipeline changed and unchanged, and every score says which."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from msfans.deploy.material import Presentation, Sampling
from msfans.deploy.perturbations import BOX_FAMILIES, FAMILIES, FRAME_FAMILIES, Family, brighten
from msfans.deploy.perturbed_scores import score_changes, scores_of_frame, those_read
from msfans.deploy.session import Detector
from msfans.errors import DataError
from msfans.media import workers as processes
from msfans.metrics.robustness import UNCHANGED
from msfans.records import Label

BRIGHTNESS = Family(name="light", unit="%", levels=(-20, 20), on_frame=brighten)


def test_each_family_and_level_has_a_score(bright_detector) -> None:
    rgb = np.full((60, 80, 3), 102, np.uint8)
    found = list(scores_of_frame(bright_detector, rgb, FAMILIES))
    assert found[0] == (UNCHANGED, 0.0, pytest.approx(0.4))
    assert [(family, level) for family, level, _ in found[1:]] == [
        (family.name, level) for family in FAMILIES for level in family.levels
    ]


def test_changes_of_the_frame_reach_the_score(bright_detector) -> None:
    rgb = np.full((60, 80, 3), 102, np.uint8)
    scores = [score for _, _, score in scores_of_frame(bright_detector, rgb, [BRIGHTNESS])]
    assert scores == pytest.approx([0.4, 0.2, 0.6])


def test_a_face_that_the_change_hides_has_no_score(bright_detector) -> None:
    """At 20 % less light the frame is black, where the stand-in sees no face."""
    rgb = np.full((60, 80, 3), 50, np.uint8)
    scores = [score for _, _, score in scores_of_frame(bright_detector, rgb, [BRIGHTNESS])]
    np.testing.assert_allclose(scores, [50 / 255, np.nan, 101 / 255])


def test_without_a_face_no_box_is_moved(bright_detector) -> None:
    black = np.zeros((60, 80, 3), np.uint8)
    scores = [score for _, _, score in scores_of_frame(bright_detector, black, BOX_FAMILIES)]
    assert np.isnan(scores).all()
    assert len(scores) == 1 + 24


def test_boxes_move_the_crops_of_a_real_bundle(written, frames) -> None:
    """Each level gives another crop, and so another score, of the same face."""
    detector, rgb = Detector(written.folder), next(iter(frames.values()))
    scored = list(scores_of_frame(detector, rgb, BOX_FAMILIES[:1]))
    scores = [score for _, _, score in scored]
    assert scores[0] == detector.decide(rgb)[0].score
    assert len(set(scores)) == 1 + 8
    assert not np.isnan(scores).any()


def test_presentations_are_scored_in_this_process_or_another(written, frames, tmp_path) -> None:
    material = []
    for name, rgb in list(frames.items())[:2]:
        path = tmp_path / f"{name}.png"
        cv2.imwrite(str(path), cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
        material.append(Presentation(path=path, name=name, label=Label.ATTACK, pai_species="print"))
    settings = {"sampling": Sampling(), "families": (FRAME_FAMILIES[2],)}
    here, there = (
        {
            (each.clip, each.family, each.level): each.score
            for part in score_changes(written.folder, material, workers=workers, **settings)
            for each in part.scores
        }
        for workers in (0, 1)
    )
    assert here == there
    assert len(here) == 2 * (1 + 4)


def test_what_can_not_be_read_says_why_and_stops_nobody(written, frames, tmp_path) -> None:
    good, bad, torn = (tmp_path / name for name in ("good.png", "bad.png", "torn.avi"))
    cv2.imwrite(str(good), next(iter(frames.values())))
    bad.write_text("no picture")
    torn.write_text("no video")
    material = [Presentation(path=path, name=path.name) for path in (bad, torn, good)]
    found = list(
        score_changes(written.folder, material, sampling=Sampling(), families=(), workers=0)
    )
    assert [each.presentation for each in those_read(found)] == [material[2]]
    assert [each.trouble.split(": ")[0] for each in found] == [str(bad), str(torn), ""]


def test_a_presentation_that_kills_its_process_is_named(written, monkeypatch) -> None:
    def died(_function, jobs, *, workers):
        raise processes.WorkerDied(jobs[0])
        yield workers

    monkeypatch.setattr("msfans.deploy.perturbed_scores.run_jobs", died)
    material = [Presentation(path=Path("own/1.avi"), name="1.avi")]
    with pytest.raises(DataError, match=r"own/1\.avi: the process that read it died, twice"):
        list(score_changes(written.folder, material, sampling=Sampling(), workers=1))
