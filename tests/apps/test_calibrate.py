"""The command: its target, its words, and a whole run on pictures whose scores are their light."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from msfans.apps.calibrate import chosen_target, in_words
from msfans.apps.cli import app
from msfans.deploy.bundle import load_bundle
from msfans.deploy.calibrate import Rate
from msfans.deploy.choice import Choice
from msfans.errors import DataError, UsageError
from msfans.metrics.error_count import ErrorCount


def test_one_target_is_chosen() -> None:
    target = chosen_target(0.05, None, 0.9, Choice.SAFE)
    assert (target.rate, target.limit, target.confidence) == (Rate.APCER, 0.05, 0.9)
    assert chosen_target(None, 0.1, 0.95, Choice.SAFE).rate is Rate.BPCER


@pytest.mark.parametrize(("apcer", "bpcer", "word"), [(None, None, "none"), (0.1, 0.1, "both")])
def test_none_and_both_are_refused(apcer, bpcer, word) -> None:
    with pytest.raises(UsageError, match=f"{word} of --target-apcer and --target-bpcer"):
        chosen_target(apcer, bpcer, 0.95, Choice.SAFE)


@pytest.mark.parametrize(("limit", "confidence"), [(0.0, 0.95), (5, 0.95), (0.05, 95), (0.05, 1)])
def test_percents_are_no_shares(limit, confidence) -> None:
    with pytest.raises(UsageError, match="between 0 and 1"):
        chosen_target(limit, None, confidence, Choice.SAFE)


def test_a_target_that_nobody_could_support_is_refused() -> None:
    with pytest.raises(UsageError, match="millions of presentations") as caught:
        chosen_target(1e-300, None, 0.95, Choice.SAFE)
    assert len(str(caught.value)) < 200
    assert chosen_target(1e-6, None, 0.95, Choice.SAFE).limit == 1e-6


def test_counts_are_told_with_their_interval() -> None:
    count = ErrorCount(n_errors=0, n=59)
    assert in_words("print", count) == "0 of 59 accepted, 0.0 % (0.0 to 6.1 %)"
    assert in_words("bona_fide", count) == "0 of 59 rejected, 0.0 % (0.0 to 6.1 %)"


def run(bundle, folders, out, *options):
    words = ["calibrate", str(bundle), "--bona-fide", str(folders[0]), "--attacks", str(folders[1])]
    return CliRunner().invoke(app, [*words, "--out", str(out), "--workers", "0", *options])


def test_pictures_choose_a_threshold_between_their_classes(
    light_bundle, faces_by_light, tmp_path
) -> None:
    """Of 6 attacks none may pass for 40 %, as 0.6^6 is below 0.05."""
    out = tmp_path / "calibrated"
    result = run(light_bundle, faces_by_light, out, "--target-apcer", "0.4")
    assert result.exit_code == 0, result.output
    assert "dim: 0 of 6 accepted, 0.0 % (0.0 to 45.9 %)" in result.output
    assert "the threshold for videos stays as it was" in result.output
    before, after = load_bundle(light_bundle).thresholds, load_bundle(out).thresholds
    assert after.video == before.video
    assert (after.frame.n_bona_fide, after.frame.n_attack) == (6, 6)
    assert after.frame.value != before.frame.value


def test_without_a_margin_some_attacks_pass(light_bundle, faces_by_light, tmp_path) -> None:
    """2 of 6 are 33 %."""
    out = tmp_path / "calibrated"
    options = ("--target-apcer", "0.4", "--choose", "measured")
    result = run(light_bundle, faces_by_light, out, *options)
    assert result.exit_code == 0, result.output
    assert "dim: 2 of 6 accepted" in result.output
    assert load_bundle(out).thresholds.frame.rule == "APCER at most 40 % as measured"


def test_too_few_pictures_leave_no_bundle(light_bundle, faces_by_light, tmp_path) -> None:
    out = tmp_path / "calibrated"
    result = run(light_bundle, faces_by_light, out, "--target-bpcer", "0.05")
    assert isinstance(result.exception, DataError)
    assert "light: too few presentations have a score: 6 of bona_fide" in str(result.exception)
    assert "Give 59 or more" in str(result.exception)
    assert not out.exists()


def test_a_folder_that_is_taken_is_refused_before_any_work(light_bundle, tmp_path) -> None:
    nowhere = (tmp_path / "no", tmp_path / "no")
    result = run(light_bundle, nowhere, light_bundle, "--target-apcer", "0.4")
    assert isinstance(result.exception, UsageError)
    assert "is not empty" in str(result.exception)


def test_unreadable_files_are_named_and_the_rest_chooses(
    light_bundle, faces_by_light, tmp_path
) -> None:
    light, dark = (shutil.copytree(each, tmp_path / each.name) for each in faces_by_light)
    torn = Path(light) / "torn.avi"
    torn.write_text("no video")
    out = tmp_path / "calibrated"
    result = run(light_bundle, (light, dark), out, "--target-apcer", "0.4")
    assert result.exit_code == 4
    assert result.stderr.startswith(f"warning: left out: {torn}: the file is not a known kind")
    bundle = load_bundle(out)
    assert bundle.thresholds.frame.n_bona_fide == 6
    (told,) = bundle.provenance["calibrations"]
    assert (told["n_presentations"]["bona_fide"], told["n_unreadable"]) == (6, 1)


def test_unreadable_files_are_named_where_the_rest_is_too_few(
    light_bundle, faces_by_light, tmp_path
) -> None:
    light = Path(shutil.copytree(faces_by_light[0], tmp_path / "light"))
    (light / "torn.png").write_text("no picture")
    folders = (light, faces_by_light[1])
    result = run(light_bundle, folders, tmp_path / "out", "--target-bpcer", "0.05")
    assert isinstance(result.exception, DataError)
    assert f"warning: left out: {light / 'torn.png'}" in result.stderr


def test_one_folder_is_not_both_classes(light_bundle, faces_by_light, tmp_path) -> None:
    folders = (faces_by_light[0], faces_by_light[0])
    result = run(light_bundle, folders, tmp_path / "out", "--target-apcer", "0.4")
    assert isinstance(result.exception, DataError)
    assert "lies in the folders of both classes" in str(result.exception)
