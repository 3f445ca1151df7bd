"""Scripts that only people run must not fall behind what they import."""

import runpy
from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).parents[2] / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_every_script_finds_what_it_imports(script, monkeypatch) -> None:
    monkeypatch.syspath_prepend(str(script.parent))
    assert runpy.run_path(str(script), run_name="imported")["__doc__"]
