"""The card of a rendered corpus: which corpus it stands in for, and which subjects it holds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from msfans.errors import ProtocolError, UsageError
from msfans.records import Split

CARD = "corpus.json"
FORMAT = 1
GENERATOR = "msfans.synth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the renderer promises: subject numbers by split, as folder or file names carry them."""

    corpus: str
    size: str
    seed: int
    subjects: Mapping[Split, tuple[int, ...]]


def read_card(root: Path, *, corpus: str) -> Card | None:
    """The card of the rendered corpus at `root`, or None where the recordings are real.

    UsageError when the card is of another corpus, ProtocolError when it is damaged.
    """
    path = root / CARD
    if not path.is_file():
        return None
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        if fields.get("generator") != GENERATOR:
            return None
        card = parsed(fields)
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise ProtocolError(
            path, f"is no card of a rendered corpus ({error!r})", fix="render the corpus again"
        ) from error
    if card.corpus != corpus:
        raise UsageError(root, f"is a rendered {card.corpus}", fix=f"ask for {card.corpus}")
    return card


def parsed(fields: Mapping) -> Card:
    """The card in `fields`; ValueError, TypeError or KeyError where they are not one."""
    if fields["format"] != FORMAT:
        raise ValueError(f"format {fields['format']}, where this version reads {FORMAT}")
    return Card(
        corpus=str(fields["corpus"]),
        size=str(fields["size"]),
        seed=int(fields["seed"]),
        subjects={
            split: tuple(int(number) for number in fields["subjects"].get(split, ()))
            for split in Split
        },
    )
