"""The same cells as Markdown, LaTeX and on the terminal."""

import pytest
from rich.console import Console

from msfans.results.grid import Grid, latex, markdown, terminal


@pytest.fixture
def grid() -> Grid:
    return Grid(
        title="Table X",
        caption="EER in %.",
        columns=("scale", "cnn_s"),
        rows=(("1.0", "5.00 ± 1.00\n[4.00, 6.00]"), ("a|b", "failed")),
        notes=("* lowest", "# 1 & 2"),
    )


def test_markdown_keeps_lines_and_bars_within_their_cell(grid):
    assert markdown(grid) == (
        "## Table X\n\nEER in %.\n\n| scale | cnn_s |\n| --- | --- |\n"
        "| 1.0 | 5.00 ± 1.00<br>[4.00, 6.00] |\n| a\\|b | failed |\n\n- * lowest\n- # 1 & 2\n"
    )


def test_latex_escapes_what_it_would_read_as_a_command(grid):
    text = latex(grid)
    assert r"\caption{Table X. EER in \%.}" in text
    assert r"scale & cnn\_s \\" in text
    cell = r"\begin{tabular}[t]{@{}l@{}}5.00 $\pm$ 1.00 \\ {[}4.00, 6.00]\end{tabular}"
    assert rf"1.0 & {cell} \\" in text
    assert r"\par \# 1 \& 2" in text
    assert text.count(r"\begin{") == text.count(r"\end{") == 3
    assert text.rstrip().endswith(r"\end{table}")


@pytest.mark.parametrize("width", [40, 80])
def test_terminal_shows_brackets_and_keeps_to_the_width(grid, width):
    console = Console(width=width, record=True)
    console.print(terminal(grid))
    lines = console.export_text().splitlines()
    assert any("[4.00, 6.00]" in line for line in lines)
    assert max(map(len, lines)) <= width
