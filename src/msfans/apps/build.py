"""From a node of the configuration to the part it describes."""

from typing import Any

from hydra.errors import InstantiationException
from hydra.utils import instantiate
from omegaconf import DictConfig, OmegaConf

from msfans.errors import MsfansError, UsageError


def build(node: DictConfig, *first: Any, **parts: Any) -> Any:
    """Call the `_target_` of `node` with its settings and the parts given here.

    The node is left as it is, and no type of the config system reaches the part. What the part
    says of a bad setting comes out as it was said; anything else that it refuses is a UsageError.
    """
    settings = OmegaConf.create(OmegaConf.to_container(node, resolve=True))
    try:
        return instantiate(settings, *first, **parts, _convert_="all")
    except InstantiationException as error:
        cause = error.__cause__
        if isinstance(cause, MsfansError):
            raise cause from None
        if isinstance(cause, ValueError | TypeError):
            raise UsageError(
                node.get("_target_"), str(cause), fix="correct its settings"
            ) from cause
        raise
