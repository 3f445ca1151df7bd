"""`msfans report` from a run or a score file to a report on disk, and its mistakes."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]


def test_of_a_run_as_a_page(msfans: Call, made_run: Call, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "report.html"
    done = msfans("report", made_run(), "--out", out, "--draws", 20)
    assert done.code == 0, done.err
    assert done.out.startswith(f"{out}: ")
    page = out.read_text()
    assert "casia_fasd" in page
    assert "threshold from devel" in page


def test_of_scores_as_json(msfans: Call, made_scores: Call, tmp_path: Path) -> None:
    scores, out = made_scores(), tmp_path / "r.json"
    done = msfans("report", scores, "--devel", scores, "--out", out, "--draws", 20)
    assert done.code == 0, done.err
    document = json.loads(out.read_text())
    msfans(
        *("evaluate", "--test", scores, "--devel", scores),
        *("--json", tmp_path / "e.json", "--draws", 20),
    )
    judged = json.loads((tmp_path / "e.json").read_text())
    assert document["results"]["video"] == judged["video"]
    assert document["results"]["frame"] == judged["frame"]


def test_as_markdown_with_figures_beside(msfans: Call, made_scores: Call, tmp_path: Path) -> None:
    out = tmp_path / "r.txt"
    done = msfans("report", made_scores(), "--out", out, "--format", "md", "--draws", 0)
    assert done.code == 0, done.err
    text = out.read_text()
    assert "No intervals were asked for." in text
    assert "threshold on test" in text
    for line in text.splitlines():
        if line.startswith("!["):
            assert (tmp_path / line.rpartition("(")[2].rstrip(")")).is_file()


def test_robustness_comes_from_the_run_or_by_name(
    msfans: Call, made_run: Call, robustness_document: dict, tmp_path: Path
) -> None:
    folder, out = made_run(), tmp_path / "r.json"
    (folder / "robustness.json").write_text(json.dumps(robustness_document))
    msfans("report", folder, "--out", out, "--draws", 0)
    assert json.loads(out.read_text())["robustness"] == robustness_document
    other = tmp_path / "other.json"
    other.write_text(json.dumps(robustness_document | {"n_presentations": 99}))
    msfans("report", folder, "--out", out, "--draws", 0, "--robustness", other)
    assert json.loads(out.read_text())["robustness"]["n_presentations"] == 99


def test_robustness_of_another_run_is_refused(
    msfans: Call, made_run: Call, robustness_document: dict, tmp_path: Path
) -> None:
    folder, out, other = made_run(), tmp_path / "r.json", tmp_path / "other.json"
    record = json.loads((folder / "provenance.json").read_text())
    (folder / "provenance.json").write_text(json.dumps(record | {"fingerprint": "f1"}))
    words = ("report", folder, "--out", out, "--draws", 0, "--robustness", other)
    other.write_text(json.dumps(robustness_document | {"run": {"fingerprint": "f2"}}))
    done = msfans(*words)
    assert (done.code, out.exists()) == (3, False)
    assert f"{other}: this is of the model of another run than {folder.name}" in done.err
    other.write_text(json.dumps(robustness_document | {"run": {"fingerprint": "f1"}}))
    assert msfans(*words).code == 0
    assert "not tied to these scores" not in out.read_text()


def test_robustness_of_a_run_that_is_not_known_is_warned_of(
    msfans: Call, made_run: Call, made_scores: Call, robustness_document: dict, tmp_path: Path
) -> None:
    other, out = tmp_path / "other.json", tmp_path / "r.md"
    for source, run in ((made_run(), {}), (made_scores(), {"run": {"fingerprint": "f1"}})):
        other.write_text(json.dumps(robustness_document | run))
        assert msfans("report", source, "--out", out, "--draws", 0, "--robustness", other).code == 0
        assert "not tied to these scores" in out.read_text()


def test_faces_are_shown_where_asked_for(
    msfans: Call, tiny_casia: Path, score_table: Call, tmp_path: Path
) -> None:
    kinds = {"1": ("bona_fide", ""), "3": ("attack", "warped_photo"), "5": ("attack", "cut_photo")}
    rows = [
        (f"test_release/{s}/{name}.avi", 0, s, "test", *truth, 0.1 * i)
        for s in (1, 2)
        for i, (name, truth) in enumerate(kinds.items())
    ]
    scores, out = score_table(tmp_path / "scores.csv", rows), tmp_path / "r.html"
    words = ("report", scores, "--out", out, "--draws", 0)
    assert msfans(*words, "--with-faces", "--root", tiny_casia).code == 0
    page = out.read_text()
    assert page.count('src="data:image/jpeg;base64,') == 6
    assert "This report shows 6 pictures of persons" in page
    assert msfans(*words).code == 0
    assert "<img" not in out.read_text()
    assert msfans(*words, "--with-faces", "--root", tmp_path).code == 3


@pytest.mark.parametrize(
    ("words", "fact"),
    [
        (["--out", "r.docx"], "does not say which of html, md, json"),
        (["--out", "r.html", "--format", "pdf"], "pdf"),
        (["--out", "/dev/null/r.html"], "can not be written"),
        (["--out", ".", "--format", "md"], "this is no name for a file"),
        (["--out", "r.html", "--with-faces"], "--root is not given"),
        (["--out", "r.html", "--root", "."], "nothing reads it without --with-faces"),
        (["--out", "r.md", "--root", ".", "--with-faces"], "holds no pictures of persons"),
        (["--out", "r.html", "--columns", "clips=video"], "there is no column 'clips'"),
        (["--out", "r.html", "--corpus", "casia"], "casia_fasd"),
    ],
)
def test_words_that_mean_nothing_end_with_2(
    msfans: Call,
    made_scores: Call,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    fact: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = msfans("report", made_scores(), *words)
    assert done.code == 2
    assert fact in done.err
    assert "Traceback" not in done.err


def test_a_run_brings_its_own_devel(msfans: Call, made_run: Call, tmp_path: Path) -> None:
    folder = made_run()
    done = msfans("report", folder, "--devel", folder / "scores.csv", "--out", tmp_path / "r.html")
    assert done.code == 2
    assert "--devel: a run's scores are read as they are" in done.err


def test_the_scores_are_not_replaced(msfans: Call, made_scores: Call) -> None:
    scores = made_scores()
    before = scores.read_bytes()
    done = msfans("report", scores, "--out", scores, "--format", "json")
    assert done.code == 2
    assert "it would replace what it is made from" in done.err
    assert scores.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "text", "fact"),
    [
        ("absent.csv", None, "there is no such file"),
        ("one.csv", "a,0,s,test,attack,cut,1\n", "no bona_fide presentation of split test"),
        ("train.csv", "a,0,s,train,attack,cut,1\n", "no row has split test"),
    ],
)
def test_bad_files_end_with_3(
    msfans: Call, tmp_path: Path, name: str, text: str | None, fact: str
) -> None:
    if text:
        (tmp_path / name).write_text(f"clip,frame,subject,split,label,pai_species,score\n{text}")
    done = msfans("report", tmp_path / name, "--out", tmp_path / "r.html")
    assert done.code == 3
    assert fact in done.err
    assert not (tmp_path / "r.html").exists()


def test_folders_that_are_no_runs_end_with_3(msfans: Call, made_run: Call, tmp_path: Path) -> None:
    done = msfans("report", tmp_path, "--out", tmp_path / "r.html")
    assert (done.code, "there is no run in this folder" in done.err) == (3, True)
    folder = made_run()
    (folder / "fusion_weights.csv").write_text("clip,score\n")
    done = msfans("report", folder, "--out", tmp_path / "r.html")
    assert (done.code, "are not those of fusion weights" in done.err) == (3, True)


def test_reporting_loads_no_torch_and_help_no_figures() -> None:
    code = (
        "import sys; from msfans.apps import cli, report\n"
        "assert not {'torch', 'pandas', 'matplotlib', 'jinja2'} & set(sys.modules), 'slow help'\n"
        "import msfans.apps.report_files, msfans.apps.report_material\n"
        "assert not {'torch', 'scipy', 'sklearn', 'hydra', 'omegaconf'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
