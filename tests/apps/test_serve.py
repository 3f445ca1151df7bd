"""The command round the page: where it listens, what it says, how it ends."""

import json
import re
import signal
import subprocess
import sys
import urllib.request

import pytest

from msfans.apps.serve import address, is_loopback, listening, require_server
from msfans.errors import UsageError


def test_a_free_port_is_found_and_told() -> None:
    with listening("127.0.0.1", 0) as listener:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address(listener))


def test_a_taken_port_is_a_usage_error() -> None:
    with listening("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(UsageError, match=f"127.0.0.1:{port}: can not be listened on"):
            listening("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.0.0.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("192.168.1.5", False),
        ("example.org", False),
    ],
)
def test_which_addresses_only_this_machine_reaches(host, expected) -> None:
    assert is_loopback(host) is expected


def test_without_the_extra_the_fix_is_told(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(UsageError, match=re.escape("pip install 'msfans[serve]'")):
        require_server()


def test_the_command_serves_a_bundle_until_ctrl_c(light_bundle) -> None:
    program = "from msfans.apps.cli import main; main()"
    command = [sys.executable, "-u", "-c", program, "serve", str(light_bundle), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            url = server.stdout.readline().split()[0]
            with urllib.request.urlopen(url + "bundle", timeout=60) as answer:
                assert json.load(answer)["scales"] == [0.9, 1.2]
        finally:
            server.send_signal(signal.SIGINT)
        assert server.wait(60) == 0
