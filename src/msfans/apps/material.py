"""What a cell learns from: a corpus (rendered first, if it is the embedded one), prepared."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from filelock import FileLock
from omegaconf import DictConfig, OmegaConf

from msfans.apps.build import build
from msfans.corpora.corpus import Corpus
from msfans.errors import UsageError
from msfans.media.alignment import PatchGeometry
from msfans.media.patches import PatchCache
from msfans.media.preparation import prepare
from msfans.protocols import Protocol, require_complete
from msfans.records import Split

# where corpora lie and how videos become patches is one setting for both corpora of a cell
SHARED = (
    *("casia_root", "replay_root", "allow_incomplete", "cache", "stride_frames", "max_frames"),
    *("workers", "embedded"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A corpus under one protocol, with the patches of its videos.

    `target` holds the test videos of a second corpus, for a cell that scores them as well.
    """

    corpus: Corpus
    protocol: Protocol
    cache: PatchCache
    target: "Material | None" = None

    @property
    def n_incomplete(self) -> int:
        """Official videos of the protocol, and of the target's, that can not be used."""
        unreadable = self.cache.unreadable
        own = len(self.protocol.missing) + sum(c.path in unreadable for c in self.protocol.clips)
        return own + (self.target.n_incomplete if self.target else 0)


def open_material(config: DictConfig) -> Material:
    """The corpus that a cell learns from, and its target if it has one.

    UsageError where the target is that corpus, or where only one of both is the embedded stand-in.
    """
    refuse_target(config)
    source = material_of(config.data, config.detector)
    if config.target is None:
        return source
    target = material_of(target_data(config), config.detector)
    if target.corpus.embedded != source.corpus.embedded:
        rendered = target if target.corpus.embedded else source
        fact = f"{rendered.protocol.corpus} is the embedded corpus and the other one is not"
        raise UsageError("target", fact, fix="give data.casia_root and data.replay_root, or none")
    return replace(source, target=replace(target, protocol=test_alone(target.protocol)))


def refuse_target(config: DictConfig) -> None:
    """UsageError for a target that the cell can not have."""
    if config.target is None:
        return
    if config.target.name == config.data.name:
        fact, fix = f"{config.target.name} is what the cell learns from", "choose the other corpus"
    elif "each" in config.fusion:
        fact, fix = f"fusion={config.fusion.name} has none", "leave the target out"
    elif config.trainer.devices > 1:
        fact, fix = "several devices can not score one", "leave it out, or train on one device"
    else:
        return
    raise UsageError("target", fact, fix=fix)


def target_data(config: DictConfig) -> DictConfig:
    """The target's settings, and those that it shares with the source."""
    resolved: Any = OmegaConf.to_container(config, resolve=True)
    shared = {key: resolved["data"][key] for key in SHARED}
    return OmegaConf.create({**shared, **resolved["target"]})


def test_alone(protocol: Protocol) -> Protocol:
    """The protocol without what could be learnt from or chosen on."""
    absent = tuple(clip for clip in protocol.missing if clip.split is Split.TEST)
    return replace(protocol, clips=protocol.split(Split.TEST), missing=absent)


def material_of(data: DictConfig, detector: DictConfig) -> Material:
    """Render if there is no `data.root`, prepare what is not prepared yet, and open the result.

    Raises ProtocolError when the official list is not complete and that was not allowed.
    """
    corpus: Corpus = build(data.corpus, corpus_root(data))
    protocol = corpus.protocol()
    cache = prepare(
        corpus.root,
        [clip.path for clip in corpus.clips()],
        detector=build(detector),
        geometry=PatchGeometry(),
        cache_root=Path(data.cache),
        stride_frames=data.stride_frames,
        max_frames=data.max_frames,
        workers=data.workers,
    )
    if not data.allow_incomplete:
        require_complete(protocol, cache.unreadable)
    return Material(corpus=corpus, protocol=protocol, cache=cache)


def given_root(data: DictConfig) -> Path | None:
    """The path that the command line names for this corpus, None for the embedded one.

    UsageError where it names two, or one for another corpus only: the embedded corpus beside a
    licensed one in the same sweep would be taken for it.
    """
    named = {key: data[key] for key in ("root", "own_root") if data[key] is not None}
    if len({Path(path) for path in named.values()}) > 1:
        fact = f"{data.root} is not {data.own_root}, the path given for {data.name}"
        raise UsageError("data.root", fact, fix="leave one of them out")
    if not named and (data.casia_root is not None or data.replay_root is not None):
        fact = f"another corpus has one, {data.name} has none"
        raise UsageError("data.casia_root, data.replay_root", fact, fix="give both, or sweep less")
    return next((Path(path) for path in named.values()), None)


def corpus_root(data: DictConfig) -> Path:
    """Where the videos are: on the user's disk, or rendered at the first call."""
    root = given_root(data)
    if root is not None:
        return root
    if data.name == "manifest":
        fix = "give the table of your videos with data.root=/path/to/videos.csv"
        raise UsageError("data=manifest", "there is no embedded corpus of this kind", fix=fix)
    from msfans.synth.corpus import render_corpus
    from msfans.synth.difficulty import difficulty_of

    size, seed = data.embedded.size, data.embedded.seed
    values: Any = OmegaConf.to_container(data.embedded.difficulty)
    difficulty = difficulty_of(values)
    name = "-".join([data.name, size, f"seed{seed}", *difficulty.changes()])
    out = Path(data.embedded.root) / name
    out.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(out.parent / f".{name}.lock"):  # cells of a sweep may start side by side
        return render_corpus(corpus=data.name, size=size, seed=seed, out=out, difficulty=difficulty)
