"""When thresholds come from another corpus, and how that is said."""

import pytest

from msfans.metrics.origins import Origins


def test_another_corpus_is_named() -> None:
    origins = Origins(test="casia_fasd", devel="replay_attack")
    assert origins.cross_corpus
    assert origins.devel_name == "devel of replay_attack"
    assert list(origins.cautions()) == [
        "cross-corpus: thresholds from devel of replay_attack, rates on test of casia_fasd"
    ]
    assert origins.to_json() == {
        "test_corpus": "casia_fasd",
        "devel_corpus": "replay_attack",
        "cross_corpus": True,
    }


@pytest.mark.parametrize(
    ("test", "devel"),
    [("casia_fasd", "casia_fasd"), ("casia_fasd", None), (None, "casia_fasd"), (None, None)],
)
def test_what_is_the_same_or_unknown_is_not_cross_corpus(
    test: str | None, devel: str | None
) -> None:
    origins = Origins(test=test, devel=devel)
    assert not origins.cross_corpus
    assert origins.devel_name == "devel"
    assert not list(origins.cautions())
