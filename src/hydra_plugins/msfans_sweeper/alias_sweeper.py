"""Sweeper in which one group option can stand for several: `-m scales=triple_all` is five jobs.

A group option that holds a list `members` is replaced by those members before the jobs are formed,
and one that holds `grids` by those sweeps: it is an experiment, see experiments.py. The jobs are
written to `sweep.json` in the sweep's folder before they start, with the names of the experiments,
and when they have ended, however they ended, the `conclusion` of the configuration looks at that
folder.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.config_store import ConfigStore
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.core.utils import JobReturn
from hydra.errors import HydraException
from hydra.utils import get_method
from omegaconf import open_dict, read_write
from omegaconf.errors import OmegaConfBaseException

from hydra_plugins.msfans_sweeper.experiments import Job, jobs_of
from hydra_plugins.msfans_sweeper.options import Options
from msfans.files import replacing


@dataclass
class AliasSweeperConfig:
    """What `hydra/sweeper=alias` can be given."""

    _target_: str = "hydra_plugins.msfans_sweeper.alias_sweeper.AliasSweeper"
    conclusion: str | None = None
    max_batch_size: int | None = None
    params: dict[str, str] | None = field(default_factory=dict)


ConfigStore.instance().store("alias", AliasSweeperConfig, group="hydra/sweeper", provider="msfans")


class AliasSweeper(BasicSweeper):
    """Hydra's grid sweeper, with aliases resolved, its jobs on record and a conclusion."""

    def __init__(
        self,
        conclusion: str | None,
        max_batch_size: int | None,
        params: dict[str, str] | None,
    ) -> None:
        super().__init__(max_batch_size=max_batch_size, params=params)
        self.conclusion = conclusion

    def sweep(self, arguments: list[str]) -> Any:
        """Run every job of `arguments` (overrides) and conclude; see the module's docstring."""
        assert self.config is not None
        assert self.hydra_context is not None
        options = Options(self.hydra_context.config_loader, self.config)
        given = self._parse([*self._parse_config(), *arguments])
        experiments = dict(chain(*(options.experiments(override) for override in given)))
        words = self._plain(given, options)
        grids = [self._plain(self._parse(g), options) for g in chain(*experiments.values())]
        jobs = jobs_of(grids or [[]], words)
        folder = self._settled_folder(words, experiments)
        self._record(folder, jobs, experiments)
        try:
            results = self._launched(jobs)
        except (HydraException, OmegaConfBaseException):
            raise  # a job could not be composed, so none has started
        except BaseException:
            self._conclude(folder)
            raise
        self._conclude(folder)
        return results

    def _launched(self, jobs: list[Job]) -> list[Sequence[JobReturn]]:
        """The results of all jobs; the first failure is raised after the jobs of its batch."""
        assert self.launcher is not None
        results: list[Sequence[JobReturn]] = []
        n_begun = 0
        for batch in self.split_overrides_to_chunks(jobs, self.max_batch_size or len(jobs)):
            self.validate_batch_is_legal(batch)
            results.append(self.launcher.launch(batch, initial_job_idx=n_begun))
            n_begun += len(batch)
            for result in results[-1]:
                _ = result.return_value  # raises what the job raised
        return results

    def _settled_folder(self, words: list[Override], experiments: Iterable[str]) -> Path:
        """The sweep's folder, as its first experiment places it; every job is told the same."""
        assert self.config is not None
        assert self.hydra_context is not None
        loader = self.hydra_context.config_loader
        plain = [str(word.input_line) for word in words if not word.is_sweep_override()]
        config = loader.load_sweep_config(self.config, [*plain, *islice(experiments, 1)])
        folder = config.hydra.sweep.dir
        with open_dict(self.config), read_write(self.config):
            self.config.hydra.sweep.dir = folder
            self.config.hydra.overrides.hydra.append(f"hydra.sweep.dir={_quoted(folder)}")
        return Path(folder)

    def _record(self, folder: Path, jobs: list[Job], experiments: Iterable[str]) -> None:
        """Write sweep.json; words that set Hydra itself are no part of a job."""
        task_words = [
            [word for word in job if not self._parse([word])[0].is_hydra_override()] for job in jobs
        ]
        names = [experiment.partition("=")[2] for experiment in experiments]
        with replacing(folder / "sweep.json") as path:
            path.write_text(json.dumps({"experiments": names, "jobs": task_words}, indent=1))

    def _conclude(self, folder: Path) -> None:
        if self.conclusion:
            get_method(self.conclusion)(folder)

    def _parse(self, arguments: Sequence[str]) -> list[Override]:
        assert self.hydra_context is not None
        parser = OverridesParser.create(config_loader=self.hydra_context.config_loader)
        return parser.parse_overrides(list(arguments))

    def _plain(self, overrides: Iterable[Override], options: Options) -> list[Override]:
        return self._parse([text for each in overrides for text in options.plain(each)])


def _quoted(value: str) -> str:
    """The value as a quoted string of the override grammar."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
