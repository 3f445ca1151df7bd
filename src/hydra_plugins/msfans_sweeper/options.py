"""What the options that an override names stand for: themselves, their members, or grids."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from hydra.core.config_loader import ConfigLoader
from hydra.core.object_type import ObjectType
from hydra.core.override_parser.types import Override
from omegaconf import DictConfig, OmegaConf

Grids = list[list[str]]


class Options:
    """The options of a configuration's groups, each looked up once."""

    def __init__(self, loader: ConfigLoader, config: DictConfig) -> None:
        self.loader, self.config = loader, config
        self.known: dict[tuple[str, str], dict[str, Grids]] = {}

    def plain(self, override: Override) -> Iterator[str]:
        """The override as text, aliases replaced by their members; none where all are grids."""
        if not self._chooses(override):
            yield str(override.input_line)
        elif names := [name for name, grids in self._chosen(override).items() if not grids]:
            yield f"{override.get_key_element()}={','.join(names)}"

    def experiments(self, override: Override) -> Iterator[tuple[str, Grids]]:
        """The choices of the override that hold grids, each as a word, with these."""
        for name, grids in self._chosen(override).items() if self._chooses(override) else ():
            if grids:
                yield f"{override.get_key_element()}={name}", grids

    def _chosen(self, override: Override) -> dict[str, Grids]:
        """The options that the override ends up with, and the grids of each."""
        return dict(chain(*(self._behind(override, name).items() for name in _names(override))))

    def _chooses(self, override: Override) -> bool:
        if override.is_delete() or override.is_hydra_override():
            return False
        if override.is_range_sweep() or override.is_interval_sweep():
            return False
        return bool(self.loader.get_group_options(override.key_or_group))

    def _behind(self, override: Override, name: str) -> dict[str, Grids]:
        """The options that `name` stands for."""
        place = (override.get_key_element(), name)
        if place not in self.known:
            node = self._node(override, name)
            members = node.get("members") or []
            behind = chain(*(self._behind(override, member).items() for member in members))
            self.known[place] = dict(behind) or {name: node.get("grids") or []}
        return self.known[place]

    def _node(self, override: Override, name: str) -> dict[str, Any]:
        """What the option puts into the configuration, where that is a mapping."""
        group = override.key_or_group
        if name not in self.loader.get_group_options(group, results_filter=ObjectType.CONFIG):
            return {}  # Hydra itself reports an unknown option
        words = [f"{override.get_key_element()}={name}"]
        config = self.loader.load_sweep_config(self.config, words)
        node = OmegaConf.select(config, (override.package or group).replace("/", "."))
        if not OmegaConf.is_dict(node):
            return {}
        return OmegaConf.to_container(node, resolve=False)  # pyright: ignore[reportReturnType]


def _names(override: Override) -> Iterator[str]:
    if override.is_sweep_override():
        yield from override.sweep_string_iterator()
    else:
        yield override.get_value_element_as_str()
