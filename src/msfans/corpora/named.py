"""Corpora by the names that command lines and score tables use."""

from collections.abc import Callable, Mapping
from pathlib import Path

from msfans.corpora.casia_fasd import CasiaFasd
from msfans.corpora.corpus import Corpus
from msfans.corpora.layout import require_choice
from msfans.corpora.manifest import Manifest
from msfans.corpora.replay_attack import ReplayAttack

CORPORA: Mapping[str, Callable[..., Corpus]] = {
    kind.name: kind for kind in (CasiaFasd, ReplayAttack, Manifest)
}


def open_corpus(name: str, root: Path, **settings: str) -> Corpus:
    """The corpus `name` at `root` (a manifest's CSV); `settings` go to its constructor.

    UsageError for a name that does not exist, with the nearest that does.
    """
    require_choice("corpus", name, tuple(CORPORA))
    return CORPORA[name](root, **settings)
