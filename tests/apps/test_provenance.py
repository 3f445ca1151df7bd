"""Two cells share a fingerprint exactly when nothing that decides their result differs."""

import pytest
from omegaconf import OmegaConf

from msfans.apps.provenance import read_fingerprint, settings_hash

SETTINGS = {
    "seed": 0,
    "runs": "runs",
    "data": {"name": "casia_fasd", "root": "/data", "cache": "cache", "workers": None},
    "loader": {"batch_size": 32, "num_workers": 0},
    "optimiser": {"lr": 0.02, "copy": "${seed}"},
}


def with_setting(key: str, value: object) -> str:
    config = OmegaConf.create(SETTINGS)
    OmegaConf.update(config, key, value)
    return settings_hash(config)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("runs", "elsewhere"),
        ("data.root", "/mnt"),
        ("data.cache", "/tmp"),
        ("data.casia_root", "/mnt"),
        ("data.workers", 4),
    ],
)
def test_places_do_not_matter(key, value):
    assert with_setting(key, value) == settings_hash(OmegaConf.create(SETTINGS))


@pytest.mark.parametrize(
    ("key", "value"),
    [("seed", 1), ("optimiser.lr", 0.01), ("loader.batch_size", 16), ("data.name", "manifest")],
)
def test_everything_else_does(key, value):
    assert with_setting(key, value) != settings_hash(OmegaConf.create(SETTINGS))


def test_hash_leaves_the_config_as_it_is():
    config = OmegaConf.create(SETTINGS)
    settings_hash(config)
    assert OmegaConf.to_container(config) == SETTINGS


def test_damaged_provenance_matches_nothing(tmp_path):
    (tmp_path / "provenance.json").write_text('{"fingerprint": ')
    assert read_fingerprint(tmp_path) == ""
