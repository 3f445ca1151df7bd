"""The only file that starts Hydra: from the words on the command line to one config per cell."""

import os
import sys
from pathlib import Path

import hydra
from hydra.core.hydra_config import HydraConfig
from hydra.errors import HydraException
from hydra.types import RunMode
from omegaconf import DictConfig
from omegaconf.errors import OmegaConfBaseException

from msfans.apps import mistakes, schema
from msfans.errors import MsfansError

ROOTS = ("data.root", "data.casia_root", "data.replay_root")


def launch(conf_dir: Path) -> None:
    """Run `train.py`: compose `conf_dir`/train.yaml with the command line and run each cell.

    A mistake in the command line ends with one message and exit code 2, without a traceback.
    """
    os.environ["HYDRA_FULL_ERROR"] = "1"  # let errors reach this function as they are
    # spinning waits made a cell 4 times slower where another program wanted a core
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("NO_ALBUMENTATIONS_UPDATE", "1")  # it looks for updates at import
    words = sys.argv[1:]
    schema.register()
    command = hydra.main(version_base="1.3", config_path=str(conf_dir), config_name="train")(run)
    try:
        mistakes.refuse_new_keys(words)
        sys.argv[1:] = with_preset(words)
        command()
    except MsfansError as error:
        _end(str(error), error.exit_code)
    except (HydraException, OmegaConfBaseException) as error:
        _end(mistakes.explain(error, conf_dir, words), 2)
    except KeyboardInterrupt:
        _end("interrupted: finished cells are kept, the same command goes on", 130)


def run(config: DictConfig) -> None:
    """Run one cell. Lightning and torch are imported here, so that `--help` answers at once."""
    from msfans.apps import train

    job = HydraConfig.get()
    sweeping = job.mode is RunMode.MULTIRUN
    folder = Path(job.sweep.dir if sweeping else job.run.dir)
    try:
        train.run_cell(config, words=list(job.overrides.task), folder=folder, sweeping=sweeping)
    except MsfansError as error:
        _end(str(error), error.exit_code)  # here, as Hydra would print the overrides before it


def with_preset(words: list[str]) -> list[str]:
    """`words`, and the preset when they name none: demo without a data path, else paper."""
    settings = dict(word.split("=", 1) for word in words if "=" in word)
    if "preset" in settings or {"--help", "-h"} & set(words):
        return words
    given = [key for key in ROOTS if settings.get(key, "null") != "null"]
    if given:
        print(f"preset=paper: {given[0]} is given, so the paper's training settings", flush=True)
        preset = "preset=paper"
    else:
        print(
            "preset=demo: no data.root given, so a synthetic corpus and short training", flush=True
        )
        preset = "preset=demo"
    first = next((i for i, word in enumerate(words) if "=" in word), len(words))
    return [*words[:first], preset, *words[first:]]  # beside another: argparse wants them together


def _end(message: str, exit_code: int) -> None:
    print(f"error: {message}", file=sys.stderr)
    sys.exit(exit_code)
