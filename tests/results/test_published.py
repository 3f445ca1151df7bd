"""The paper's figures are read whole."""

from msfans.results import published


def test_tables_have_the_papers_number_of_lines():
    sizes = [len(table()) for table in (published.table2, published.table3)]
    assert sizes == [7, 20]
    assert [len(table()) for table in (published.table4, published.table5)] == [10, 8]


def test_best_cells_of_the_paper():
    lstm = [line for line in published.table3() if line.fusion == "lstm"]
    best = min(lstm, key=lambda line: line.eer_percent)
    assert (best.scales, best.eer_percent, best.protocol) == ("1.1-1.2-1.3", 3.15, "overall")
    assert min(published.table2(), key=lambda line: line.eer_percent).scales == "1.2"


def test_methods_of_others_have_no_cell_of_ours():
    ours = [line for line in published.table5() if line.scales]
    assert [line.method for line in ours] == [published.OURS] * 2
    assert [line.hter_percent for line in ours] == [0.24, 0.39]
    assert [line.gflops for line in ours] == [0.075, 0.768]
    others = [line for line in published.table5() if not line.scales]
    assert {line.fusion for line in others} == {""}
    assert others[2].hter_percent is None
