"""What a rendered corpus is made of: grammar, size, seed, difficulty."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from msfans.errors import UsageError
from msfans.synth.difficulty import Difficulty
from msfans.synth.grammar import Counts, VideoPlan, casia_fasd, replay_attack

CARD = "corpus.json"
VERSION = 2  # raise it whenever the same seed gives other frames
GRAMMARS: dict[str, Callable[[Counts], Iterator[VideoPlan]]] = {
    "casia_fasd": casia_fasd,
    "replay_attack": replay_attack,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is rendered. `resolution` multiplies the widths and heights of the real corpus."""

    counts: Counts
    frames: int
    frames_per_s: int
    resolution: float
    enrolment: bool = False


SIZES: dict[str, dict[str, Size]] = {
    "casia_fasd": {
        "tiny": Size(
            counts=Counts(train=2, devel=0, test=2), frames=3, frames_per_s=3, resolution=0.4
        ),
        "small": Size(
            counts=Counts(train=20, devel=0, test=20), frames=5, frames_per_s=3, resolution=0.5
        ),
        "full": Size(
            counts=Counts(train=20, devel=0, test=30), frames=60, frames_per_s=15, resolution=1
        ),
    },
    "replay_attack": {
        "tiny": Size(
            counts=Counts(train=2, devel=1, test=1), frames=2, frames_per_s=3, resolution=0.8
        ),
        "small": Size(
            counts=Counts(train=8, devel=8, test=8), frames=5, frames_per_s=3, resolution=1
        ),
        "full": Size(
            counts=Counts(train=15, devel=15, test=20),
            frames=60,
            frames_per_s=15,
            resolution=1,
            enrolment=True,
        ),
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that the frames depend on."""

    corpus: str
    size: str
    seed: int
    difficulty: Difficulty

    def __post_init__(self) -> None:
        refuse_unknown("corpus", self.corpus, GRAMMARS)
        refuse_unknown("size", self.size, SIZES[self.corpus])
        if self.seed < 0:
            raise UsageError("seed", f"{self.seed} is negative", fix="give 0 or more")

    @property
    def amounts(self) -> Size:
        """The numbers behind the size's name."""
        return SIZES[self.corpus][self.size]

    def videos(self) -> list[VideoPlan]:
        """Every video of the corpus."""
        plans = GRAMMARS[self.corpus](self.amounts.counts)
        return [p for p in plans if self.amounts.enrolment or not p.path.startswith("enroll/")]

    def card(self) -> dict:
        """What `corpus.json` says; readers know the corpus by it."""
        subjects: dict[str, list[int]] = {"train": [], "devel": [], "test": []}
        for plan in self.videos():
            numbers = subjects[plan.subject.split]
            if plan.subject.number not in numbers:
                numbers.append(plan.subject.number)
        return {
            "format": 1,
            "generator": "msfans.synth",
            "generator_version": VERSION,
            "corpus": self.corpus,
            "size": self.size,
            "seed": self.seed,
            "subjects": subjects,
            "amounts": asdict(self.amounts),
            "difficulty": {k: list_of(v) for k, v in asdict(self.difficulty).items()},
        }


def list_of(value: object) -> object:
    """Tuples as JSON gives them back."""
    return list(value) if isinstance(value, tuple) else value


def refuse_unknown(option: str, value: str, known: dict) -> None:
    """A wrong name is answered with the right ones."""
    if value not in known:
        raise UsageError(option, f"there is no {value!r}", fix=f"choose from {', '.join(known)}")


def read_card(path: Path) -> dict:
    """The JSON object of a card; a damaged one has no settings."""
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return card if isinstance(card, dict) else {}
