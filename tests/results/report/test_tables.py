"""Tables say what the metrics say, where they say it."""

from collections.abc import Callable

import pytest

from msfans.results.rate_text import rate_text
from msfans.results.report import tables
from msfans.results.report.document import Cell, Table
from msfans.results.report.evidence import Evidence

MakeEvidence = Callable[..., Evidence]


def texts(table: Table) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row) for row in table.rows]


def cells(table: Table) -> list[Cell]:
    return [cell for row in table.rows for cell in row if cell.place]


def test_counts_and_non_responses_by_hand(of_scores: MakeEvidence) -> None:
    levels = of_scores().levels
    assert texts(tables.counts(levels)) == [
        ("bona fide", "11 / 12", "43 / 48"),
        ("cut_photo", "6 / 6", "24 / 24"),
        ("video_replay", "6 / 6", "24 / 24"),
    ]
    silent = tables.non_responses(levels)
    assert texts(silent)[0] == ("bona fide", "1 of 12 (8.3)", "5 of 48 (10.4)")
    assert silent.rows[0][1].value == pytest.approx(1 / 12)
    assert silent.rows[1][1].place == ("apnrr", "cut_photo")


def test_every_cell_is_the_figure_at_its_place(of_scores: MakeEvidence) -> None:
    evidence = of_scores()
    for level in evidence.levels:
        document = level.report.to_json()
        made = [tables.devel_points(level), tables.own_points([level]), tables.species(level)]
        found = [cell for table in made for cell in cells(table)]
        assert len(found) > 30
        for cell in found:
            branch, bounds = document, document["intervals"]
            for name in cell.place:
                branch, bounds = branch[name], bounds.get(name, {})
            assert cell.value == branch
            if bounds:
                n = min(level.report.bona_fide.n_scored, level.report.attack.n_scored)
                low, high = (rate_text(bound, n=n) for bound in bounds)
                assert (cell.text, cell.detail) == (rate_text(branch, n=n), f"[{low}, {high}]")


def test_on_test_it_is_said(of_scores: MakeEvidence) -> None:
    evidence = of_scores(devel=False)
    species = tables.species(evidence.video)
    assert species.header[2:] == ("threshold on test: at its EER",)
    assert "threshold on test" in species.note
    assert "Threshold on test" in tables.own_points(evidence.levels).title
    assert {cell.place[0] for cell in cells(species)} == {"oracle_apcer"}


def test_the_rule_of_three_by_hand(of_scores: MakeEvidence) -> None:
    table = tables.zero_error_limits(of_scores().video)
    assert texts(table)[:2] == [("bona fide", "11", "27.3"), ("cut_photo", "6", "50.0")]


def test_a_species_without_a_score_says_so(of_scores: MakeEvidence) -> None:
    level = of_scores().video
    devel = level.report.devel
    assert devel is not None
    devel.at_eer.apcer["cut_photo"] = None
    assert tables.figure(level, ("apcer", "cut_photo")).text == "no score"
