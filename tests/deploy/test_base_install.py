"""Deciding needs the base install alone: first with packages out of reach, then without them."""

import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from msfans.deploy.session import Detector

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "pytorch_lightning", "hydra", "omegaconf")
NOT_FOR_DECIDING = (*HEAVY, "pandas", "matplotlib", "jinja2")

DECIDE = """
import sys
from msfans.deploy.self_test import self_test_frames
from msfans.deploy.session import Detector
detector = Detector(sys.argv[1])
print(*(detector.decide(rgb)[0].score for rgb in self_test_frames().values()))
"""

WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
"""


@pytest.fixture(scope="module")
def scores(written, frames) -> list[float]:
    """Of the shipped frames, here."""
    detector = Detector(written.folder)
    return [score for rgb in frames.values() if (score := detector.decide(rgb)[0].score)]


def output(*command: str | Path) -> str:
    """What a command prints; it must succeed."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_nothing_of_training_of_tables_or_of_plotting_is_imported(written, scores):
    code = WITHOUT.format(names=set(NOT_FOR_DECIDING)) + DECIDE
    answer = output(sys.executable, "-c", code, written.folder)
    assert [float(word) for word in answer.split()] == scores


@pytest.fixture(scope="module")
def base_python(tmp_path_factory) -> Path:
    """Python of a new environment with the package, as it would be published, and no extra."""
    folder = tmp_path_factory.mktemp("base")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("*.egg-info"))
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    constraints = ROOT / "constraints.txt"
    output(python, "-m", "pip", "install", "--quiet", source, "-c", constraints)
    return python


@pytest.mark.base_install
def test_the_environment_has_none_of_training(base_python):
    code = "import importlib.util, sys; print(*map(importlib.util.find_spec, sys.argv[1:]))"
    assert output(base_python, "-c", code, *HEAVY).split() == ["None"] * len(HEAVY)


@pytest.mark.base_install
def test_the_base_install_decides(base_python, written, scores):
    answer = output(base_python, "-c", DECIDE, written.folder)
    assert [float(word) for word in answer.split()] == pytest.approx(scores, abs=1e-6)


@pytest.mark.base_install
def test_the_base_install_predicts(base_python, written, scores, tmp_path):
    msfans = base_python.parent / "msfans"
    pictures = ROOT / "src/msfans/deploy/assets"
    output(msfans, "predict", written.folder, pictures, "--json", tmp_path / "out.json")
    told = json.loads((tmp_path / "out.json").read_text())["results"]
    found = [picture["faces"][0]["score"] for picture in told]
    assert found == pytest.approx(scores, abs=1e-6)
