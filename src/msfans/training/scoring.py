"""Score the videos of another corpus with a system that has learnt."""

from collections.abc import Callable
from pathlib import Path

from pytorch_lightning import Trainer

from msfans.data.datamodule import FaceDataModule
from msfans.training.score_writer import ScoreWriter
from msfans.training.system import SpoofingSystem


def score(
    system: SpoofingSystem,
    datamodule: FaceDataModule,
    *,
    trainer: Callable[..., Trainer],
    scores: Path,
    fusion_weights: Path,
) -> None:
    """Write the scores of the devel and test videos of `datamodule`; nothing is learnt."""
    built = trainer(
        callbacks=[ScoreWriter(scores=scores, fusion_weights=fusion_weights)],
        logger=False,
        default_root_dir=scores.parent,
        enable_checkpointing=False,
    )
    built.predict(system, datamodule=datamodule, return_predictions=False)
