"""Property tests, videos, an installed headless Chromium, runs to report on."""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, settings
from numpy.typing import NDArray

from msfans.metrics.intervals import Bootstrap
from msfans.metrics.report import judge
from msfans.results.cells import Cell, CellState
from msfans.score_csv import COLUMNS
from msfans.scores import read_scores, write_scores

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

Rgb = NDArray[np.uint8]
WriteVideo = Callable[..., Path]
CODECS = {".avi": ("mjpeg", "yuvj420p"), ".mov": ("png", "rgb24"), ".mp4": ("mpeg4", "yuv420p")}
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


@pytest.fixture(scope="session")
def write_video() -> WriteVideo:
    """Write RGB frames to a video file; `.mov` keeps every bit (PNG), `.avi` is Motion JPEG."""

    def write(path: Path, frames: Iterable[Rgb], *, fps: int = 25) -> Path:
        codec, pixel_format = CODECS[path.suffix]
        path.parent.mkdir(parents=True, exist_ok=True)
        with av.open(str(path), "w") as container:
            stream = container.add_stream(codec, rate=Fraction(fps))
            stream.pix_fmt = pixel_format
            for number, rgb in enumerate(frames):
                if number == 0:
                    stream.height, stream.width = rgb.shape[:2]
                container.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
            container.mux(stream.encode(None))
        return path

    return write


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A page, what it said of errors, and what it asked the network for."""

    page: "Page"
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def launch_chromium() -> Iterator[Callable[..., "Browser"]]:
    """Starts a browser with SWITCHES and more; whoever asks closes it."""
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium")
    assert executable, "no chromium on the PATH: install the system's package of that name"
    with sync_playwright() as playwright:
        launch = partial(playwright.chromium.launch, executable_path=executable)
        yield lambda *switches: launch(args=[*SWITCHES, *switches])


@pytest.fixture(scope="session")
def chromium(launch_chromium: Callable[..., "Browser"]) -> Iterator["Browser"]:
    """The browser, started once."""
    browser = launch_chromium()
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


def score_rows(species: tuple[str, ...] = ("cut_photo", "video_replay")) -> pd.DataFrame:
    """4 devel and 6 test subjects, two bona fide clips and one a species, 4 frames a clip.

    Test subject 0's second clip has no score at all, and subject 1's first one lacks a frame.
    """
    rng = np.random.default_rng(4)
    rows = pd.DataFrame(
        [
            (f"{split}/{s}/{c}.avi", f, f"{split}_{s}", split, *truth, score)
            for split, n_subjects in (("devel", 4), ("test", 6))
            for s in range(n_subjects)
            for c, name in enumerate(("", "", *species))
            for truth in [("attack", name) if name else ("bona_fide", "")]
            for f, score in enumerate(1 / (1 + np.exp(-rng.normal(1 - 2 * bool(name), 1.5, 4))))
        ],
        columns=list(COLUMNS),
    )
    rows.loc[rows["clip"] == "test/0/1.avi", "score"] = np.nan
    rows.loc[(rows["clip"] == "test/1/0.avi") & (rows["frame"] == 2), "score"] = np.nan
    return rows


@pytest.fixture
def made_scores(tmp_path: Path) -> Callable[..., Path]:
    """Writes a score file with the rows of `score_rows`."""

    def write(name: str = "scores.csv", *, species: tuple[str, ...] | None = None) -> Path:
        write_scores(tmp_path / name, score_rows(species) if species else score_rows())
        return tmp_path / name

    return write


@pytest.fixture(scope="session")
def write_run() -> Callable[..., Path]:
    """Writes the folder of a finished run below a sweep's, as training leaves it."""

    def write(sweep: Path, scales: str = "1.0-1.2", fusion: str = "lstm", *, seed: int = 0) -> Path:
        folder = sweep / f"{scales}_{fusion}_seed{seed}"
        rows = score_rows()
        folder.mkdir(parents=True)
        write_scores(folder / "scores.csv", rows)
        if fusion == "lstm":
            alphas = {f"alpha_{scale}": rows["score"] / float(scale) for scale in scales.split("-")}
            weights = rows[list(COLUMNS[:-1])].assign(**alphas)[rows["score"].notna()]
            weights.to_csv(folder / "fusion_weights.csv", index=False)
        scores = read_scores(folder / "scores.csv")
        metrics = judge(scores, scores, bootstrap=Bootstrap(draws=50)).to_json()
        (folder / "metrics.json").write_text(json.dumps(metrics))
        data = {"corpus": "casia_fasd", "protocol": "overall", "embedded": True, "n_official": 40}
        record = {"seed": seed, "data": data, "words": [], "code": {"commit": None}}
        (folder / "provenance.json").write_text(json.dumps(record))
        config = f"preset: demo\nnote: <b>as it is</b>\nscales:\n  values: {scales}\nseed: {seed}\n"
        (folder / "config.yaml").write_text(config)
        words = (f"scales={scales}", f"fusion={fusion}", "trainer.max_steps=20")
        Cell(
            state=CellState.FINISHED,
            scales=scales,
            fusion=fusion,
            words=words,
            seed=seed,
            backbone="cnn_s",
        ).write(folder)
        return folder

    return write


@pytest.fixture
def made_run(tmp_path: Path, write_run: Callable[..., Path]) -> Callable[..., Path]:
    """Writes a finished run; all of one test lie in one sweep."""
    return partial(write_run, tmp_path / "sweep")


@pytest.fixture
def robustness_document() -> dict[str, Any]:
    """What `msfans robustness` writes, of one family at one level."""
    unchanged: dict[str, Any] = {
        "family": "none",
        "level": 0.0,
        "unit": "",
        "neutral": 0.0,
        "n_compared": 40,
        "n_flipped": 0,
        "flip_share": 0.0,
        "flip_share_low": 0.0,
        "flip_share_high": 0.088,
        "n_lost": 0,
        "bpcer": 0.125,
        "apcer_worst": None,
        "hter": 0.125,
    }
    changed = {"family": "box scale", "level": -0.1, "unit": "share of the box's side"}
    turned = {"n_flipped": 3, "flip_share": 0.075, "flip_share_low": 0.016, "bpcer": 0.25}
    return {
        "format": 1,
        "kind": "robustness",
        "bundle": {"name": "door"},
        "n_presentations": 12,
        "threshold": 0.5,
        "threshold_level": "video",
        "effects": [unchanged, unchanged | changed | turned | {"flip_share_high": 0.204}],
    }
