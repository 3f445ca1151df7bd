"""Thresholds from own presentations: the arithmetic by hand, the refusal, the new bundle."""

from pathlib import Path

import numpy as np
import pytest

from msfans.deploy.bundle import load_bundle
from msfans.deploy.calibrate import Rate, Target, chosen_thresholds
from msfans.deploy.calibrated_bundle import write_calibrated
from msfans.deploy.choice import Choice
from msfans.deploy.material import Presentation
from msfans.deploy.perturbed_scores import ChangedScore, Scored
from msfans.errors import DataError
from msfans.records import Label

APCER = Target(rate=Rate.APCER, limit=0.05)
BPCER = Target(rate=Rate.BPCER, limit=0.05)
FOLDERS = {Label.BONA_FIDE: Path("own/live"), Label.ATTACK: Path("own/attacks")}


def presented(n: int, label: Label, species: str = "", suffix: str = ".avi") -> list[Presentation]:
    names = [f"{species or label}/{number}{suffix}" for number in range(n)]
    return [
        Presentation(path=Path(name), name=name, label=label, pai_species=species) for name in names
    ]


def scored(material: list[Presentation], frames: list[list[float]]) -> list[Scored]:
    return [
        Scored(
            presentation=seen,
            scores=tuple(
                ChangedScore(
                    family="none",
                    level=0.0,
                    clip=seen.name,
                    frame=5 * number,
                    label=seen.label,
                    pai_species=seen.pai_species,
                    score=score,
                )
                for number, score in enumerate(scores)
            ),
        )
        for seen, scores in zip(material, frames, strict=True)
    ]


def attempt(n_attack: int, *, target: Target = APCER, suffix: str = ".avi"):
    """Bona fide at 0.9, attacks 0 to 58 hundredths; a second frame is 0.1 lower."""
    bona_fide = presented(60, Label.BONA_FIDE, suffix=suffix)
    attacks = presented(n_attack, Label.ATTACK, "print", suffix=suffix)
    rows = [
        *scored(bona_fide, [[0.9, 0.8]] * 60),
        *scored(attacks, [[k / 100, k / 100 - 0.1] for k in range(n_attack)]),
    ]
    return chosen_thresholds(rows, target, folders=FOLDERS)


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
        "own/attacks: too few presentations have a score: 58 of print. Give 59 or more of each for "
        "APCER at most 5 % at 95 % confidence, or take a higher target."
    )


def test_every_species_that_is_too_few_is_named_with_its_count() -> None:
    bona_fide, few = presented(60, Label.BONA_FIDE), presented(3, Label.ATTACK, "mask")
    many, none = presented(60, Label.ATTACK, "print"), presented(1, Label.ATTACK, "video")
    material = [*bona_fide, *few, *many]
    unreadable = [Scored(presentation=seen, trouble="is torn") for seen in none]
    rows = scored(material, [[0.9]] * 60 + [[0.1]] * 63) + unreadable
    with pytest.raises(DataError, match=r"own/attacks: .* score: 3 of mask, 0 of video\. Give 59"):
        chosen_thresholds(rows, APCER, folders=FOLDERS)


def test_presentations_without_a_face_do_not_count() -> None:
    material = [*presented(60, Label.BONA_FIDE), *presented(59, Label.ATTACK, "print")]
    frames = [[0.9]] * 60 + [[0.1]] * 58 + [[np.nan]]
    with pytest.raises(DataError, match="58 of print"):
        chosen_thresholds(scored(material, frames), APCER, folders=FOLDERS)
    frames = [[np.nan]] * 60 + [[0.1]] * 59
    with pytest.raises(DataError, match="own/live: no bona_fide presentation has a"):
        chosen_thresholds(scored(material, frames), APCER, folders=FOLDERS)


def test_frames_without_a_score_are_left_out_of_the_mean() -> None:
    material = [*presented(1, Label.BONA_FIDE), *presented(5, Label.ATTACK, "print")]
    rows = scored(material, [[np.nan, 0.9, 0.7]] + [[0.1]] * 5)
    half = Target(rate=Rate.APCER, limit=0.5)
    found = chosen_thresholds(rows, half, folders=FOLDERS)
    assert found["frame"].found.threshold == pytest.approx(0.5)  # of 0.1 and 0.9
    assert found["video"].found.threshold == pytest.approx(0.45)  # of 0.1 and 0.8


def rows_of_files(folder: Path) -> list[Scored]:
    """Five of each class, and one that is not there."""
    rows = [Scored(presentation=presented(1, Label.ATTACK, "print")[0], trouble="is not there")]
    for label, species in ((Label.BONA_FIDE, ""), (Label.ATTACK, "print")):
        path = folder / f"{label}.avi"
        path.write_text(label)
        seen = Presentation(path=path, name=path.name, label=label, pai_species=species)
        rows += [Scored(presentation=seen)] * 5
    return rows


def test_an_unreadable_picture_among_videos_takes_no_threshold_from_them() -> None:
    material = [*presented(1, Label.BONA_FIDE), *presented(5, Label.ATTACK, "print")]
    torn = Scored(presentation=presented(1, Label.ATTACK, "print", ".png")[0], trouble="is torn")
    rows = [*scored(material, [[0.9]] + [[0.1]] * 5), torn]
    half = Target(rate=Rate.APCER, limit=0.5)
    assert list(chosen_thresholds(rows, half, folders=FOLDERS)) == ["frame", "video"]


def test_what_was_before_stays_when_it_is_calibrated_again(written, tmp_path) -> None:
    rows, bundle = rows_of_files(tmp_path), written
    for name, target in (("first", APCER), ("second", BPCER)):
        found = attempt(59, target=target)
        bundle = write_calibrated(tmp_path / name, bundle, found, target=target, scored=rows)
    first, second = bundle.provenance["calibrations"]
    assert (first["target"]["rate"], second["target"]["rate"]) == ("apcer", "bpcer")
    assert first["thresholds_before"]["video"]["chosen_on"] == "tiny devel"
    assert second["thresholds_before"]["video"]["rule"] == APCER.rule
    assert second["from_bundle"] == load_bundle(tmp_path / "first").to_json()["digest"]


def test_the_new_bundle_says_where_its_thresholds_are_from(written, tmp_path) -> None:
    rows = rows_of_files(tmp_path)
    found = attempt(59)
    out = tmp_path / "calibrated"
    made = write_calibrated(out, written, found, target=APCER, scored=rows)
    assert made == load_bundle(out)
    video = made.thresholds.video
    assert video.value == found["video"].found.threshold
    assert (video.n_bona_fide, video.n_attack, video.n_subjects) == (60, 59, None)
    assert video.rule == "APCER at most 5 % at 95 % confidence"
    (told,) = made.provenance["calibrations"]
    assert told["from_bundle"] == written.to_json()["digest"]
    assert told["thresholds_before"]["video"]["value"] == 0.6
    assert told["n_presentations"] == {"bona_fide": 5, "attack": 5}
    assert told["n_unreadable"] == 1
    assert len(set(told["sha256"])) == 2
    assert str(tmp_path) not in (out / "bundle.json").read_text()
    assert made.read("model.onnx") == written.read("model.onnx")
    card = (out / "README.md").read_text()
    assert video.rule in card
    assert "Chosen on a devel set" not in card
