"""Whoever runs the cells of a sweep, they end with the same files and one table."""

from pathlib import Path

import pandas as pd
import pytest
import torch

WORDS = ("-m", "scales=triple_09", "fusion=avg,lstm", "preset=demo")
TINY = ("trainer.max_steps=1", "loader.batch_size=4", "threads=1")
FILES = ("scores.csv", "fusion_weights.csv", "metrics.json", "weights.pt")


def findings(runs: Path) -> dict[str, object]:
    """What the cells of the sweep below `runs` found, and its table."""
    folder = runs / "casia_fasd-demo"
    table = pd.read_csv(folder / "table.csv").drop(columns="runs")
    found: dict[str, object] = {"table.csv": table.to_csv(), "table.md": text(folder / "table.md")}
    for path in (path for name in FILES for path in folder.glob(f"*/{name}")):
        content = weights(path) if path.suffix == ".pt" else text(path)
        found[str(path.relative_to(folder))] = content
    return found


def text(path: Path) -> str:
    return path.read_text()


def weights(path: Path) -> dict[str, list]:
    return {name: value.tolist() for name, value in torch.load(path).items()}


@pytest.fixture(scope="module")
def sweep(tiny_casia, train, tmp_path_factory):
    """Runs the sweep of two cells; words choose a launcher."""

    def run(*words: str):
        runs = tmp_path_factory.mktemp("runs")
        answer = train(*WORDS, *TINY, f"data.root={tiny_casia}", f"runs={runs}", *words)
        assert answer.returncode == 0, answer.stderr
        return answer, findings(runs)

    return run


@pytest.fixture(scope="module")
def one_after_another(sweep):
    """The sweep under Hydra's own launcher."""
    answer, found = sweep()
    assert len(found) == 2 + 2 * len(FILES)
    return answer, found


@pytest.mark.parametrize(
    "words",
    [
        ("hydra/launcher=joblib", "hydra.launcher.n_jobs=2"),
        ("hydra/launcher=submitit_local", "hydra.launcher.timeout_min=5"),
    ],
    ids=["joblib", "submitit_local"],
)
def test_a_launcher_changes_nothing_but_the_processes(sweep, one_after_another, words):
    expected_answer, expected = one_after_another
    answer, found = sweep(*words)
    assert found == expected
    assert "0.9-1.0-1.1" in answer.stdout
    assert answer.stdout.count("EER in percent") == expected_answer.stdout.count("EER in percent")


def test_slurm_is_an_option_whose_settings_are_known(train):
    answer = train("--cfg", "hydra", "hydra/launcher=submitit_slurm", "hydra.launcher.partition=x")
    assert answer.returncode == 0, answer.stderr
    assert "hydra_submitit_launcher.submitit_launcher.SlurmLauncher" in answer.stdout
    assert "partition: x" in answer.stdout
