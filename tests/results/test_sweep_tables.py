"""A sweep's folder offers the tables of its experiments, and writes each in every form."""

import pandas as pd
import pytest

from msfans.metrics.intervals import Bootstrap
from msfans.results.sweep_tables import shown, sweep_tables
from msfans.results.table_format import TableFormat

BOOTSTRAP = Bootstrap(draws=50)


def names(folder) -> list[str]:
    return [table.name for table in sweep_tables(folder, BOOTSTRAP)]


def test_experiment_has_its_tables_and_a_free_sweep_one(paper_sweep, paper_cell):
    experiments = ("table4", "table3", "another")
    assert names(paper_sweep((paper_cell(), 2), experiments=experiments)) == [
        "table",
        "table3",
        "table4",
    ]
    assert names(paper_sweep((paper_cell(), 2), experiments=())) == ["table"]


def test_papers_tables_are_shown_instead_of_the_general_one(paper_sweep, paper_cell):
    tables = list(sweep_tables(paper_sweep((paper_cell(), 2)), BOOTSTRAP))
    assert [table.name for table in shown(tables)] == ["table3"]
    assert shown(tables[:1]) == tables[:1]


def test_setting_that_the_paper_does_not_vary_makes_tables_of_their_own(paper_sweep, paper_cell):
    cells = [
        (paper_cell(seed=number, words=(f"augment={augment}", f"seed={number}")), 2)
        for augment in ("none", "paper")
        for number in (0, 1)
    ]
    tables = list(sweep_tables(paper_sweep(*cells), BOOTSTRAP))[1:]
    assert [table.name for table in tables] == ["table3-1", "table3-2"]
    assert tables[1].grid.title.endswith("(augment=paper)")
    assert tables[0].frame.query("fusion == 'lstm' and seeds != ''")["seeds"].tolist() == ["0 1"]


@pytest.mark.parametrize(
    ("formats", "suffixes"),
    [
        (list(TableFormat), {".md", ".csv", ".tex"}),
        ([TableFormat.CSV, TableFormat.TERMINAL], {".csv"}),
    ],
)
def test_files_are_those_asked_for(paper_sweep, paper_cell, tmp_path, formats, suffixes):
    tables = list(sweep_tables(paper_sweep((paper_cell(), 2)), BOOTSTRAP))
    written = tables[1].write(tmp_path / "out", formats)
    assert {path.suffix for path in written} == suffixes
    assert set(written) == set((tmp_path / "out").iterdir())
    assert len(pd.read_csv(tmp_path / "out" / "table3.csv")) == 20
