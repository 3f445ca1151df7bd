"""Notebooks: script and notebook are the same, hold no outputs, define nothing, and run."""

import ast
import os
from pathlib import Path

import jupytext
import pytest
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SCRIPTS = sorted(NOTEBOOKS.glob("*.py"))
each = pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
TINY = ("preset=demo", "trainer.max_steps=1", "loader.batch_size=4", "threads=1")


@each
def test_script_and_notebook_hold_the_same_cells(script):
    pair = (jupytext.read(script), jupytext.read(script.with_suffix(".ipynb")))
    one, two = ([(cell.cell_type, cell.source) for cell in of.cells] for of in pair)
    assert one == two, "run `jupytext --sync notebooks/*.py`"


@each
def test_no_output_is_kept(script):
    notebook = jupytext.read(script.with_suffix(".ipynb"))
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert all(not cell.outputs and cell.execution_count is None for cell in code)


@each
def test_nothing_is_defined(script):
    tree = ast.walk(ast.parse(script.read_text()))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    assert not [node for node in tree if isinstance(node, kinds)]


@pytest.fixture(scope="module")
def sweep(tiny_casia, train_command, train, tmp_path_factory):
    """A finished sweep of one cell, and the folder of its patch cache."""
    runs = tmp_path_factory.mktemp("runs")
    words = ("-m", "scales=triple_09", "fusion=lstm", f"data.root={tiny_casia}", f"runs={runs}")
    answer = train(*words, *TINY)
    assert answer.returncode == 0, answer.stderr
    cache = next(word for word in train_command() if word.startswith("data.cache="))
    return runs / "casia_fasd-demo", Path(cache.removeprefix("data.cache="))


@pytest.fixture(scope="module")
def shown(sweep):
    """Runs a notebook on the sweep; text and kinds of all it shows."""
    folder, cache = sweep

    def run(script: Path) -> tuple[str, set[str]]:
        notebook = jupytext.read(script)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("MSFANS_SWEEP", str(folder))
            patch.setenv("MSFANS_CACHE", str(cache))
            resources = {"metadata": {"path": str(NOTEBOOKS)}}
            NotebookClient(notebook, timeout=300, resources=resources).execute(env=dict(os.environ))
        outputs = [o for cell in notebook.cells for o in cell.get("outputs", ())]
        data = [output.get("data", {"text/plain": output.get("text", "")}) for output in outputs]
        return str(data), {kind for each in data for kind in each}

    return run


@pytest.mark.parametrize(
    ("name", "words", "pictures"),
    [
        ("01_tables", ["EER in percent on test", "0.9-1.0-1.1"], False),
        ("02_fusion_weights", ["all attacks", "cut_photo", "mean"], True),
        ("03_failures", ["test_release/", "attack", "bona_fide"], True),
    ],
)
def test_it_runs_on_a_sweep(shown, name, words, pictures):
    text, kinds = shown(NOTEBOOKS / f"{name}.py")
    assert all(word in text for word in words)
    assert ("image/png" in kinds) == pictures
