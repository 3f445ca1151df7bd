"""Which of the paths on a command line a corpus takes."""

from pathlib import Path

import pytest
from omegaconf import OmegaConf

from msfans.apps.material import given_root
from msfans.apps.schema import CasiaFasdData, ReplayAttackData
from msfans.errors import UsageError


def casia(**settings: str):
    return OmegaConf.create(
        {"data": OmegaConf.structured(CasiaFasdData(name="c", **settings))}
    ).data


def replay(**settings: str):
    return OmegaConf.create(
        {"data": OmegaConf.structured(ReplayAttackData(name="r", **settings))}
    ).data


def test_each_corpus_takes_its_own():
    paths = {"casia_root": "/casia", "replay_root": "/replay"}
    assert given_root(casia(**paths)) == Path("/casia")
    assert given_root(replay(**paths)) == Path("/replay")


def test_no_path_at_all_means_the_embedded_corpus():
    assert given_root(casia()) is None


def test_root_serves_whichever_corpus_a_cell_has():
    assert given_root(replay(root="/data")) == Path("/data")
    assert given_root(casia(root="/data", casia_root="/data/")) == Path("/data")


def test_two_paths_for_one_corpus_are_refused():
    with pytest.raises(UsageError, match="/data is not /casia, the path given for c"):
        given_root(casia(root="/data", casia_root="/casia"))


def test_embedded_corpus_does_not_stand_in_beside_a_licensed_one():
    with pytest.raises(UsageError, match="another corpus has one, r has none"):
        given_root(replay(casia_root="/casia"))
