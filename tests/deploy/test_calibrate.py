"""Thresholds from own presentations: the arithmetic by hand, the refusal, the new bundle."""

from pathlib import Path

import numpy as np
import pytest

from msfans.deploy.bundle import load_bundle
from msfans.deploy.calibrate import Rate, Target, calibrations, write_calibrated
from msfans.deploy.choice import Choice
from msfans.deploy.material import Presentation
from msfans.deploy.perturbed_scores import ChangedScore
from msfans.errors import DataError
from msfans.records import Label

APCER = Target(rate=Rate.APCER, limit=0.05)
BPCER = Target(rate=Rate.BPCER, limit=0.05)


def presented(n: int, label: Label, species: str = "", suffix: str = ".avi") -> list[Presentation]:
    names = [f"{species or label}/{number}{suffix}" for number in range(n)]
    return [
        Presentation(path=Path(name), name=name, label=label, pai_species=species) for name in names
    ]


def scored(material: list[Presentation], frames: list[list[float]]) -> list[ChangedScore]:
    return [
        ChangedScore(
            family="none",
            level=0.0,
            clip=seen.name,
            frame=5 * number,
            label=seen.label,
            pai_species=seen.pai_species,
            score=score,
        )
        for seen, scores in zip(material, frames, strict=True)
        for number, score in enumerate(scores)
    ]


def attempt(n_attack: int, *, target: Target = APCER, suffix: str = ".avi"):
    """Bona fide at 0.9, attacks 0 to 58 hundredths; a second frame is 0.1 lower."""
    bona_fide = presented(60, Label.BONA_FIDE, suffix=suffix)
    attacks = presented(n_attack, Label.ATTACK, "print", suffix=suffix)
    rows = [
        *scored(bona_fide, [[0.9, 0.8]] * 60),
        *scored(attacks, [[k / 100, k / 100 - 0.1] for k in range(n_attack)]),
    ]
    return calibrations(rows, [*bona_fide, *attacks], target)


def test_a_video_counts_once_by_its_mean_and_a_picture_by_the_first_frame() -> None:
    """Of 59 attacks none may pass: the threshold lies between the highest and the bona fide."""
    found = attempt(59)
    assert found["frame"].found.threshold == pytest.approx((0.58 + 0.9) / 2)
    assert found["video"].found.threshold == pytest.approx((0.53 + 0.85) / 2)
    assert found["video"].found.kind == "print"
    assert found["video"].eer == 0


def test_what_the_presentations_show_is_counted() -> None:
    found = attempt(59, target=BPCER)["video"]
    assert found.found.kind == "bona_fide"
    assert (found.bpcer.n_errors, found.bpcer.n) == (0, 60)
    assert (found.apcer["print"].n_errors, found.apcer["print"].n) == (0, 59)
    assert found.bpcer.limits == (0, pytest.approx(1 - 0.025 ** (1 / 60)))


def test_without_a_margin_the_target_is_kept_on_these_presentations_only() -> None:
    """2 of 59 attacks are 3.4 %, and score 0.53 and 0.52 as means."""
    bare = Target(rate=Rate.APCER, limit=0.05, choice=Choice.MEASURED)
    found = attempt(59, target=bare)["video"]
    assert found.value == found.found.measured == pytest.approx((0.51 + 0.52) / 2)
    assert found.apcer["print"].n_errors == 2
    assert bare.rule == "APCER at most 5 % as measured"


def test_pictures_give_no_threshold_for_videos() -> None:
    assert list(attempt(59, suffix=".png")) == ["frame"]


def test_too_few_say_how_many_are_needed() -> None:
    with pytest.raises(DataError) as caught:
        attempt(58)
    assert str(caught.value) == (
        "the calibration: 58 presentations of print have a score, which can not support the "
        "target. Give 59 or more for APCER at most 5 % at 95 % confidence, or take a higher target."
    )


def test_each_species_must_be_enough() -> None:
    bona_fide, few = presented(60, Label.BONA_FIDE), presented(3, Label.ATTACK, "mask")
    many = presented(60, Label.ATTACK, "print")
    material = [*bona_fide, *few, *many]
    rows = scored(material, [[0.9]] * 60 + [[0.1]] * 63)
    with pytest.raises(DataError, match="3 presentations of mask"):
        calibrations(rows, material, APCER)


def test_presentations_without_a_face_do_not_count() -> None:
    material = [*presented(60, Label.BONA_FIDE), *presented(59, Label.ATTACK, "print")]
    frames = [[0.9]] * 60 + [[0.1]] * 58 + [[np.nan]]
    with pytest.raises(DataError, match="58 presentations of print"):
        calibrations(scored(material, frames), material, APCER)
    frames = [[np.nan]] * 60 + [[0.1]] * 59
    with pytest.raises(DataError, match="no bona_fide presentation has a score"):
        calibrations(scored(material, frames), material, APCER)


def test_frames_without_a_score_are_left_out_of_the_mean() -> None:
    material = [*presented(1, Label.BONA_FIDE), *presented(5, Label.ATTACK, "print")]
    rows = scored(material, [[np.nan, 0.9, 0.7]] + [[0.1]] * 5)
    half = Target(rate=Rate.APCER, limit=0.5)
    found = calibrations(rows, material, half)
    assert found["frame"].found.threshold == pytest.approx(0.5)  # of 0.1 and 0.9
    assert found["video"].found.threshold == pytest.approx(0.45)  # of 0.1 and 0.8


def test_the_new_bundle_says_where_its_thresholds_are_from(written, tmp_path) -> None:
    material = []
    for label, species in ((Label.BONA_FIDE, ""), (Label.ATTACK, "print")):
        path = tmp_path / f"{label}.avi"
        path.write_text(label)
        seen = Presentation(path=path, name=path.name, label=label, pai_species=species)
        material += [seen] * 5
    found = attempt(59)
    out = tmp_path / "calibrated"
    made = write_calibrated(out, written, found, target=APCER, material=material)
    assert made == load_bundle(out)
    video = made.thresholds.video
    assert video.value == found["video"].found.threshold
    assert (video.n_bona_fide, video.n_attack, video.n_subjects) == (60, 59, None)
    assert video.rule == "APCER at most 5 % at 95 % confidence"
    told = made.provenance["calibration"]
    assert told["from_bundle"] == written.to_json()["digest"]
    assert told["thresholds_before"]["video"]["value"] == 0.6
    assert told["n_presentations"] == {"bona_fide": 5, "attack": 5}
    assert len(set(told["sha256"])) == 2
    assert str(tmp_path) not in (out / "bundle.json").read_text()
    assert made.read("model.onnx") == written.read("model.onnx")
    assert video.rule in (out / "README.md").read_text()
