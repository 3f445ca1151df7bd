"""Parts are built from plain values, and what they refuse is said without Hydra's words."""

import pytest
from omegaconf import OmegaConf

from msfans.apps.build import build
from msfans.errors import UsageError


def test_part_gets_plain_lists_and_the_node_stays():
    node = OmegaConf.create(
        {"_target_": "types.SimpleNamespace", "given": [1, 2], "copy": "${given}"}
    )
    built = build(node, extra=3)
    assert vars(built) == {"given": [1, 2], "copy": [1, 2], "extra": 3}
    assert type(built.given) is list
    assert OmegaConf.to_container(node)["copy"] == "${given}"


def test_refused_setting_is_a_usage_error():
    node = OmegaConf.create({"_target_": "msfans.models.fusion.SingleScale"})
    with pytest.raises(UsageError, match="SingleScale: single-scale fusion was given 3 scales"):
        build(node, features=4, n_scales=3)


def test_our_own_errors_come_out_as_they_are(tmp_path):
    node = OmegaConf.create({"_target_": "msfans.corpora.casia_fasd.CasiaFasd", "protocol": "all"})
    with pytest.raises(UsageError, match="protocol=all: there is no such choice"):
        build(node, tmp_path)
