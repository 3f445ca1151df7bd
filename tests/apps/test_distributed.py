"""A cell on two processes, and who may write its files."""

from pathlib import Path

import numpy as np
import pytest
from omegaconf import OmegaConf
from pytorch_lightning.utilities import rank_zero_only

from msfans.apps import distributed
from msfans.errors import UsageError
from msfans.results.cells import Cell, CellState
from msfans.scores import COLUMNS, read_scores

CELL = ("scales=triple_09", "fusion=lstm", "preset=demo", "threads=1")
# dropout is drawn by each process for its own faces; without it only batch norm tells them apart
SETTINGS = ("trainer.max_steps=4", "loader.batch_size=16", "backbone.part.dropout=0")


@pytest.fixture
def scores_of(tiny_casia, train, tmp_path):
    """Trains the cell in a folder of its own and reads its scores."""

    def run(name: str, *words: str):
        runs = tmp_path / name
        answer = train(*CELL, *SETTINGS, f"data.root={tiny_casia}", f"runs={runs}", *words)
        assert answer.returncode == 0, answer.stderr
        assert answer.stdout.count("EER %") == 1
        (scores,) = runs.glob("*/*/scores.csv")
        return read_scores(scores)

    return run


def test_two_processes_score_the_same_rows_nearly_alike(scores_of):
    one, two = scores_of("one"), scores_of("two", "trainer=ddp", "trainer.accelerator=cpu")
    truth = list(COLUMNS[:-1])
    assert one[truth].equals(two[truth])
    assert np.abs(one["score"] - two["score"]).max() < 0.005
    assert np.corrcoef(one["score"], two["score"])[0, 1] > 0.9


def test_a_sweep_of_such_cells_is_refused_with_the_way_out(train, tiny_casia, tmp_path):
    answer = train("-m", *CELL, f"data.root={tiny_casia}", f"runs={tmp_path}", "trainer=ddp")
    assert answer.returncode == 2
    assert "Leave -m out and name one cell" in answer.stderr


def test_a_cluster_that_starts_the_processes_may_sweep(monkeypatch):
    config = OmegaConf.create({"trainer": {"devices": 2}})
    with pytest.raises(UsageError, match=r"trainer\.devices"):
        distributed.refuse_several_processes(config)
    monkeypatch.setattr(distributed.SLURMEnvironment, "detect", lambda: True)
    distributed.refuse_several_processes(config)


def test_a_lone_process_is_the_first(monkeypatch):
    assert distributed.is_first_process()
    monkeypatch.setattr(rank_zero_only, "rank", 1)
    assert not distributed.is_first_process()


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A cell that was finished, made of `now`."""
    cell = Cell(state=CellState.FINISHED, scales="1.1", fusion="lstm", words=())
    cell.write(tmp_path)
    (tmp_path / "metrics.json").write_text("{}")
    (tmp_path / "provenance.json").write_text('{"fingerprint": "now"}')
    monkeypatch.setattr(distributed, "open_material", lambda config: None)
    monkeypatch.setattr(distributed, "fingerprint", lambda config, material: "now")
    return tmp_path


def test_a_finished_cell_is_not_joined(home, monkeypatch):
    monkeypatch.setattr(distributed, "learn_cell", lambda *_, **__: pytest.fail("trained"))
    distributed.train_along(None, home)


def test_an_unfinished_cell_is_joined_once_its_folder_is_prepared(home, monkeypatch):
    joined = []
    monkeypatch.setattr(distributed, "learn_cell", lambda *_, loggers: joined.append(loggers))
    Cell(state=CellState.RUNNING, scales="1.1", fusion="lstm", words=()).write(home)
    distributed.train_along(None, home)
    assert joined == [[]]


def test_a_cell_that_nobody_prepares_is_given_up(home, monkeypatch):
    monkeypatch.setattr(distributed, "PATIENCE_S", 0.2)
    (home / "provenance.json").write_text('{"fingerprint": "of other code"}')
    with pytest.raises(UsageError, match="no process of rank 0 has prepared this cell"):
        distributed.train_along(None, home)
