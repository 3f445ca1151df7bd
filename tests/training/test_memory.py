"""Process-wide settings, each tried in a process of its own."""

import platform
import subprocess
import sys

CHURN = """
import sys, resource, numpy as np
from msfans.training.memory import keep_freed_memory
if sys.argv[1] == "kept":
    keep_freed_memory()
for _ in range(30):
    np.ones(2**22)                      # 32 MB each, freed at once
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)
"""


def page_faults(how):
    command = [sys.executable, "-c", CHURN, how]
    return int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def test_freed_memory_is_used_again():
    # by default every array is a new mapping: 8,192 pages each, or one fault a huge page
    elsewhere = platform.libc_ver()[0] != "glibc"
    assert elsewhere or page_faults("kept") < page_faults("handed back")


def test_another_c_library_is_left_alone(monkeypatch):
    from msfans.training import memory

    monkeypatch.setattr(platform, "libc_ver", lambda: ("", ""))
    monkeypatch.setattr(memory.ctypes, "CDLL", None)
    assert memory.keep_freed_memory() is False


def test_threads_are_pinned_only_when_asked():
    import torch

    from msfans.training.memory import pin_threads

    before = torch.get_num_threads()
    try:
        pin_threads(None)
        assert torch.get_num_threads() == before
        pin_threads(3)
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)
