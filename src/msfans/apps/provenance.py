"""What a cell is made of: settings, data and code, as one fingerprint and as a record."""

import hashlib
import json
import platform
import subprocess
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from omegaconf import DictConfig, OmegaConf

import msfans
from msfans.apps.material import Material

# Where things lie and how fast they are read changes no result; what lies there is fingerprinted.
PLACES = (
    *("runs", "experiment.home", "data.cache", "data.embedded.root"),
    *("data.root", "data.casia_root", "data.replay_root", "data.own_root"),
    *("target.root", "target.own_root"),
)
RESOURCES = (
    *("data.workers", "loader.num_workers", "loader.keep_crops_mb"),
    "checkpoint_every_steps",
)
LEARNING = ("corpora", "data", "media", "models", "training")
PACKAGES = ("torch", "pytorch-lightning", "numpy", "opencv-python-headless", "albumentations")


def settings_hash(config: DictConfig) -> str:
    """Eight letters that stand for the settings of a cell, places aside."""
    settings = OmegaConf.create(OmegaConf.to_container(config, resolve=True))
    for key in (*PLACES, *RESOURCES):
        OmegaConf.update(settings, key, None, force_add=True)
    return _digest(json.dumps(OmegaConf.to_container(settings), sort_keys=True).encode())[:8]


def fingerprint(config: DictConfig, material: Material) -> str:
    """Sha256 over settings, data and code: a finished cell with the same one is not run again."""
    parts = [settings_hash(config), *_content(material), code_hash()]
    return _digest("\n".join(parts).encode())


def _content(material: Material) -> list[str]:
    """What tells the videos of a cell, and of its target, from others."""
    clips = sorted(f"{clip.path} {clip.split}" for clip in material.protocol.clips)
    target = _content(material.target) if material.target else []
    return [material.cache.fingerprint, *clips, *target]


@cache
def code_hash() -> str:
    """Sha256 of the source files that decide what a cell learns and how it is scored."""
    source = Path(msfans.__path__[0])
    files = sorted(path for name in LEARNING for path in (source / name).rglob("*.py"))
    return _digest(b"".join(path.read_bytes() for path in files))


def provenance(config: DictConfig, material: Material, words: Sequence[str]) -> dict[str, Any]:
    """The record of what a cell was made of."""
    target = material.target
    return {
        "fingerprint": fingerprint(config, material),
        "words": list(words),
        "seed": config.seed,
        "data": _origin(material),
        **({"target": _origin(target)} if target else {}),
        "code": {"sha256": code_hash(), **_git()},
        "versions": {"msfans": version("msfans"), "python": platform.python_version()}
        | {name: version(name) for name in PACKAGES},
        "platform": platform.platform(),
    }


def _origin(material: Material) -> dict[str, Any]:
    """The record of a corpus."""
    protocol = material.protocol
    return {
        "corpus": protocol.corpus,
        "protocol": protocol.name,
        "embedded": material.corpus.embedded,
        "fingerprint": material.cache.fingerprint,
        "n_official": len(protocol.official),
        "n_missing_or_unreadable": material.n_incomplete,
    }


def read_fingerprint(folder: Path) -> str:
    """What the cell in `folder` was made of; empty where its record can not be read."""
    try:
        return json.loads((folder / "provenance.json").read_text())["fingerprint"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _git() -> dict[str, Any]:
    """Commit of the checkout that the package runs from; None outside of one."""
    commit = _git_says("rev-parse", "HEAD")
    return {
        "commit": commit,
        "modified": bool(_git_says("status", "--porcelain")) if commit else None,
    }


def _git_says(*words: str) -> str | None:
    source = Path(msfans.__path__[0])
    try:
        answer = subprocess.run(
            ["git", "-C", source, *words], capture_output=True, text=True, check=True, timeout=20
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
