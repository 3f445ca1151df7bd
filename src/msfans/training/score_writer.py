"""Scores go to files as they come; nothing is collected in memory.

While faces are scored, rows of doubles (sample, score, alpha of each scale) are appended to a
temporary file. At the end it is joined with the frame table and published.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pytorch_lightning import Callback, LightningModule, Trainer

from msfans.data.datamodule import FaceDataModule
from msfans.files import replacing
from msfans.records import Split
from msfans.score_csv import COLUMNS
from msfans.scores import write_scores
from msfans.training.system import Scored


class RawScores:
    """An unnamed file of rows (sample, score, alphas) that lives as long as this object."""

    def __init__(self) -> None:
        self.file = TemporaryFile()  # noqa: SIM115 - closed by close(), as it outlives a function
        self.columns = 2

    def append(self, scored: Scored) -> None:
        """Add the rows of a batch."""
        columns = [scored["sample_b"][:, None], scored["score_b"][:, None]]
        if scored["alpha_bs"] is not None:
            columns.append(scored["alpha_bs"])
        rows = np.hstack([column.double().cpu().numpy() for column in columns])
        self.columns = rows.shape[1]
        rows.tofile(self.file)

    def read(self) -> NDArray[np.float64]:
        """All rows so far; (n, 2 + scales), or (n, 2) where the fusion has no alpha."""
        self.file.seek(0)
        return np.fromfile(self.file, np.float64).reshape(-1, self.columns)

    def close(self) -> None:
        """Give the space back."""
        self.file.close()


class ScoreWriter(Callback):
    """Publishes scores.csv, and fusion_weights.csv where there are any, when prediction ends.

    Every process scores everything, as a padded share would count faces twice; the first writes.
    """

    def __init__(self, *, scores: Path, fusion_weights: Path) -> None:
        self.scores, self.fusion_weights = scores, fusion_weights

    def on_predict_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        self.raw = RawScores()

    def on_predict_batch_end(
        self,
        trainer: Trainer,
        pl_module: LightningModule,
        outputs: Any,
        batch: Any,
        batch_idx: int,
        dataloader_idx: int = 0,
    ) -> None:
        self.raw.append(outputs)

    def on_predict_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        data = datamodule_of(trainer)
        rows = self.raw.read()
        self.raw.close()
        if trainer.is_global_zero:
            frames = data.frames.query(f"split != '{Split.TRAIN}'")
            write_scores(self.scores, with_scores(frames, rows))
            write_fusion_weights(self.fusion_weights, frames, rows, data.scales)


def with_scores(frames: pd.DataFrame, rows: NDArray[np.float64]) -> pd.DataFrame:
    """The frames in the columns of a score file; those that were not scored are non-responses."""
    score_of = pd.Series(rows[:, 1], index=rows[:, 0].astype(np.int64))
    scored = frames.assign(score=score_of.reindex(frames.index))
    return pd.DataFrame(scored, columns=list(COLUMNS)).reset_index(drop=True)


def write_fusion_weights(
    path: Path, frames: pd.DataFrame, rows: NDArray[np.float64], scales: Sequence[float]
) -> None:
    """One row a scored frame with alpha at each scale; no file where the fusion has no alpha."""
    alphas = rows[:, 2:]
    if not alphas.shape[1]:
        return
    names = [f"alpha_{scale:g}" for scale in scales]
    weights = pd.DataFrame(alphas, columns=names, index=rows[:, 0].astype(np.int64))
    table = frames[list(COLUMNS[:-1])].join(weights, how="inner")
    with replacing(path) as temporary:
        table.to_csv(temporary, index=False, lineterminator="\n")


def datamodule_of(trainer: Trainer) -> FaceDataModule:
    """The data module that is being trained on or scored."""
    data = trainer.datamodule  # type: ignore[attr-defined] - set by fit and predict, not declared
    assert isinstance(data, FaceDataModule)
    return data
