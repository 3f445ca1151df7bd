"""The nouns that travel between packages: frozen, slotted, and refusing nonsense at birth.

Polarity, stated here once for the whole project: a higher score means more bona fide, and a
presentation is accepted as bona fide when its score is at or above the threshold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

INPUT_PX = 112  # side of the crop a network sees


class Label(StrEnum):
    """Ground truth of a presentation (ISO/IEC 30107-3)."""

    BONA_FIDE = "bona_fide"
    ATTACK = "attack"


class Split(StrEnum):
    """Role of a video in a protocol. Nothing is ever chosen on `TEST`."""

    TRAIN = "train"
    DEVEL = "devel"
    TEST = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """One video of a protocol.

    `path` is relative to the corpus root with forward slashes, `subject` is unique over the whole
    corpus, `pai_species` names the attack instrument and is empty exactly for bona fide.
    `attributes` holds what a corpus says besides (quality; device, light, support).
    """

    path: str
    subject: str
    split: Split
    label: Label
    pai_species: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if not self.path or self.path.startswith("/") or "\\" in self.path:
            raise ValueError(f"clip path {self.path!r} is not relative with forward slashes")
        if not self.subject:
            raise ValueError(f"clip {self.path!r} has no subject")
        if (self.label is Label.ATTACK) != bool(self.pai_species):
            raise ValueError(
                f"clip {self.path!r} is {self.label} with PAI species {self.pai_species!r}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceBox:
    """A face in pixels of its frame; (left, top) is the corner, and may lie outside the frame."""

    left: float
    top: float
    width: float
    height: float

    def __post_init__(self) -> None:
        if not (self.width > 0 and self.height > 0):
            raise ValueError(f"a face box of {self.width} x {self.height} pixels holds nothing")

    @property
    def area(self) -> float:
        """Area in square pixels."""
        return self.width * self.height
