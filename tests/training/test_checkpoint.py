"""Weights and checkpoints: whole or absent, data only, and named when they do not fit."""

import os
import pickle

import pytest
import torch
from torch import nn

from msfans.errors import CheckpointError
from msfans.training.checkpoint import AtomicCheckpointIO, load_weights, save_weights


def network(width=3):
    return nn.Sequential(nn.Linear(2, width), nn.BatchNorm1d(width))


def test_weights_come_back_as_they_were(tmp_path):
    one, two = network(), network()
    one(torch.randn(5, 2))
    save_weights(tmp_path / "weights.pt", one)
    load_weights(tmp_path / "weights.pt", two)
    for name, value in one.state_dict().items():
        assert torch.equal(value, two.state_dict()[name])


def test_weights_are_plain_tensors_by_name_in_the_usual_layout(tmp_path):
    net = nn.Conv2d(3, 4, 3).to(memory_format=torch.channels_last)
    save_weights(tmp_path / "weights.pt", net)
    state = torch.load(tmp_path / "weights.pt", weights_only=True)
    assert set(state) == {"weight", "bias"}
    assert all(type(value) is torch.Tensor and value.is_contiguous() for value in state.values())


@pytest.mark.parametrize(
    ("other", "fact"),
    [
        (network(4), r"of another shape: 0\.weight \(3, 2\) instead of \(4, 2\), "),
        (
            nn.Sequential(nn.Linear(2, 3)),
            r"5 unexpected: 1\.weight, 1\.bias, 1\.running_mean, \.\.",
        ),
        (nn.Sequential(*network(), nn.Linear(3, 1)), r"2 missing: 2\.weight, 2\.bias\)"),
    ],
)
def test_weights_of_another_network_are_named(tmp_path, other, fact):
    save_weights(tmp_path / "weights.pt", network())
    with pytest.raises(CheckpointError, match=rf"weights\.pt: is of another network.*{fact}"):
        load_weights(tmp_path / "weights.pt", other)


class Intruder:
    """Runs code when it is unpickled."""

    def __reduce__(self):
        return os.mkdir, ("intruded",)


@pytest.mark.parametrize("content", [b"", b"not a file of torch", b"PK\x03\x04 cut short"])
def test_a_damaged_file_is_named(tmp_path, content):
    (tmp_path / "weights.pt").write_bytes(content)
    with pytest.raises(CheckpointError, match=r"weights\.pt: can not be read"):
        load_weights(tmp_path / "weights.pt", network())
    with pytest.raises(CheckpointError, match=r"weights\.pt: can not be read"):
        AtomicCheckpointIO().load_checkpoint(tmp_path / "weights.pt")


def test_a_file_cut_short_is_named(tmp_path):
    save_weights(tmp_path / "weights.pt", network())
    whole = (tmp_path / "weights.pt").read_bytes()
    (tmp_path / "weights.pt").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CheckpointError, match="can not be read"):
        load_weights(tmp_path / "weights.pt", network())


@pytest.mark.parametrize("save", [torch.save, lambda x, path: path.write_bytes(pickle.dumps(x))])
def test_no_code_of_a_file_is_run(tmp_path, monkeypatch, save):
    monkeypatch.chdir(tmp_path)
    save({"state_dict": Intruder()}, tmp_path / "evil.pt")
    with pytest.raises(CheckpointError, match=r"evil\.pt"):
        AtomicCheckpointIO().load_checkpoint(tmp_path / "evil.pt", weights_only=False)
    assert not (tmp_path / "intruded").exists()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CheckpointError, match=r"weights\.pt: is not there"):
        load_weights(tmp_path / "weights.pt", network())


@pytest.mark.parametrize("content", [[1, 2], {"weights": 1}, {"state": [torch.zeros(1)]}])
def test_a_file_of_something_else_is_refused(tmp_path, content):
    torch.save(content, tmp_path / "other.pt")
    with pytest.raises(CheckpointError, match="holds more than named tensors"):
        load_weights(tmp_path / "other.pt", network())
    with pytest.raises(CheckpointError, match="is not a checkpoint of a training run"):
        AtomicCheckpointIO().load_checkpoint(tmp_path / "other.pt")


def test_a_checkpoint_is_replaced_as_a_whole(tmp_path, monkeypatch):
    path, writer = tmp_path / "folder" / "resume.ckpt", AtomicCheckpointIO()
    writer.save_checkpoint({"state_dict": {}, "global_step": 1}, path)

    def full(content, to):
        to.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(OSError, match="No space left"):
        writer.save_checkpoint({"state_dict": {}, "global_step": 2}, path)
    assert writer.load_checkpoint(path)["global_step"] == 1
    assert [p.name for p in path.parent.iterdir()] == ["resume.ckpt"]


def test_a_removed_checkpoint_is_gone(tmp_path):
    writer = AtomicCheckpointIO()
    writer.save_checkpoint({"state_dict": {}}, tmp_path / "resume.ckpt")
    writer.remove_checkpoint(tmp_path / "resume.ckpt")
    assert list(tmp_path.iterdir()) == []
