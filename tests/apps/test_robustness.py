"""The command on pictures whose scores are their light: tables, figures, exit codes."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from msfans.apps.cli import app
from msfans.errors import UsageError


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
    assert "a change of the box flips at most" in result.output
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
