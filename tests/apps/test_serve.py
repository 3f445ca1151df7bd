"""The command round the page: where it listens, what it says, how it ends."""

import json
import re
import signal
import subprocess
import sys
import urllib.request

import pytest

from msfans.apps.serve import address, as_called, exposed, is_loopback, listening, require_server
from msfans.errors import UsageError


def test_a_free_port_is_found_and_told() -> None:
    with listening("127.0.0.1", 0) as listener:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address(listener))


@pytest.mark.parametrize(("host", "shown"), [("0.0.0.0", "127.0.0.1"), ("::", r"\[::1\]")])
def test_all_addresses_are_told_as_one_that_can_be_called(host, shown) -> None:
    with listening(host, 0) as listener:
        assert re.fullmatch(rf"http://{shown}:\d+/", address(listener))


@pytest.mark.parametrize(
    "name", ["", "a*b", "*", "*.example.org", "http://pc/", "pc:8000", "[::1]"]
)
def test_what_no_page_is_called_by_is_refused(msfans, light_bundle, name) -> None:
    for option in ("--host", "--allow-host"):
        done = msfans("serve", light_bundle, "--port", "0", option, name)
        assert done.code == 2
        assert f"error: {name!r}: is no name or address of a machine" in done.err


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("192.168.1.5", "192.168.1.5"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("my-pc.local.", "my-pc.local"),
        ("build_1", "build_1"),
    ],
)
def test_names_and_addresses_are_taken_as_browsers_send_them(name, sent) -> None:
    assert as_called(name) == sent


def test_a_limit_without_end_is_refused(msfans, light_bundle) -> None:
    done = msfans("serve", light_bundle, "--port", "0", "--max-upload-mb", "inf")
    assert done.code == 2
    assert "--max-upload-mb: is inf" in done.err


@pytest.mark.parametrize(
    ("others", "told"),
    [
        (["0.0.0.0"], "as what --allow-host gives, such as --allow-host 192.168.1.5"),
        (["0.0.0.0", "my-pc.local", "10.0.0.2"], "as my-pc.local or 10.0.0.2"),
        (["10.0.0.2"], "as 10.0.0.2"),
    ],
)
def test_the_warning_says_how_others_reach_the_page(others, told) -> None:
    assert f"It answers them only {told}" in exposed(others)


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
