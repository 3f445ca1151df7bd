"""Best single scale of several: cells of one scale each, one of them chosen, nothing fused.

The paper reports the scale with the lowest EER on test, which is a choice made on test. The scale
with the lowest EER on devel stands beside it.
"""

import shutil
from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from omegaconf import DictConfig, open_dict

from msfans.apps.cell import COST, write_json
from msfans.results.cells import Cell


def single_configs(config: DictConfig) -> Iterator[DictConfig]:
    """The settings of a cell for each scale: those of the choice, with one scale and no choice."""
    for scale in config.scales["values"]:
        single = deepcopy(config)
        with open_dict(single):
            single.scales["values"] = [scale]
            single.fusion = config.fusion.each
        yield single


def choose(singles: Sequence[Cell], home: Path) -> dict[str, Any]:
    """Leave scores, cost and metrics of the cell that is best on test in `home`; return these.

    The `choice` in the metrics names the folder of each candidate beside `home`, and the scale with
    the lowest EER of frames on test and on devel (None without a devel split), the first on a tie.
    """
    on_test = min(singles, key=lambda cell: cell.metrics["frame"]["eer"])
    on_devel = None
    if all("eer_devel" in cell.metrics["frame"] for cell in singles):
        on_devel = min(singles, key=lambda cell: cell.metrics["frame"]["eer_devel"])
    for name in ("scores.csv", COST):
        shutil.copy(home.parent / on_test.folder / name, home / name)
    choice = {
        "candidates": {cell.scales: cell.folder for cell in singles},
        "on_test": on_test.scales,
        "on_devel": on_devel and on_devel.scales,
    }
    levels = {level: on_devel.metrics[level] for level in ("frame", "video")} if on_devel else None
    metrics = {**on_test.metrics, "choice": choice, "chosen_on_devel": levels}
    write_json(home / "metrics.json", metrics)
    return metrics
