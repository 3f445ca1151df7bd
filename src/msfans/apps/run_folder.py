"""A finished run, read back from its folder: settings, network, scores, and its corpus."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import ConfigKeyError

from msfans.apps.build import build
from msfans.apps.cell import network
from msfans.apps.material import Material, open_material
from msfans.apps.provenance import PLACES
from msfans.data.clips import frame_table, usable
from msfans.data.crops import judged_crops
from msfans.errors import CacheError, UsageError
from msfans.media.faces import Detector
from msfans.models.network import MultiScaleNet
from msfans.records import Split
from msfans.results.cells import Cell, CellState, read_cell
from msfans.scores import read_scores
from msfans.training.checkpoint import load_weights


class RunFolder:
    """The folder of a finished cell; UsageError or ScoreError where it is none.

    `words` say where things lie now, if they have moved: data.root=..., data.cache=...
    """

    def __init__(self, folder: Path, *, words: Sequence[str] = ()) -> None:
        self.folder = folder
        if (cell := read_cell(folder)).state is not CellState.FINISHED:
            raise UsageError(folder, f"the run is {cell.state}", fix="finish it first")
        if "choice" in cell.metrics:
            fact = "is a choice among cells of one scale, and no network of its own"
            raise UsageError(folder, fact, fix=f"take {chosen_cell(folder, cell)}")
        self.config = read_config(folder / "config.yaml", words)
        self.provenance: dict[str, Any] = json.loads((folder / "provenance.json").read_text())

    @property
    def scales(self) -> tuple[float, ...]:
        """In the order in which the network takes them."""
        return tuple(self.config.scales["values"])

    @cached_property
    def detector(self) -> Detector:
        """That found the faces."""
        return build(self.config.detector)

    @cached_property
    def network(self) -> MultiScaleNet:
        """With its trained weights, on the CPU, for evaluation."""
        trained = network(self.config)
        load_weights(self.folder / "weights.pt", trained)
        return trained.eval()

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Devel and test, as the network scored them after training."""
        return read_scores(self.folder / "scores.csv")

    @cached_property
    def material(self) -> Material:
        """The corpus that the run was made of, prepared; CacheError where it is another one now."""
        try:
            material = open_material(self.config)
        except ConfigKeyError as error:
            fact = f"was written by another version ({str(error).partition(chr(10))[0]})"
            fix = "use the version that trained the run"
            raise UsageError(self.folder / "config.yaml", fact, fix=fix) from error
        if material.cache.fingerprint != self.provenance["data"]["fingerprint"]:
            fact = "was trained on other patches than its corpus gives now"
            raise CacheError(self.folder, fact, fix="give the corpus as it was: data.root=...")
        return material

    @cached_property
    def frames(self) -> pd.DataFrame:
        """Every frame of the protocol, a row each; its index is what `crops` takes."""
        return frame_table(self.material.cache, self.material.protocol.clips)

    def crops(self, samples: NDArray[np.int64]) -> NDArray[np.uint8]:
        """What the network sees (b, s, 112, 112, 3) of these frames, which have a face."""
        cache = self.material.cache
        rows = self.frames.loc[samples, "row"].to_numpy(np.int64)
        patches = (np.asarray(cache.patches[row]) for row in rows)
        return np.stack(
            [judged_crops(each, scales=self.scales, geometry=cache.geometry) for each in patches]
        )

    def spread_crops(self, *splits: Split, n_faces: int) -> NDArray[np.uint8]:
        """Crops of at most so many faces of the splits, evenly spread."""
        samples = usable(self.frames, splits)
        chosen = np.linspace(0, len(samples) - 1, min(n_faces, len(samples))).round()
        return self.crops(samples[chosen.astype(np.int64)])

    def sha256(self, name: str) -> str:
        """Digest of one of its files."""
        return hashlib.sha256((self.folder / name).read_bytes()).hexdigest()


def chosen_cell(folder: Path, choice: Cell) -> str:
    """For people: the cell to take instead of a choice, which may not be the best one of test."""
    candidates: Mapping[str, str] = choice.metrics["choice"]["candidates"]
    if (scale := choice.metrics["choice"]["on_devel"]) is None:
        return f"one of {', '.join(str(folder.parent / each) for each in candidates.values())}"
    return f"{folder.parent / candidates[scale]}, the one chosen on devel"


def read_config(path: Path, words: Sequence[str]) -> DictConfig:
    """The settings of a run, with its places as `words` say; UsageError for any other word."""
    for word in words:
        name, _, place = word.partition("=")
        if name in PLACES and not place:
            raise UsageError(word, "no place is given", fix=f"write {name}=/its/new/place")
        if name not in PLACES:
            fix = f"only places can be given: {', '.join(PLACES)}"
            raise UsageError(word, "the settings of a finished run do not change", fix=fix)
    config = OmegaConf.merge(OmegaConf.load(path), OmegaConf.from_dotlist(list(words)))
    assert isinstance(config, DictConfig)
    return config
