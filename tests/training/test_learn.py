"""A cell from parts to files, and from a killed attempt to the same files."""

import pytest
import torch
from pytorch_lightning import Callback
from pytorch_lightning.loggers import CSVLogger

from msfans.errors import CheckpointError, UsageError
from msfans.scores import read_scores
from msfans.training.auxiliary_loss import AuxiliaryLossSwitch
from msfans.training.learn import cell_files, learn


class Killed(Exception):  # noqa: N818 - not an error: it plays the kill
    """Stands in for kill -9: nothing gets a chance to tidy up."""


class KillAfter(Callback):
    """Raises in the middle of a batch, once so many batches are done."""

    def __init__(self, batches):
        self.batches = batches

    def on_before_zero_grad(self, trainer, pl_module, optimizer):
        if trainer.fit_loop.total_batch_idx >= self.batches:
            raise Killed


@pytest.fixture
def run(make_data, make_system, make_trainer):
    """Learn in a folder, killed after some batches where asked."""

    def run(folder, *, kill_after=None, max_steps=12, accumulate=1, val_check_interval=1.0, **data):
        killers = [] if kill_after is None else [KillAfter(kill_after)]
        system = make_system()
        learn(
            system=system,
            datamodule=make_data(**data),
            trainer=make_trainer(
                max_steps=max_steps,
                accumulate_grad_batches=accumulate,
                val_check_interval=val_check_interval,
            ),
            folder=folder,
            callbacks=[AuxiliaryLossSwitch(), *killers],
            checkpoint_every_steps=2,
        )
        return system

    return run


def same_weights(one, other):
    return all(
        torch.equal(value, other.state_dict()[name]) for name, value in one.state_dict().items()
    )


def test_a_cell_leaves_weights_scores_and_fusion_weights(run, tmp_path):
    run(tmp_path)
    files = cell_files(tmp_path)
    assert set(torch.load(files.weights, weights_only=True)) > {
        "head.weight",
        "fusion.lstm.bias_hh_l0",
    }
    scores = read_scores(files.scores)
    assert set(scores["split"]) == {"devel", "test"}
    assert len(scores) == 2 * 8 * 3
    assert scores["score"].isna().sum() == 1  # the frame without a face
    assert scores["score"].dropna().between(0, 1).all()
    header = files.fusion_weights.read_text().splitlines()[0]
    assert header == "clip,frame,subject,split,label,pai_species,alpha_0.9,alpha_1.2"
    assert not files.checkpoint.exists()


def test_training_learns_what_can_be_learnt(run, tmp_path):
    run(tmp_path, max_steps=60)
    scores = read_scores(cell_files(tmp_path).scores).dropna(subset="score")
    mean = scores.groupby("label", observed=True)["score"].mean()
    assert mean["bona_fide"] > 0.7 > 0.3 > mean["attack"]


def test_the_same_seed_gives_the_same_bytes(run, tmp_path):
    run(tmp_path / "one")
    run(tmp_path / "two")
    one, two = cell_files(tmp_path / "one"), cell_files(tmp_path / "two")
    assert one.scores.read_bytes() == two.scores.read_bytes()
    assert one.fusion_weights.read_bytes() == two.fusion_weights.read_bytes()


@pytest.mark.parametrize(
    ("kill_after", "settings"),
    [
        (7, {}),  # in the middle of a pass
        (5, {}),  # 25 draws: just beyond a pass of 24
        (1, {}),  # before the first checkpoint
        (9, {"accumulate": 2}),
        (9, {"val_check_interval": 0.25}),
        (6, {"val_check_interval": 3}),
        (7, {"num_workers": 1}),
    ],
)
def test_a_killed_run_ends_with_the_same_weights(run, tmp_path, kill_after, settings):
    whole = run(tmp_path / "whole", **settings)
    with pytest.raises(Killed):
        run(tmp_path / "killed", kill_after=kill_after, **settings)
    assert cell_files(tmp_path / "killed").checkpoint.exists() == (kill_after > 1)
    resumed = run(tmp_path / "killed", **settings)
    assert same_weights(whole, resumed)
    scores = [cell_files(tmp_path / name).scores.read_bytes() for name in ("whole", "killed")]
    assert scores[0] == scores[1]


def test_what_a_kill_in_the_middle_of_writing_left_is_cleared(run, tmp_path):
    (tmp_path / ".resume-x1y2.ckpt").write_bytes(b"half")
    run(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "weights.pt",
        "scores.csv",
        "fusion_weights.csv",
    }


def test_a_run_killed_while_it_scores_scores_again(run, tmp_path, monkeypatch):
    whole = run(tmp_path / "whole")
    with monkeypatch.context() as patch:
        patch.setattr("msfans.training.score_writer.write_scores", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run(tmp_path / "killed")
    resumed = run(tmp_path / "killed")
    assert same_weights(whole, resumed)
    assert cell_files(tmp_path / "killed").scores.exists()


def test_a_foreign_checkpoint_is_named(run, make_data, make_system, make_trainer, tmp_path):
    with pytest.raises(Killed):
        run(tmp_path, kill_after=7)
    system = make_system()
    system.network.head = torch.nn.Linear(9, 2)
    parts = {"datamodule": make_data(), "trainer": make_trainer(max_steps=12), "folder": tmp_path}
    with pytest.raises(CheckpointError, match=r"resume.ckpt.*network.head.weight \(2, 8\) instead"):
        learn(system=system, **parts)


def test_a_damaged_checkpoint_is_named(run, tmp_path):
    cell_files(tmp_path).checkpoint.write_bytes(b"half a file")
    with pytest.raises(CheckpointError, match=r"resume\.ckpt: can not be read"):
        run(tmp_path)


def test_the_length_of_a_run_is_required(run, tmp_path):
    with pytest.raises(UsageError, match=r"trainer.max_steps"):
        run(tmp_path, max_steps=-1)


def test_loggers_get_losses_devel_eer_and_alphas(make_data, make_system, make_trainer, tmp_path):
    logger = CSVLogger(tmp_path, name="", version="")
    learn(
        system=make_system(),
        datamodule=make_data(),
        trainer=make_trainer(max_steps=10, log_every_n_steps=2),
        folder=tmp_path,
        callbacks=[AuxiliaryLossSwitch()],
        loggers=[logger],
    )
    header, *lines = (tmp_path / "metrics.csv").read_text().splitlines()
    wanted = {"loss", "loss_fused", "loss_auxiliary", "lr", "devel_eer"}
    wanted |= {"alpha_mean_0.9", "alpha_std_1.2"}
    assert wanted <= set(header.split(","))
    assert len(lines) == 5 + 1  # every second step, devel once
