"""A published line finds its cells, seed by seed, and says what became of them."""

import pytest

from msfans.errors import ScoreError
from msfans.metrics.intervals import Bootstrap
from msfans.results.cells import CellState, swept
from msfans.results.paper_lines import PaperLine, paper_lines
from msfans.results.published import table3
from msfans.results.verdict import Verdict

BOOTSTRAP = Bootstrap(draws=200)
TRIPLE = "1.1-1.2-1.3"


@pytest.fixture
def lines_of(paper_sweep):
    """The lines of one triple of Table III, by fusion."""

    def find(*cells) -> dict[str, PaperLine]:
        folder = paper_sweep(*cells)
        lines = paper_lines(
            [line for line in table3() if line.scales == TRIPLE],
            swept(folder),
            folder,
            row=lambda line: line.scales,
            bootstrap=BOOTSTRAP,
        )
        return {line.published.fusion: line for line in lines}

    return find


def test_line_has_the_cell_with_its_settings_and_only_that(lines_of, paper_cell):
    lines = lines_of(
        (paper_cell(), 2),
        (paper_cell(backbone="cnn_d"), 3),
        (paper_cell(corpus="replay_attack"), 4),
        (paper_cell("1.0-1.1-1.2"), 5),
    )
    assert lines["lstm"].found["frame", "eer"].mean == 0.2
    assert lines["lstm"].macs["trunk"] == 51_000_000
    assert lines["avg"].state is CellState.MISSING
    assert lines["avg"].verdicts == {}


def test_seeds_make_one_line_and_a_failed_one_is_left_out(lines_of, paper_cell):
    line = lines_of(
        (paper_cell(seed=0), 2),
        (paper_cell(seed=1), 4),
        (paper_cell(seed=2, state=CellState.FAILED, reason="the disk is full"), 0),
    )["lstm"]
    assert line.state is CellState.FINISHED
    assert line.found["frame", "eer"].mean == pytest.approx(0.3)
    assert line.found["frame", "eer"].sd == pytest.approx(0.2 / 2**0.5)
    assert [cell.seed for cell in line.finished] == [0, 1]


def test_failed_cell_is_a_failed_line(lines_of, paper_cell):
    line = lines_of((paper_cell(state=CellState.FAILED, reason="the disk is full"), 0))["lstm"]
    assert line.state is CellState.FAILED
    assert line.found == {}


def test_licensed_corpus_gets_a_verdict_and_the_embedded_one_none(lines_of, paper_cell):
    lines = lines_of(
        (paper_cell(), 2),
        (paper_cell(fusion="avg", embedded=True), 2),
        (paper_cell(fusion="concat", protocol="low"), 2),
    )
    # two of person p's five are wrong: each draw has an EER of 0, 20 or 40 %
    assert lines["lstm"].verdicts["eer"] is Verdict.INSIDE
    assert lines["avg"].verdicts["eer"] is Verdict.OTHER_CORPUS
    assert lines["concat"].verdicts["eer"] is Verdict.OTHER_PROTOCOL


def test_paper_below_an_interval_that_leaves_it_out(lines_of, paper_cell):
    assert lines_of((paper_cell(), 9))["lstm"].verdicts["eer"] is Verdict.BELOW


def test_lowest_needs_a_whole_row_and_a_clear_difference(lines_of, paper_cell):
    others = [(paper_cell(fusion=fusion), 9) for fusion in ("avg", "concat", "best_single")]
    lines = lines_of((paper_cell(), 1), *others)
    assert [fusion for fusion, line in lines.items() if line.lowest] == ["lstm"]
    assert not any(line.lowest for line in lines_of((paper_cell(), 1), *others[:2]).values())
    tied = lines_of((paper_cell(), 8), *others)
    assert not tied["lstm"].lowest


def test_finished_cell_without_its_cost_is_named(paper_sweep, paper_cell):
    folder = paper_sweep((paper_cell(), 2))
    (folder / "cell0" / "cost.json").unlink()
    with pytest.raises(
        ScoreError, match=r"cell0/cost.json: the MACs of a decision can not be read"
    ):
        paper_lines(
            table3(), swept(folder), folder, row=lambda line: line.scales, bootstrap=BOOTSTRAP
        )


def test_choice_brings_the_figure_of_the_scale_that_devel_chose(lines_of, paper_cell):
    choice = {"candidates": {"1.1": "cell1", "1.2": "cell2"}, "on_test": "1.2", "on_devel": "1.1"}
    line = lines_of(
        (paper_cell(fusion="best_single", metrics={"choice": choice}), 2),
        (paper_cell("1.1", "single"), 4),
        (paper_cell("1.2", "single"), 2),
    )["best_single"]
    assert line.found["frame", "eer"].mean == 0.2
    assert line.on_devel["frame", "eer"].mean == pytest.approx(0.4)
