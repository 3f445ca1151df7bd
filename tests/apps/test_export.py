"""`msfans export` from a run folder to a bundle that decides as training did."""

import json
import shutil

import numpy as np
import pytest

from msfans.apps.run_folder import RunFolder
from msfans.deploy.bundle import RECORD, load_bundle
from msfans.deploy.session import Detector
from msfans.errors import UsageError
from msfans.media.faces import choose
from msfans.media.video import read_frames
from msfans.scores import read_scores


@pytest.fixture
def run(tiny_run, tmp_path):
    """A copy of the run to do harm to."""
    return shutil.copytree(tiny_run, tmp_path / "run")


def test_the_session_scores_frames_as_prepare_and_torch_did(tiny_run, tiny_bundle, tiny_casia):
    """Every frame of the run's scores.csv, from the video's pixels on."""
    detector = Detector(tiny_bundle)
    scores = read_scores(tiny_run / "scores.csv")
    worst = 0.0
    for clip, rows in scores.groupby("clip", observed=True):
        box = None
        for (_, rgb), expected in zip(read_frames(tiny_casia / str(clip)), rows.score, strict=True):
            face = choose(detector.find(rgb), box)
            assert face is not None
            box = face.box
            (decision,) = detector.decide_faces([(rgb, face)])
            worst = max(worst, abs(decision.score - expected))
    assert len(scores) > 50
    assert worst < 1e-3


def test_the_thresholds_are_those_of_the_runs_report(tiny_run, tiny_bundle):
    metrics = json.loads((tiny_run / "metrics.json").read_text())
    thresholds = load_bundle(tiny_bundle).thresholds
    for level in ("frame", "video"):
        threshold = getattr(thresholds, level)
        assert threshold.value == metrics[level]["threshold_devel"]
        assert threshold.eer_devel == metrics[level]["eer_devel"]
        assert threshold.chosen_on == "casia_fasd overall devel (rendered)"


def test_the_record_leads_back_to_the_run_and_to_no_folder(tiny_run, tiny_bundle):
    bundle = load_bundle(tiny_bundle)
    assert bundle.scales == (0.9, 1.0, 1.1)
    assert bundle.species.trained_on == ("cut_photo", "video_replay", "warped_photo")
    assert bundle.parity["score_difference"] < 1e-4
    assert bundle.parity["by_origin"]["self-test"]["n_faces"] == 4
    assert bundle.parity["by_origin"]["corpus"]["n_faces"] == 64
    assert bundle.provenance["run"] == tiny_run.name
    assert bundle.provenance["fingerprint"]
    assert str(tiny_run.parent) not in (tiny_bundle / RECORD).read_text()


def test_int8_tells_what_it_costs(tiny_run, tiny_bundle, msfans, tmp_path):
    done = msfans("export", tiny_run, "--out", tmp_path / "int8", "--int8")
    assert done.code == 0, done.err
    assert "EER of test frames: " in done.out
    exact, bundle = load_bundle(tiny_bundle), load_bundle(tmp_path / "int8")
    sizes = [(each.folder / "model.onnx").stat().st_size for each in (exact, bundle)]
    assert sizes[1] < 0.3 * sizes[0]
    record = bundle.quantisation
    assert 0 < record["score_difference"]["max"] < 0.1
    metrics = json.loads((tiny_run / "metrics.json").read_text())
    assert record["eer"]["test"]["float32"] == metrics["frame"]["eer"]
    assert bundle.thresholds.frame.eer_devel == record["eer"]["devel"]["int8"]
    patches = np.random.default_rng(0).integers(0, 256, (2, 240, 240, 3), dtype=np.uint8)
    scores = [Detector(each.folder).score_patches(patches).score_b for each in (exact, bundle)]
    assert np.abs(scores[0] - scores[1]).max() < 0.1


def test_a_folder_with_something_in_it_is_left_alone(msfans, tiny_run, tiny_bundle):
    done = msfans("export", tiny_run, "--out", tiny_bundle)
    assert done.code == 2
    assert "exists and is not empty" in done.err


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("optimiser.lr=1", "the settings of a finished run do not change"),
        ("seed", "seed: the set"),
        ("data.root", "data.root: no place is given. Write data.root=/its"),
        ("data.root=", "no place is given"),
    ],
)
def test_settings_can_not_be_changed_afterwards(msfans, tiny_run, tmp_path, word, message):
    done = msfans("export", tiny_run, word, "--out", tmp_path / "out")
    assert done.code == 2
    assert message in done.err


def test_a_folder_that_is_no_run_is_refused(msfans, tmp_path):
    done = msfans("export", tmp_path, "--out", tmp_path / "out")
    assert done.code == 3
    assert "this is not the folder of a cell" in done.err


def test_a_sweep_names_one_of_its_cells(msfans, tiny_run, tmp_path):
    done = msfans("export", tiny_run.parent, "--out", tmp_path / "out")
    assert done.code == 3
    assert f"Give the folder of one cell, such as {tiny_run}" in done.err


def test_an_unfinished_run_is_refused(msfans, run, tmp_path):
    record = json.loads((run / "cell.json").read_text())
    (run / "cell.json").write_text(json.dumps(record | {"state": "running"}))
    done = msfans("export", run, "--out", tmp_path / "out")
    assert done.code == 2
    assert "the run is running" in done.err


@pytest.mark.parametrize(
    ("on_devel", "fix"),
    [
        ("0.9", r"Take .*/single_09, the one chosen on devel\."),
        (None, r"Take one of .*/single_09, .*/single_10\."),
    ],
)
def test_a_choice_among_cells_names_the_one_to_take(run, on_devel, fix):
    metrics = json.loads((run / "metrics.json").read_text())
    candidates = {"0.9": "single_09", "1.0": "single_10"}
    choice = {"candidates": candidates, "on_test": "1.0", "on_devel": on_devel}
    (run / "metrics.json").write_text(json.dumps(metrics | {"choice": choice}))
    with pytest.raises(UsageError, match=f"is a choice among cells of one scale.*{fix}"):
        RunFolder(run)


def test_a_run_without_a_devel_set_is_refused(msfans, run, tmp_path):
    rows = (run / "scores.csv").read_text().splitlines()
    kept = [row for row in rows if ",devel," not in row]
    (run / "scores.csv").write_text("\n".join(kept) + "\n")
    done = msfans("export", run, "--out", tmp_path / "out")
    assert done.code == 2
    assert "a threshold is never chosen on test" in done.err


def test_weights_of_another_network_are_refused(msfans, run, tmp_path):
    text = (run / "config.yaml").read_text()
    (run / "config.yaml").write_text(text.replace("models.backbones.CnnS", "models.backbones.CnnD"))
    done = msfans("export", run, "--out", tmp_path / "out")
    assert done.code == 3
    assert "is of another network" in done.err
    assert not (tmp_path / "out").exists()


def test_a_corpus_that_has_changed_is_refused(run, tiny_run):
    record = json.loads((run / "provenance.json").read_text())
    record["data"]["fingerprint"] = "of older patches"
    (run / "provenance.json").write_text(json.dumps(record))
    with pytest.raises(Exception, match="was trained on other patches than its corpus gives now"):
        _ = RunFolder(run).material
