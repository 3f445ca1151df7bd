"""The figures that the paper prints in its Tables II to V, read from the files beside this one.

All are in percent, GFLOPs aside. The paper judges CASIA-FASD by its overall scenario and
REPLAY-ATTACK by grandtest; it names neither in a table.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

OURS = "MS-FANS"
CASIA_FASD, REPLAY_ATTACK = "casia_fasd", "replay_attack"
PROTOCOLS = {CASIA_FASD: "overall", REPLAY_ATTACK: "grandtest"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One figure or line of a table; `scales` and `fusion` are empty for methods of others."""

    method: str = OURS
    corpus: str
    backbone: str = ""
    scales: str = ""
    fusion: str = ""
    eer_percent: float
    hter_percent: float | None = None
    gflops: float | None = None

    @property
    def protocol(self) -> str:
        """The protocol that the figures are of."""
        return PROTOCOLS[self.corpus]


@cache
def table2() -> tuple[Published, ...]:
    """Single scales."""
    return tuple(
        Published(
            corpus=row["corpus"],
            backbone=row["backbone"],
            scales=row["scale"],
            fusion="single",
            eer_percent=float(row["eer_percent"]),
        )
        for row in _rows("table2_single_scale.csv")
    )


@cache
def table3() -> tuple[Published, ...]:
    """Triples of scales, four ways to use each."""
    return tuple(
        Published(
            corpus=row["corpus"],
            backbone=row["backbone"],
            scales=row["scales"],
            fusion=row["fusion"],
            eer_percent=float(row["eer_percent"]),
        )
        for row in _rows("table3_fusion.csv")
    )


@cache
def table4() -> tuple[Published, ...]:
    """Methods on CASIA-FASD."""
    return tuple(_method(row, CASIA_FASD) for row in _rows("table4_casia_fasd.csv"))


@cache
def table5() -> tuple[Published, ...]:
    """Methods on REPLAY-ATTACK."""
    return tuple(_method(row, REPLAY_ATTACK) for row in _rows("table5_replay_attack.csv"))


def _method(row: dict[str, str], corpus: str) -> Published:
    ours = bool(row["scales"])
    return Published(
        method=row["method"],
        corpus=corpus,
        backbone=row["backbone"],
        scales=row["scales"],
        fusion="lstm" if ours else "",
        eer_percent=float(row["eer_percent"]),
        hter_percent=_number(row.get("hter_percent", "")),
        gflops=_number(row["gflops"]),
    )


def _number(text: str) -> float | None:
    return float(text) if text else None


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("msfans.results") / "paper" / name).read_text()
    return list(csv.DictReader(text.splitlines()))
