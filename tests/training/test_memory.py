"""Process-wide settings; what can not be taken back is tried in another process."""

import platform
import subprocess
import sys

import torch

from msfans.training import memory
from msfans.training.memory import pin_threads

CHURN = """
import resource, numpy as np
from msfans.training.memory import keep_freed_memory

def page_faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(10):
        np.ones(2**21)                  # 16 MB each, freed at once
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

print(page_faults())
keep_freed_memory()
page_faults()
print(page_faults())
"""


def test_freed_memory_is_used_again():
    command = [sys.executable, "-c", CHURN]
    answer = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    handed_back, kept = map(int, answer.split())
    elsewhere = platform.libc_ver()[0] != "glibc"
    assert elsewhere or kept < handed_back / 5


def test_another_c_library_is_left_alone(monkeypatch):
    monkeypatch.setattr(platform, "libc_ver", lambda: ("", ""))
    monkeypatch.setattr(memory.ctypes, "CDLL", None)
    assert memory.keep_freed_memory() is False


def test_threads_are_pinned_only_when_asked():
    pin_threads(None)
    assert torch.get_num_threads() == 1
    pin_threads(3)
    assert torch.get_num_threads() == 3
