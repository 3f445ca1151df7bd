"""Cells as a sweep leaves them, without anything learnt."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from msfans.metrics.report import judge
from msfans.results.cells import Cell, CellState
from msfans.scores import read_scores, write_scores


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


def judged_rows(n_wrong: int) -> pd.DataFrame:
    """Ten bona fide and ten attack frames of two people, on test and on devel.

    A bona fide frame scores 1 and an attack 0; `n_wrong` of either on test the other way round, the
    first person's first. So the EER on test is `n_wrong` / 10; on devel one of either is wrong.
    """
    rows = []
    for split, people, wrong in (("test", "pq", n_wrong), ("devel", "rs", 1)):
        for label, right in (("bona_fide", 1.0), ("attack", 0.0)):
            for number in range(10):
                rows.append(
                    {
                        "clip": f"{split}/{label}/{number}.avi",
                        "frame": 0,
                        "subject": people[number // 5],
                        "split": split,
                        "label": label,
                        "pai_species": None if label == "bona_fide" else "cut_photo",
                        "score": right if number >= wrong else 1 - right,
                    }
                )
    return pd.DataFrame(rows)


@pytest.fixture
def paper_cell() -> Callable[..., Cell]:
    """A cell of Table III unless said otherwise, on the licensed corpus."""

    def make(scales: str = "1.1-1.2-1.3", fusion: str = "lstm", **other: Any) -> Cell:
        known = {"corpus": "casia_fasd", "backbone": "cnn_s", "protocol": "overall", **other}
        words = [f"scales={scales}", f"fusion={fusion}"]
        words += [f"{key}={known[key]}" for key in ("corpus", "backbone", "seed") if key in known]
        state = known.pop("state", CellState.FINISHED)
        return Cell(
            state=state,
            scales=scales,
            fusion=fusion,
            words=tuple(known.pop("words", words)),
            **known,
        )

    return make


@pytest.fixture
def paper_sweep(tmp_path: Path) -> Callable[..., Path]:
    """Writes a sweep of cells, each with scores that are wrong on so many of ten."""

    def write(*cells: tuple[Cell, int], experiments: tuple[str, ...] = ("table3",)) -> Path:
        for number, (cell, n_wrong) in enumerate(cells):
            home = tmp_path / f"cell{number}"
            cell.write(home)
            if cell.state is CellState.FINISHED:
                write_scores(home / "scores.csv", judged_rows(n_wrong))
                scores = read_scores(home / "scores.csv")
                metrics = {**judge(scores, scores).to_json(), **cell.metrics}
                (home / "metrics.json").write_text(json.dumps(metrics))
                macs = {"trunk": 51_000_000, "fusion": 12_000, "head": 2_000}
                (home / "cost.json").write_text(json.dumps(macs))
        jobs = [list(cell.words) for cell, _ in cells]
        (tmp_path / "sweep.json").write_text(
            json.dumps({"experiments": list(experiments), "jobs": jobs})
        )
        return tmp_path

    return write
