"""Sweeper in which one group option can stand for several: `-m scales=triple_all` is five jobs.

A group option that holds a list `members` is replaced by those members before the jobs are formed.
The jobs of a sweep are written to `sweep.json` in its folder before they start, and when they have
ended, however they ended, the `conclusion` of the configuration looks at that folder.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.config_store import ConfigStore
from hydra.core.object_type import ObjectType
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from hydra.utils import get_method
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

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
        folder = Path(self.config.hydra.sweep.dir)
        given = self._parse([*self._parse_config(), *arguments])
        self.params = {}  # now part of `given`
        arguments = [self._expand(override) for override in given]
        task_words = [o for o in self._parse(arguments) if not o.is_hydra_override()]
        with replacing(folder / "sweep.json") as path:
            path.write_text(
                json.dumps({"jobs": self.split_arguments(task_words, None)[0]}, indent=1)
            )
        try:
            results = super().sweep(arguments)
        except (HydraException, OmegaConfBaseException):
            raise  # a job could not be composed, so none has started
        except BaseException:
            self._conclude(folder)
            raise
        self._conclude(folder)
        return results

    def _conclude(self, folder: Path) -> None:
        if self.conclusion:
            get_method(self.conclusion)(folder)

    def _parse(self, arguments: list[str]) -> list[Override]:
        assert self.hydra_context is not None
        parser = OverridesParser.create(config_loader=self.hydra_context.config_loader)
        return parser.parse_overrides(arguments)

    def _expand(self, override: Override) -> str:
        """The override as text, with each alias among its choices replaced by its members."""
        if not self._chooses_option(override):
            return str(override.input_line)
        members = chain(*(self._members(override, option) for option in _options(override)))
        return f"{override.get_key_element()}={','.join(dict.fromkeys(members))}"

    def _chooses_option(self, override: Override) -> bool:
        assert self.hydra_context is not None
        if override.is_delete() or override.is_hydra_override():
            return False
        if override.is_range_sweep() or override.is_interval_sweep():
            return False
        loader = self.hydra_context.config_loader
        return bool(loader.get_group_options(override.key_or_group))

    def _members(self, override: Override, option: str) -> list[str]:
        assert self.hydra_context is not None
        assert self.config is not None
        loader = self.hydra_context.config_loader
        group = override.key_or_group
        if option not in loader.get_group_options(group, results_filter=ObjectType.CONFIG):
            return [option]  # Hydra itself reports an unknown option
        config = loader.load_sweep_config(self.config, [f"{override.get_key_element()}={option}"])
        node = OmegaConf.select(config, (override.package or group).replace("/", "."))
        members = node.get("members") if OmegaConf.is_dict(node) else None
        return list(members or [option])


def _options(override: Override) -> Iterator[str]:
    if override.is_sweep_override():
        yield from override.sweep_string_iterator()
    else:
        yield override.get_value_element_as_str()
