"""Train one cell from its parts, score devel and test, and leave the files in the cell's folder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pytorch_lightning import Callback, Trainer
from pytorch_lightning.loggers import Logger

from msfans.data.datamodule import FaceDataModule
from msfans.training.checkpoint import AtomicCheckpointIO, save_weights
from msfans.training.resume import CheckpointEverySteps, SeedEveryBatch
from msfans.training.score_writer import ScoreWriter
from msfans.training.system import SpoofingSystem
from msfans.training.tracking import DevelTracker


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFiles:
    """Where a cell keeps what it learnt; `checkpoint` is there only while it is unfinished."""

    weights: Path
    scores: Path
    fusion_weights: Path
    checkpoint: Path


def cell_files(folder: Path) -> CellFiles:
    """The names of a cell's files."""
    return CellFiles(
        weights=folder / "weights.pt",
        scores=folder / "scores.csv",
        fusion_weights=folder / "fusion_weights.csv",
        checkpoint=folder / "resume.ckpt",
    )


def learn(
    *,
    system: SpoofingSystem,
    datamodule: FaceDataModule,
    trainer: Callable[..., Trainer],
    folder: Path,
    callbacks: Sequence[Callback] = (),
    loggers: Sequence[Logger] = (),
    checkpoint_every_steps: int = 500,
) -> CellFiles:
    """Train for `trainer.max_steps`, from where a killed attempt left off, then score.

    `trainer` makes a Lightning Trainer from the keywords that are settled here, as a partial of
    the class does. Weights equal those of an uninterrupted run as far as the device allows.
    """
    files = cell_files(folder)
    built = trainer(
        callbacks=[*callbacks, *standing_callbacks(files, datamodule.seed, checkpoint_every_steps)],
        logger=list(loggers),
        plugins=[AtomicCheckpointIO()],
        default_root_dir=folder,
        enable_checkpointing=False,  # CheckpointEverySteps does it
        use_distributed_sampler=False,  # RunSampler shares out by itself
        num_sanity_val_steps=0,
    )
    resumed = files.checkpoint if files.checkpoint.exists() else None
    built.fit(system, datamodule=datamodule, ckpt_path=resumed, weights_only=True)
    if built.is_global_zero:
        save_weights(files.weights, system.network)
    built.predict(system, datamodule=datamodule, return_predictions=False)
    if built.is_global_zero:
        clear_checkpoints(files.checkpoint)
    built.strategy.barrier()
    return files


def clear_checkpoints(path: Path) -> None:
    """Delete the checkpoint, and what a kill in the middle of writing it has left beside it."""
    for leftover in (path, *path.parent.glob(f".{path.stem}-*{path.suffix}")):
        leftover.unlink(missing_ok=True)


def standing_callbacks(files: CellFiles, seed: int, checkpoint_every_steps: int) -> list[Callback]:
    """What every run needs, whatever its configuration says."""
    return [
        SeedEveryBatch(seed),
        DevelTracker(),
        ScoreWriter(scores=files.scores, fusion_weights=files.fusion_weights),
        CheckpointEverySteps(files.checkpoint, every_steps=checkpoint_every_steps),
    ]
