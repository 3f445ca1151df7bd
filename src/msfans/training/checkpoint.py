"""Weights and checkpoints: plain tensors, written whole or not at all, read as data only."""

import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from lightning_fabric.plugins.io.checkpoint_io import CheckpointIO
from torch import Tensor, nn

from msfans.errors import CheckpointError
from msfans.files import replacing, sync

FIX = "delete it to train again, or give the file of the same network"
DAMAGE = (RuntimeError, pickle.UnpicklingError, EOFError, KeyError, ValueError, OSError)


class AtomicCheckpointIO(CheckpointIO):
    """Lightning's checkpoints beside their place, synced and renamed; loaded as data only.

    Lightning's own are a plain copy without a sync where TMPDIR is on another file system.
    """

    def save_checkpoint(
        self, checkpoint: dict[str, Any], path: str | Path, storage_options: Any | None = None
    ) -> None:
        """Replace `path` as a whole; OSError where its folder can not be written."""
        write_tensors(Path(path), checkpoint)

    def load_checkpoint(
        self,
        path: str | Path,
        map_location: Any | None = "cpu",
        weights_only: bool | None = None,
    ) -> dict[str, Any]:
        """The checkpoint; CheckpointError where the file is damaged or none. Runs no code of it."""
        checkpoint = read_tensors(Path(path), map_location=map_location)
        if not isinstance(checkpoint, dict) or "state_dict" not in checkpoint:
            raise CheckpointError(path, "is not a checkpoint of a training run", fix=FIX)
        return checkpoint

    def remove_checkpoint(self, path: str | Path) -> None:
        """Delete the file, durably."""
        Path(path).unlink(missing_ok=True)
        sync(Path(path).parent)


def save_weights(path: Path, network: nn.Module) -> None:
    """Write the network's parameters and running statistics, by name, as tensors on the CPU."""
    state = network.state_dict()
    write_tensors(
        path, {name: tensor.detach().cpu().contiguous() for name, tensor in state.items()}
    )


def load_weights(path: Path, network: nn.Module) -> None:
    """Read what `save_weights` wrote into `network`; CheckpointError where it does not fit."""
    state = read_tensors(path)
    if not isinstance(state, dict) or not all(isinstance(v, Tensor) for v in state.values()):
        raise CheckpointError(path, "holds more than named tensors", fix=FIX)
    require_fit(path, state, network)
    network.load_state_dict(state)


def write_tensors(path: Path, content: Mapping[str, Any]) -> None:
    """torch.save, whole or not at all."""
    with replacing(path) as temporary:
        torch.save(content, temporary)


def read_tensors(path: Path, *, map_location: Any | None = "cpu") -> Any:
    """torch.load of data only; CheckpointError names a missing, damaged or unsafe file."""
    if not path.is_file():
        raise CheckpointError(path, "is not there", fix="give the path of a weights file")
    try:
        return torch.load(path, map_location=map_location, weights_only=True)
    except DAMAGE as error:
        first_line = str(error).partition("\n")[0]
        raise CheckpointError(path, f"can not be read ({first_line})", fix=FIX) from error


def require_fit(where: Path | str, state: Mapping[str, Tensor], network: nn.Module) -> None:
    """CheckpointError that names the parameters that are missing, unknown or of another shape."""
    wanted = {name: tuple(tensor.shape) for name, tensor in network.state_dict().items()}
    found = {name: tuple(tensor.shape) for name, tensor in state.items()}
    reshaped = [
        f"{name} {found[name]} instead of {wanted[name]}"
        for name in wanted
        if name in found and found[name] != wanted[name]
    ]
    problems = {
        "missing": [name for name in wanted if name not in found],
        "unexpected": [name for name in found if name not in wanted],
        "of another shape": reshaped,
    }
    facts = [
        f"{len(names)} {kind}: {shortened(names)}" for kind, names in problems.items() if names
    ]
    if facts:
        raise CheckpointError(where, f"is of another network ({'; '.join(facts)})", fix=FIX)


def shortened(names: list[str]) -> str:
    """The first three names."""
    return ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
