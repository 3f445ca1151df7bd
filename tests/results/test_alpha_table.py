"""Alpha by kind and scale, worked by hand."""

import math
from dataclasses import replace

import pytest

from msfans.results.alpha_table import WEIGHTS, alpha_table, weighted

HEADER = "clip,frame,subject,split,label,pai_species,alpha_0.9,alpha_1.2"
ROWS = """
b1,0,s,test,bona_fide,,0.2,0.5
b1,1,s,test,bona_fide,,0.4,0.5
b1,2,s,devel,bona_fide,,9,9
a1,0,s,test,attack,print,0.1,0.6
a2,0,s,test,attack,replay,0.3,-0.6
""".strip()


@pytest.fixture
def cell(finished, tmp_path):
    """A cell with weights of two bona fide and two attack frames."""
    cell = replace(finished("0.9-1.2", "lstm"), folder="cell0")
    (tmp_path / "cell0").mkdir()
    (tmp_path / "cell0" / WEIGHTS).write_text(f"{HEADER}\n{ROWS}\n")
    return cell


def test_mean_spread_and_n_by_hand(cell, tmp_path):
    table = alpha_table(tmp_path, [cell]).set_index(["kind", "scale"])
    bona_fide = table.loc[("bona fide", 0.9)]
    assert (bona_fide["n"], bona_fide["scales"]) == (2, "0.9-1.2")
    assert bona_fide["mean"] == pytest.approx(0.3)
    assert bona_fide["sd"] == pytest.approx(math.sqrt(0.02))  # 2 x 0.1^2 over n - 1 = 1
    attacks = table.loc[("all attacks", 1.2)]
    assert (attacks["mean"], attacks["sd"]) == pytest.approx((0.0, math.sqrt(0.72)))
    assert table.loc[("print", 1.2), "mean"] == 0.6
    assert math.isnan(table.loc[("replay", 1.2), "sd"])  # one frame has no spread
    assert len(table) == 4 * 2


def test_only_finished_cells_with_weights_that_can_differ(cell, failed, finished, tmp_path):
    average, concat = (
        replace(finished("0.9-1.2", name), folder=f"cell_{name}") for name in ("avg", "concat")
    )
    (tmp_path / "cell_avg").mkdir()
    (tmp_path / "cell_avg" / WEIGHTS).write_text(HEADER)
    assert weighted(tmp_path, [average, cell, failed, concat]) == [cell]


def test_no_cell_is_a_table_without_rows(tmp_path):
    table = alpha_table(tmp_path, [])
    assert table.empty
    assert list(table)[-1] == "folder"
