"""The command on pictures whose scores are their light: tables, figures, exit codes."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from msfans.apps.cli import app
from msfans.apps.robustness import save
from msfans.errors import DataError, UsageError


def run(bundle, out, *options):
    words = ["robustness", str(bundle), "--out", str(out), "--workers", "0"]
    return CliRunner().invoke(app, [*words, *map(str, options)])


@pytest.fixture(scope="module")
def done(light_bundle, faces_by_light, tmp_path_factory):
    """One run on labelled pictures, and its folder."""
    out = tmp_path_factory.mktemp("robustness")
    light, dark = faces_by_light
    options = ("--bona-fide", light, "--attacks", dark, "--max-videos", 4, "--max-flips", 1)
    return run(light_bundle, out, *options), out


def test_tables_and_figures_are_written(done) -> None:
    result, out = done
    assert result.exit_code == 0, result.output
    assert "a change of the box turns or loses at most" in result.output
    assert "and 100.0 % may be" in result.output
    names = ["csv", "json", "md"]
    assert sorted(path.name for path in out.iterdir()) == [
        *(f"robustness.{name}" for name in names),
        "robustness_rates.png",
        "robustness_scores.png",
    ]
    table = pd.read_csv(out / "robustness.csv")
    document = json.loads((out / "robustness.json").read_text())
    assert len(table) == len(document["effects"]) == 1 + 24 + 29
    assert document["n_presentations"] == 4
    assert document["source"] == {"bona_fide": "light", "attacks": "dark"}


def test_light_changes_what_a_light_meter_says(done) -> None:
    """Darker by 30 % of white, light faces fall below the threshold; a blur changes no mean."""
    _, out = done
    table = pd.read_csv(out / "robustness.csv").set_index(["family", "level"])
    before, darker = table.loc[("none", 0.0)], table.loc[("brightness", -30.0)]
    assert darker["mean_score_bona_fide"] < before["mean_score_bona_fide"] - 0.2
    assert darker["bpcer"] > before["bpcer"]
    assert table.loc[("blur, sigma", 1.0), "mean_abs_change"] < 0.01


def test_unlabelled_pictures_tell_changes_alone(light_bundle, faces_by_light, tmp_path) -> None:
    options = ("--on", "scores", "--unlabelled", faces_by_light[0], "--max-videos", 1)
    result = run(light_bundle, tmp_path, *options)
    assert result.exit_code == 0, result.output
    assert not (tmp_path / "robustness_scores.png").exists()
    assert "BPCER" not in (tmp_path / "robustness.md").read_text()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "nothing was given"),
        (("--bona-fide", "x"), "bona_fide was given"),
        (("--corpus", "casia_fasd", "--unlabelled", "x"), "corpus, unlabelled was given"),
    ],
)
def test_material_must_be_one_thing(light_bundle, tmp_path, options, message) -> None:
    result = run(light_bundle, tmp_path, *options)
    assert isinstance(result.exception, UsageError)
    assert message in str(result.exception)


def test_errors_need_labels(light_bundle, faces_by_light, tmp_path) -> None:
    result = run(light_bundle, tmp_path, "--unlabelled", faces_by_light[0])
    assert isinstance(result.exception, UsageError)
    assert "errors need labels" in str(result.exception)


@pytest.fixture
def fragile(monkeypatch):
    """A bundle of which every change of a box loses the face."""
    monkeypatch.setattr("msfans.deploy.perturbed_scores._moved", lambda *_: None)


def test_lost_decisions_fail_by_default_and_are_written(
    fragile, light_bundle, faces_by_light, tmp_path
) -> None:
    options = ("--on", "scores", "--unlabelled", faces_by_light[0], "--max-videos", 1)
    result = run(light_bundle, tmp_path, *options)
    assert result.exit_code == 1
    assert "turns or loses at most 100.0 %" in result.stdout
    assert result.stderr.endswith("error: a change of the box keeps too few decisions\n")
    assert "(0 turned, 1 lost, of 1; box scale -20 %), and 25.0 % may be" in result.stdout
    box = json.loads((tmp_path / "robustness.json").read_text())["box"]
    assert (box["max_flips"], box["passed"], box["worst"]["not_kept_share"]) == (0.25, False, 1.0)


def test_unreadable_files_are_named_and_the_rest_is_tried(
    light_bundle, faces_by_light, tmp_path
) -> None:
    torn = Path(shutil.copytree(faces_by_light[0], tmp_path / "light")) / "torn.avi"
    torn.write_text("no video")
    for picture in ("120", "125", "130", "135", "140"):
        (torn.parent / f"{picture}.png").unlink()
    out = tmp_path / "out"
    result = run(light_bundle, out, "--on", "scores", "--unlabelled", torn.parent)
    assert result.exit_code == 4
    assert result.stderr.startswith(f"warning: left out: {torn}: the file is not a known kind")
    document = json.loads((out / "robustness.json").read_text())
    assert (document["n_presentations"], document["n_unreadable"]) == (1, 1)


@pytest.mark.parametrize("place", ["file", "file/below", "kept"])
def test_a_place_that_can_not_be_written_is_refused_before_any_work(
    light_bundle, tmp_path, place
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "kept" / "robustness.csv").mkdir(parents=True)
    out = tmp_path / place
    result = run(light_bundle, out, "--on", "scores", "--unlabelled", tmp_path / "no")
    assert isinstance(result.exception, UsageError)
    assert str(result.exception).startswith(str(out))


def test_a_place_that_is_lost_on_the_way_is_told(tmp_path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="can not be written"):
        save({"effects": []}, tmp_path / "file")


def test_one_folder_is_not_both_classes(light_bundle, faces_by_light, tmp_path) -> None:
    light = faces_by_light[0]
    result = run(light_bundle, tmp_path / "out", "--bona-fide", light, "--attacks", light)
    assert isinstance(result.exception, DataError)
    assert "lies in the folders of both classes" in str(result.exception)
