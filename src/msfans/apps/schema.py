"""The types of the configuration: a value of the wrong type is refused before anything starts.

Only what an experiment changes is here; every other default lives in the signature of the part.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from hydra.core.config_store import ConfigStore
from omegaconf import MISSING

from msfans.synth.difficulty import Difficulty


@dataclass
class Embedded:
    """The synthetic corpus that stands in when no path is given.

    `difficulty` holds the strengths of the attacks, msfans.synth.difficulty.Difficulty's fields.
    """

    size: str = "small"
    seed: int = 0
    root: str = "corpora"
    difficulty: dict[str, Any] = field(default_factory=lambda: asdict(Difficulty()))


@dataclass
class Data:
    """A corpus, and how its videos become patches.

    `root` is the path of whichever corpus a cell has. Where it is null `own_root` is taken, which
    each corpus points to the setting of its own, so that one command can name several paths.
    """

    name: str = MISSING
    root: str | None = None
    casia_root: str | None = None
    replay_root: str | None = None
    own_root: str | None = None
    protocol: str | None = None
    allow_incomplete: bool = False
    cache: str = "cache"
    stride_frames: int = 1
    max_frames: int | None = None
    workers: int | None = None
    embedded: Embedded = field(default_factory=Embedded)
    corpus: dict[str, Any] = field(default_factory=dict)


@dataclass
class CasiaFasdData(Data):
    """What only CASIA-FASD leaves open."""

    own_root: str | None = "${data.casia_root}"
    devel: str = "fold_5"
    landscape_quality: str = "low"


@dataclass
class ReplayAttackData(Data):
    """Filters of REPLAY-ATTACK."""

    own_root: str | None = "${data.replay_root}"
    support: str = "all"
    light: str = "all"


@dataclass
class Target:
    """A second corpus, whose test videos a cell scores as well; where its videos come from and how
    they become patches is as `data` says.
    """

    name: str = MISSING
    root: str | None = None
    own_root: str | None = None
    protocol: str | None = None
    corpus: dict[str, Any] = field(default_factory=dict)


@dataclass
class CasiaFasdTarget(Target):
    """CASIA-FASD as a target."""

    own_root: str | None = "${data.casia_root}"
    landscape_quality: str = "low"


@dataclass
class ReplayAttackTarget(Target):
    """REPLAY-ATTACK as a target."""

    own_root: str | None = "${data.replay_root}"
    support: str = "all"
    light: str = "all"


@dataclass
class Scales:
    """`values` are the scales of a cell; `members` are the options that an alias stands for."""

    values: list[float] | None = None
    members: list[str] | None = None


@dataclass
class Experiment:
    """A sweep that has a name; hydra_plugins/msfans_sweeper/experiments.py tells how it reads.

    `home` begins the name of the sweep's folder: what shares it shares finished cells.
    """

    home: str = "${data.name}"
    grids: list[list[str]] | None = None
    members: list[str] | None = None


@dataclass
class Loader:
    """How samples become batches; `keep_crops_mb` bounds the memory for crops already cut."""

    batch_size: int = 64
    num_workers: int = 0
    keep_crops_mb: int = 2048


@dataclass
class Optimiser:
    """SGD and its multi-step schedule; `milestones` are shares of trainer.max_steps."""

    lr: float = 2e-4
    momentum: float = 0.9
    weight_decay: float = 5e-4
    milestones: list[float] = field(default_factory=lambda: [0.5, 0.75])
    gamma: float = 0.1


@dataclass
class Auxiliary:
    """Weight of the summed per-scale losses, until this share of trainer.max_steps."""

    weight: float = 0.5
    until_ratio: float = 0.5


@dataclass
class Trainer:
    """The part of Lightning's Trainer that experiments change; `max_steps` is the only clock."""

    _target_: str = "pytorch_lightning.Trainer"
    _partial_: bool = True
    max_steps: int = 60_000
    accumulate_grad_batches: int = 1
    val_check_interval: float = 0.1
    accelerator: str = "auto"
    devices: int = 1
    strategy: str = "auto"
    precision: str = "32-true"


@dataclass
class Privacy:
    """Nothing that shows a face leaves for a tracker unless this says so."""

    log_images: bool = False


@dataclass
class Train:
    """One cell: corpus x scales x fusion x backbone x seed."""

    preset: str = MISSING
    seed: int = 0
    runs: str = "runs"
    threads: int | None = None
    checkpoint_every_steps: int = 500
    data: Any = MISSING
    target: Any = None
    detector: dict[str, Any] = field(default_factory=dict)
    backbone: dict[str, Any] = field(default_factory=dict)
    scales: Scales = field(default_factory=Scales)
    fusion: dict[str, Any] = field(default_factory=dict)
    augment: dict[str, Any] = field(default_factory=dict)
    order: dict[str, Any] = field(default_factory=dict)
    loader: Loader = field(default_factory=Loader)
    optimiser: Optimiser = field(default_factory=Optimiser)
    auxiliary: Auxiliary = field(default_factory=Auxiliary)
    trainer: Trainer = field(default_factory=Trainer)
    logger: dict[str, Any] = field(default_factory=dict)
    experiment: Experiment = field(default_factory=Experiment)
    privacy: Privacy = field(default_factory=Privacy)


def register() -> None:
    """Make the types known to Hydra under the names that the YAML files inherit from."""
    store = ConfigStore.instance()
    hidden = "hydra/msfans"  # --help lists no group below hydra/
    store.store("train", Train, group=hidden)
    store.store("casia_fasd", CasiaFasdData, group=hidden)
    store.store("replay_attack", ReplayAttackData, group=hidden)
    store.store("manifest", Data, group=hidden)
    store.store("casia_fasd_target", CasiaFasdTarget, group=hidden)
    store.store("replay_attack_target", ReplayAttackTarget, group=hidden)
