"""How property tests run, and an installed headless Chromium for tests marked `browser`."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

settings.register_profile("patient", deadline=None)  # a busy machine is no failure
settings.load_profile("patient")

# `nox -s mutants` runs each property test some hundred times: the same examples each time, and no
# effort to make a failing one small
settings.register_profile(
    "mutants",
    derandomize=True,
    deadline=None,
    max_examples=40,
    phases=(Phase.explicit, Phase.generate),
)

SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A page, what it said of errors, and what it asked the network for."""

    page: "Page"
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """The browser, started once."""
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium")
    assert executable, "no chromium on the PATH: install the system's package of that name"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(SWITCHES))
        yield browser
        browser.close()


@pytest.fixture
def watched(chromium: "Browser") -> Iterator[Watched]:
    """A fresh page; files that lie beside it count as no network."""
    context = chromium.new_context()
    watch = Watched(page=context.new_page())
    watch.page.on("pageerror", lambda error: watch.errors.append(str(error)))
    watch.page.on("console", lambda said: said.type == "error" and watch.errors.append(said.text))
    watch.page.on(
        "request",
        lambda asked: asked.url.startswith(("http", "ws")) and watch.requests.append(asked.url),
    )
    yield watch
    context.close()
