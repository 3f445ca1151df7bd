"""Checks of the project, run in the active environment: `nox -s tests`, `nox -l` lists them."""

from pathlib import Path

import nox

nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "types", "floors", "tests"]


@nox.session
def tests(session: nox.Session) -> None:
    """Run the test suite on every core; words after -- go to pytest."""
    session.run("python", "-m", "pytest", "-n", "auto", *session.posargs)


@nox.session
def browser(session: nox.Session) -> None:
    """Run the tests that drive an installed Chromium."""
    session.run("python", "-m", "pytest", "-m", "browser", *session.posargs)


@nox.session
def base_install(session: nox.Session) -> None:
    """Install the package without extras into an environment of its own, and decide there."""
    session.run("python", "-m", "pytest", "-m", "base_install", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and formatting."""
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check types."""
    session.run("pyright")


@nox.session
def floors(session: nox.Session) -> None:
    """Check that every file imports from lower floors only."""
    session.run("lint-imports")


@nox.session
def notebooks(session: nox.Session) -> None:
    """Run every notebook on the newest sweep below runs/, or on the one in MSFANS_SWEEP."""
    for script in sorted(Path("notebooks").glob("*.py")):
        output = Path(session.create_tmp()) / f"{script.stem}.ipynb"
        session.run("jupytext", "--to", "ipynb", "--execute", "--output", output, script)


@nox.session
def demo(session: nox.Session) -> None:
    """Run the sweep that the README shows, on the embedded corpus."""
    words = ["scales=triple_all", "fusion=avg,concat,lstm"]
    session.run("python", "train.py", "-m", *words, *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Change the metrics one token at a time and see whether their tests notice.

    Words after -- choose mutants, as "msfans.metrics.thresholds*"; docs/mutation.md explains those
    that survive.
    """
    session.run("mutmut", "run", "--max-children", "1", *session.posargs)
    session.run("mutmut", "results")
