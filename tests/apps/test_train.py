"""The command of the README on the embedded corpus: cells, their files, skipping, failing."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
import torch

SHORT = ("preset=demo", "trainer.max_steps=2", "loader.batch_size=4", "threads=1")


@pytest.fixture(scope="module")
def sweep(tiny_casia, train, tmp_path_factory) -> Path:
    """A finished sweep of 2 x 2 cells."""
    runs = tmp_path_factory.mktemp("runs")
    words = ("-m", "scales=triple_09,triple_13", "fusion=avg,lstm", f"data.root={tiny_casia}")
    answer = train(*words, *SHORT, f"runs={runs}")
    assert answer.returncode == 0, answer.stderr
    (runs / "stdout.txt").write_text(answer.stdout)
    return runs / "casia_fasd-demo"


def cells_of(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.glob("*/cell.json"))


def test_every_cell_leaves_its_files(sweep):
    cells = cells_of(sweep)
    assert len(cells) == 4
    for cell in cells:
        names = {path.name for path in cell.iterdir()}
        assert {"config.yaml", "weights.pt", "scores.csv", "metrics.json"} <= names
        assert "resume.ckpt" not in names
        weights = torch.load(cell / "weights.pt", weights_only=True)
        assert all(isinstance(value, torch.Tensor) for value in weights.values())


def test_provenance_leads_back_to_code_data_and_seed(sweep, tiny_casia):
    record = json.loads((cells_of(sweep)[0] / "provenance.json").read_text())
    assert record["seed"] == 0
    assert record["data"]["embedded"] is True
    assert record["data"]["n_missing_or_unreadable"] == 0
    assert len(record["data"]["fingerprint"]) == len(record["code"]["sha256"]) == 64
    assert record["versions"]["torch"].startswith("2.")
    assert f"data.root={tiny_casia}" in record["words"]


def test_scores_hold_devel_and_test_frames_of_disjoint_subjects(sweep):
    scores = pd.read_csv(cells_of(sweep)[0] / "scores.csv")
    by_split = scores.groupby("split")["subject"].unique()
    assert sorted(by_split.index) == ["devel", "test"]
    assert not set(by_split["devel"]) & set(by_split["test"])
    assert scores["score"].between(0, 1).all()


def test_table_is_shown_and_written(sweep):
    shown = (sweep.parent / "stdout.txt").read_text()
    assert "0.9-1.0-1.1" in shown
    assert "n scored/expected" in shown
    table = pd.read_csv(sweep / "table.csv")
    assert table[["scales", "fusion"]].agg(" ".join, axis=1).tolist() == [
        "0.9-1.0-1.1 avg",
        "0.9-1.0-1.1 lstm",
        "1.3-1.4-1.5 avg",
        "1.3-1.4-1.5 lstm",
    ]
    metrics = json.loads((sweep / table["folder"][0] / "metrics.json").read_text())
    assert table["frame_eer_percent"][0] == round(100 * metrics["frame"]["eer"], 4)
    assert (sweep / "table.md").read_text().count("\n| 1.3-1.4-1.5 |") == 1


def test_finished_cells_are_skipped_and_the_missing_one_is_made(sweep, train, tiny_casia, tmp_path):
    runs = tmp_path / "runs"
    shutil.copytree(sweep.parent, runs)
    gone, *kept = cells_of(runs / "casia_fasd-demo")
    shutil.rmtree(gone)
    written = {cell: (cell / "weights.pt").stat().st_mtime_ns for cell in kept}
    words = ("-m", "scales=triple_09,triple_13", "fusion=avg,lstm", f"data.root={tiny_casia}")
    answer = train(*words, *SHORT, f"runs={runs}")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.count("finished before") == 3
    assert {cell: (cell / "weights.pt").stat().st_mtime_ns for cell in kept} == written
    assert (gone / "weights.pt").exists()


def test_cell_made_of_other_data_is_set_aside(sweep, train, tiny_casia, tmp_path):
    runs = tmp_path / "runs"
    shutil.copytree(sweep.parent, runs)
    cell = cells_of(runs / "casia_fasd-demo")[0]
    record = json.loads((cell / "provenance.json").read_text())
    (cell / "provenance.json").write_text(json.dumps(record | {"fingerprint": "of older data"}))
    answer = train(
        "scales=triple_09", "fusion=avg", f"data.root={tiny_casia}", *SHORT, f"runs={runs}"
    )
    assert answer.returncode == 0, answer.stderr
    assert "data or code have changed" in answer.stdout
    assert (cell.with_name(f"{cell.name}~1") / "scores.csv").exists()


def test_failed_cell_leaves_the_others_and_tells(train, tiny_casia, tmp_path):
    words = ("-m", "scales=triple_09", "fusion=single,avg", f"data.root={tiny_casia}")
    answer = train(*words, *SHORT, f"runs={tmp_path}")
    assert answer.returncode == 1
    assert "1 of 2 cells are not finished" in answer.stderr
    table = pd.read_csv(tmp_path / "casia_fasd-demo" / "table.csv").set_index("fusion")
    assert table["state"].to_dict() == {"single": "failed", "avg": "finished"}
    assert "3 scales" in table["reason"]["single"]


def test_incomplete_corpus_is_refused_unless_allowed(train, tiny_casia, tmp_path):
    root = tmp_path / "corpus"
    shutil.copytree(tiny_casia, root)
    (root / "test_release" / "1" / "3.avi").write_bytes(b"not a video")
    (root / "test_release" / "1" / "5.avi").unlink()
    words = ("scales=triple_09", "fusion=avg", f"data.root={root}", *SHORT, f"runs={tmp_path}")
    refused = train(*words)
    assert refused.returncode == 3
    assert "1 are missing and 1 unreadable" in refused.stderr
    assert "data.allow_incomplete=true" in refused.stderr
    allowed = train("-m", *words, "data.allow_incomplete=true")
    assert allowed.returncode == 0, allowed.stderr
    table = (tmp_path / "casia_fasd-demo" / "table.md").read_text()
    assert "incomplete corpus: 2 videos" in table
