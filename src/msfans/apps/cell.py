"""What happens inside a cell's folder: learn, score, judge, each result left as a file."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from omegaconf import DictConfig, OmegaConf
from pytorch_lightning import Callback, seed_everything
from pytorch_lightning.loggers import CSVLogger, Logger

from msfans.apps.build import build
from msfans.apps.findings import log_findings
from msfans.apps.material import Material
from msfans.data.datamodule import FaceDataModule
from msfans.files import replacing
from msfans.metrics.intervals import Bootstrap
from msfans.metrics.report import judge
from msfans.models.cost import macs
from msfans.models.network import MultiScaleNet
from msfans.protocols import Protocol
from msfans.records import Split
from msfans.scores import read_scores
from msfans.training.auxiliary_loss import AuxiliaryLossSwitch
from msfans.training.crop_images import CropImages
from msfans.training.learn import CellFiles, learn
from msfans.training.loggers import close_loggers
from msfans.training.memory import keep_freed_memory, pin_threads
from msfans.training.resume import EarlierCurves
from msfans.training.system import SpoofingSystem
from msfans.training.tracking import log_final

LOG_EVERY_N_STEPS = 10
COST = "cost.json"
CURVES = "curves"


def learn_and_judge(config: DictConfig, material: Material, folder: Path) -> dict[str, Any]:
    """Leave weights.pt, scores.csv, metrics.json, cost.json (the MACs of a decision) and the curves
    in `folder`; return the metrics.
    """
    write_json(folder / COST, asdict(macs(network(config))))
    with running_loggers(config, folder) as loggers:
        files = learn_cell(config, material, folder, loggers=loggers)
        metrics = judge_file(files.scores, material.protocol)
        write_json(folder / "metrics.json", metrics)
        log_final(loggers, dict(final_figures(metrics)))
        log_findings(loggers, folder, metrics)
    return metrics


def learn_cell(
    config: DictConfig, material: Material, folder: Path, *, loggers: Sequence[Logger]
) -> CellFiles:
    """Train and score with the configured parts; each process of a cell does."""
    keep_freed_memory()
    pin_threads(config.threads)
    seed_everything(config.seed, verbose=False)
    return learn(
        system=SpoofingSystem(network=network(config), **config.optimiser),
        datamodule=data_module(config, material),
        trainer=build(
            config.trainer,
            enable_model_summary=False,
            enable_progress_bar=sys.stderr.isatty(),
            log_every_n_steps=LOG_EVERY_N_STEPS,
        ),
        folder=folder,
        callbacks=[*callbacks(config), EarlierCurves(folder / CURVES / "metrics.csv")],
        loggers=loggers,
        checkpoint_every_steps=config.checkpoint_every_steps,
    )


def network(config: DictConfig) -> MultiScaleNet:
    """The shared backbone and the fusion, sized for each other."""
    backbone = build(config.backbone.part)
    sizes = {"features": backbone.features, "n_scales": len(config.scales["values"])}
    return MultiScaleNet(backbone=backbone, fusion=build(config.fusion.part, **sizes))


def callbacks(config: DictConfig) -> list[Callback]:
    """The schedule of the auxiliary losses; pictures for a tracker only where that is allowed."""
    switch = AuxiliaryLossSwitch(**config.auxiliary)
    return [switch, CropImages()] if config.privacy.log_images else [switch]


def data_module(config: DictConfig, material: Material) -> FaceDataModule:
    """The corpus as batches of crops at the cell's scales."""
    return FaceDataModule(
        cache=material.cache,
        protocol=material.protocol,
        scales=list(config.scales["values"]),
        augment=build(config.augment),
        order=build(config.order),
        seed=config.seed,
        **config.loader,
    )


@contextmanager
def running_loggers(config: DictConfig, folder: Path) -> Iterator[list[Logger]]:
    """The CSV logger and the one chosen besides; closed whatever happens, as an open tracker would
    swallow what the next cell logs.
    """
    curves = CSVLogger(folder, name=CURVES, version="", flush_logs_every_n_steps=LOG_EVERY_N_STEPS)
    loggers: list[Logger] = [curves]
    if config.logger.cell is not None:
        settings = OmegaConf.to_container(config, resolve=True)
        about = {"name": folder.name, "group": folder.parent.name, "settings": settings}
        tracker = build(config.logger.cell)(folder, **about)
        loggers += [] if tracker is None else [tracker]
    try:
        yield loggers
    except BaseException:
        close_loggers(loggers, exit_code=1)
        raise
    close_loggers(loggers, exit_code=0)


def judge_file(path: Path, protocol: Protocol) -> dict[str, Any]:
    """The report on a cell's scores, with intervals, and thresholds of devel where there is one."""
    scores = read_scores(path)
    devel = scores if protocol.split(Split.DEVEL) else None
    return judge(scores, devel, bootstrap=Bootstrap()).to_json()


def final_figures(metrics: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """The table row of a cell as flat names for a tracker."""
    for level in ("frame", "video"):
        for figure in ("eer", "hter"):
            value = (metrics[level] or {}).get(figure)
            if value is not None:
                yield f"test_{level}_{figure}", value


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Publish `content` as JSON."""
    with replacing(path) as temporary:
        temporary.write_text(json.dumps(content, indent=1, allow_nan=False) + "\n")
