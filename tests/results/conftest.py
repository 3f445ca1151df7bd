"""Cells as a sweep leaves them, without anything learnt."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from msfans.results.cells import Cell, CellState


def report(eer: float, n_bona_fide: int, n_attack: int, *, unanswered: int = 0) -> dict:
    return {
        "eer": eer,
        "n_bona_fide": n_bona_fide,
        "n_bona_fide_expected": n_bona_fide,
        "n_attack": n_attack - unanswered,
        "n_attack_expected": n_attack,
    }


@pytest.fixture
def finished() -> Callable[..., Cell]:
    def make(scales: str, fusion: str, *, words: tuple[str, ...] = (), unanswered: int = 0) -> Cell:
        frame = report(0.12345, 40, 120, unanswered=unanswered) | {"hter": 0.1}
        return Cell(
            state=CellState.FINISHED,
            scales=scales,
            fusion=fusion,
            words=(f"scales={scales}", f"fusion={fusion}", *words),
            metrics={"frame": frame, "video": report(1 / 12, 10, 30)},
        )

    return make


@pytest.fixture
def failed() -> Cell:
    return Cell(
        state=CellState.FAILED,
        scales="1.0-1.1-1.2",
        fusion="avg",
        words=("scales=1.0-1.1-1.2", "fusion=avg"),
        reason="the disk is full",
        exit_code=1,
    )


@pytest.fixture
def sweep(tmp_path: Path) -> Callable[..., Path]:
    """Writes cells, and the jobs of a sweep that asked for them and for more."""

    def write(*cells: Cell, also: tuple[tuple[str, ...], ...] = ()) -> Path:
        for number, cell in enumerate(cells):
            folder = tmp_path / f"cell{number}"
            cell.write(folder)
            (folder / "metrics.json").write_text(json.dumps(dict(cell.metrics)))
        jobs = [list(cell.words) for cell in cells] + [list(words) for words in also]
        (tmp_path / "sweep.json").write_text(json.dumps({"jobs": jobs}))
        return tmp_path

    return write
