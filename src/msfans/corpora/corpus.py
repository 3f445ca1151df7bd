"""What the commands and the data module ask of any corpus."""

from pathlib import Path
from typing import Protocol as Interface
from typing import runtime_checkable

from msfans.protocols import Protocol
from msfans.records import Clip


@runtime_checkable
class Corpus(Interface):
    """Videos below `root`, and the protocols they are judged by.

    `name` is what the command line and score tables call it; `embedded` tells the rendered
    stand-in from the licensed recordings, with which its figures can not be compared.
    """

    @property
    def name(self) -> str: ...

    @property
    def root(self) -> Path: ...

    @property
    def embedded(self) -> bool: ...

    def clips(self) -> tuple[Clip, ...]:
        """Every video of the PAD protocols on disk, readable or not, split as the corpus is."""
        ...

    def missing(self) -> tuple[Clip, ...]:
        """Official videos that are not on disk, under the path where they belong."""
        ...

    def strays(self) -> tuple[str, ...]:
        """Video files among the corpus's own that no protocol knows, relative to `root`."""
        ...

    def protocol(self) -> Protocol:
        """The protocol chosen at construction."""
        ...

    def protocols(self) -> tuple[Protocol, ...]:
        """Every protocol of the corpus, without filters."""
        ...
