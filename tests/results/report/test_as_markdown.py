"""The Markdown form: tables that stay tables, whatever the names are."""

from collections.abc import Callable

from msfans.results.report.as_markdown import as_markdown, plain, table
from msfans.results.report.evidence import Evidence
from msfans.results.report.sections import document

MakeEvidence = Callable[..., Evidence]


def test_chapters_tables_and_figures(of_run: MakeEvidence) -> None:
    evidence = of_run()
    text = as_markdown(document(evidence), figures="report_figures")
    assert text.startswith("# Presentation attack detection: test report\n")
    assert "## 11. Provenance" in text
    assert "](report_figures/det-video.svg)" in text
    assert "| bona fide | 11 / 12 | 43 / 48 |" in text
    assert "    note: <b>as it is</b>" in text
    widths = {
        line.count("|") - line.count("\\|")
        for line in text.split("**Presentations**")[1].splitlines()
        if line.startswith("|")
    }
    assert min(widths) >= 3


def test_user_text_is_text() -> None:
    assert plain("a|b *c* <d>\n e_f & g") == "a\\|b \\*c\\* &lt;d> e\\_f &amp; g"
    assert table(("x", "y"), [["1", "2"]]) == "| x | y |\n| --- | --- |\n| 1 | 2 |"


def test_species_with_strange_names(of_scores: MakeEvidence) -> None:
    text = as_markdown(document(of_scores(species=("<script>", "a|b"))), figures="f")
    assert "<script>" not in text
    assert "a\\|b" in text
