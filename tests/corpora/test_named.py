from pathlib import Path

import pytest

from msfans.corpora.named import CORPORA, open_corpus
from msfans.errors import UsageError


def test_a_corpus_is_opened_under_its_own_name(casia_root: Path, replay_root: Path) -> None:
    assert open_corpus("casia_fasd", casia_root, protocol="cut").protocol().name == "cut"
    assert open_corpus("replay_attack", replay_root).name == "replay_attack"
    assert set(CORPORA) == {"casia_fasd", "replay_attack", "manifest"}


def test_a_wrong_name_gets_the_nearest_right_one(casia_root: Path) -> None:
    with pytest.raises(UsageError, match=r"corpus=casia-fasd.*Did you mean casia_fasd\?"):
        open_corpus("casia-fasd", casia_root)
