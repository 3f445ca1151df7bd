"""The browser that other tests look through sees what they rely on."""

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def test_a_watched_page_tells_its_errors_and_what_it_loads(watched: Any, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<h1>seen</h1><img src='http://127.0.0.1:9/absent.png'>"
        "<script>console.error('said'); throw new Error('thrown')</script>"
    )
    watched.page.goto(page.as_uri())
    assert watched.page.inner_text("h1") == "seen"
    assert "said" in watched.errors
    assert "thrown" in watched.errors
    assert watched.requests == ["http://127.0.0.1:9/absent.png"]


def test_a_quiet_page_is_quiet(watched: Any, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>nothing</p>")
    watched.page.goto(page.as_uri())
    assert (watched.errors, watched.requests) == ([], [])
