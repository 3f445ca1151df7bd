"""Which corpus the thresholds come from, and which one is tested."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """Corpora of the test rows and of the devel rows, None where unknown or without devel."""

    test: str | None
    devel: str | None

    @property
    def cross_corpus(self) -> bool:
        """Whether the thresholds surely come from another corpus than the tested one."""
        return None not in (self.test, self.devel) and self.test != self.devel

    @property
    def devel_name(self) -> str:
        """Devel, with its corpus where that is another one."""
        return f"devel of {self.devel}" if self.cross_corpus else "devel"

    def cautions(self) -> Iterator[str]:
        """What must be known before such figures stand beside those of one corpus."""
        if self.cross_corpus:
            yield (
                f"cross-corpus: thresholds from devel of {self.devel}, rates on test of {self.test}"
            )

    def to_json(self) -> dict:
        """The corpora, as the report of a test names them."""
        return {
            "test_corpus": self.test,
            "devel_corpus": self.devel,
            "cross_corpus": self.cross_corpus,
        }
