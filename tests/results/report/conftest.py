"""Evidence of small runs and score files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from msfans.metrics.intervals import Bootstrap
from msfans.records import Split
from msfans.results.finished_run import open_run
from msfans.results.report.evidence import Evidence
from msfans.results.report.gather import Material, gather
from msfans.scores import read_scores


@pytest.fixture
def of_scores(made_scores: Callable[..., Path]) -> Callable[..., Evidence]:
    """Gathers the evidence of a score file, with devel or without."""

    def make(*, devel: bool = True, species: tuple[str, ...] | None = None) -> Evidence:
        path = made_scores(species=species)
        rows = read_scores(path)
        scores = {Split.TEST: rows} | ({Split.DEVEL: rows} if devel else {})
        material = Material(name="scores.csv", scores=scores, files={"scores": path})
        return gather(material, date="2026-01-31", bootstrap=Bootstrap(draws=50))

    return make


@pytest.fixture
def of_run(made_run: Callable[..., Path]) -> Callable[..., Evidence]:
    """Gathers the evidence of a run, beside which one of a single scale lies."""

    def make(fusion: str = "lstm", *, robustness: Path | None = None) -> Evidence:
        folder = made_run(fusion=fusion)
        made_run("1.0", "single")
        run = open_run(folder)
        rows = read_scores(run.scores)
        material = Material(
            name=folder.name,
            scores={Split.TEST: rows, Split.DEVEL: rows},
            files={"scores": run.scores},
            run=run,
            corpus="casia_fasd",
            protocol="overall",
            robustness=robustness,
        )
        return gather(material, date="2026-01-31", bootstrap=Bootstrap(draws=50))

    return make
