"""Both tiny corpora, rendered once for all tests."""

from pathlib import Path

import pytest

from msfans.synth.corpus import render_corpus
from msfans.synth.difficulty import Difficulty
from msfans.synth.settings import Settings


@pytest.fixture(scope="session")
def casia_settings() -> Settings:
    return Settings(corpus="casia_fasd", size="tiny", seed=0, difficulty=Difficulty())


@pytest.fixture(scope="session")
def replay_settings() -> Settings:
    return Settings(corpus="replay_attack", size="tiny", seed=0, difficulty=Difficulty())


@pytest.fixture(scope="session")
def casia(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("synth") / "casia"
    return render_corpus(corpus="casia_fasd", size="tiny", seed=0, out=out, progress=False)


@pytest.fixture(scope="session")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("synth") / "replay"
    return render_corpus(corpus="replay_attack", size="tiny", seed=0, out=out, progress=False)
