"""What a tracker gets of a cell or a sweep besides the curves: DET, table row, tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pytorch_lightning.loggers import Logger

from msfans.metrics.curves import Scores, error_counts
from msfans.metrics.presentations import presentations, rows_of_split
from msfans.records import Split
from msfans.results.cells import CellState, read_cell
from msfans.results.grid import Grid
from msfans.results.sweep_tables import SweepTable
from msfans.results.tables import sweep_frame
from msfans.scores import read_scores
from msfans.training.learn import cell_files
from msfans.training.loggers import trackers, unsent_runs

DET_POINTS = 200
DET_AXES = ("APCER, normal deviate", "BPCER, normal deviate")


def log_findings(loggers: Iterable[Logger], folder: Path, metrics: Mapping[str, Any]) -> None:
    """Hand the DET of the test frames and the cell's row of the table to what shows them."""
    for tracker in trackers(loggers):
        cell = replace(read_cell(folder), state=CellState.FINISHED, metrics=metrics)
        tracker.log_row(sweep_frame([cell]).iloc[0].to_dict())
        tested = presentations(rows_of_split(read_scores(cell_files(folder).scores), Split.TEST))
        points = det_points(tested.bona_fide, tested.attack)
        tracker.log_line("DET", points, x=DET_AXES[0], y=DET_AXES[1])


def det_points(bona_fide: Scores, attack: Scores) -> pd.DataFrame:
    """APCER (attacks of all species together) and BPCER as normal deviates, and as they are.

    Rates of 0 and 1 have no normal deviate and are left out; so are points that would lie on top
    of others, down to about `DET_POINTS`.
    """
    counts = error_counts(bona_fide, attack)
    far_n, frr_n = counts.far_n, counts.frr_n
    inside = np.flatnonzero((far_n > 0) & (far_n < 1) & (frr_n > 0) & (frr_n < 1))
    kept = inside[:: max(1, len(inside) // DET_POINTS)]
    axes = (normal_deviates(far_n[kept]), normal_deviates(frr_n[kept]))
    rates = {"APCER": far_n[kept], "BPCER": frr_n[kept]}
    return pd.DataFrame(dict(zip(DET_AXES, axes, strict=True)) | rates)


def normal_deviates(rates_n: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each rate the value that a standard normal variable stays below with that probability."""
    return np.array([NormalDist().inv_cdf(rate) for rate in rates_n.tolist()], dtype=np.float64)


def tracked(tables: Sequence[SweepTable]) -> dict[str, pd.DataFrame]:
    """Tables of a sweep by name as texts, and of the first, scales x fusion, a row a cell besides.

    The first is called `grid` and its rows `cells`.
    """
    general, *others = tables
    named = {"grid": texts(general.grid), "cells": general.frame}
    return named | {table.name: texts(table.grid) for table in others}


def texts(grid: Grid) -> pd.DataFrame:
    """A grid without its notes."""
    return pd.DataFrame(grid.rows, columns=list(grid.columns))


def sync_words(folder: Path) -> str:
    """How to send what Weights & Biases keeps in a cell's or sweep's folder; empty if nothing."""
    runs = unsent_runs(folder)
    if not runs:
        return ""
    places = dict.fromkeys(str(run.parent) for run in runs)
    wanted = " ".join(f"{place}/offline-run-*" for place in places)
    if len(places) > 2:
        wanted = f"{folder}/wandb/offline-run-* {folder}/*/wandb/offline-run-*"
    return f"{len(runs)} runs wait on this disk; with a key, send them: wandb sync {wanted}"
