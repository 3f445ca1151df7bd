"""The local page in a real browser, with a video file as its camera."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
import uvicorn

from msfans.deploy.server import create_app
from msfans.deploy.uploads import Limits

pytestmark = pytest.mark.browser

LIGHT, DARK = 204, 51  # scores of 0.8 and 0.2


def grey(value: int) -> np.ndarray:
    return np.full((120, 160, 3), value, np.uint8)


def write_camera(path: Path, frames: list[np.ndarray]) -> Path:
    """Motion JPEG without a container, which Chromium takes for a camera."""
    with av.open(str(path), "w", format="mjpeg") as container:
        stream = container.add_stream("mjpeg", rate=25)
        stream.height, stream.width, stream.pix_fmt = *frames[0].shape[:2], "yuvj420p"
        for rgb in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
        container.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def chromium(launch_chromium: Callable[..., Any], tmp_path_factory) -> Iterator[Any]:
    """A browser whose camera is a light grey wall."""
    camera = write_camera(tmp_path_factory.mktemp("camera") / "wall.mjpeg", [grey(LIGHT)] * 5)
    browser = launch_chromium(
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={camera}",
    )
    yield browser
    browser.close()


@pytest.fixture
def served(bright_detector) -> Iterator[str]:
    """Address of a running server."""
    app = create_app(bright_detector, hosts=["127.0.0.1"], limits=Limits(upload_bytes=300_000))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join()


@pytest.fixture
def page(watched: Any, served: str) -> Iterator[Any]:
    """The page, connected; in the end it has said no error and asked no one else."""
    watched.page.goto(served)
    watched.page.wait_for_selector("#bundle:has-text('bright · scales 0.9, 1.2')")
    yield watched.page
    assert watched.errors == []
    assert all(url.startswith((served, "blob:")) for url in watched.requests)


def verdict_is(page: Any, word: str) -> None:
    page.wait_for_selector(f"#verdict:text-is('{word}')")


def test_the_camera_is_judged_frame_after_frame(page) -> None:
    page.get_by_role("button", name="Start camera").click()
    verdict_is(page, "bona fide")
    page.locator("#chart .accepted").nth(4).wait_for()
    shown = float(page.inner_text("#score"))
    assert shown == pytest.approx(0.8, abs=0.08)  # Chromium takes the file for video range
    assert page.locator("#boxes rect").count() == 1
    table = page.locator("#weights tbody")  # read at once, as the next frame replaces its rows
    weights = table.evaluate("body => [...body.rows].map((row) => row.innerText.split('\\t'))")
    assert [(row[0][:3], row[-1]) for row in weights] == [("0.9", "0.250"), ("1.2", "0.750")]
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Start camera").wait_for()
    assert page.evaluate("document.getElementById('camera').srcObject") is None


def test_the_slider_moves_the_threshold_and_reset_brings_it_back(page) -> None:
    page.get_by_role("button", name="Start camera").click()
    verdict_is(page, "bona fide")
    slider = page.get_by_role("slider", name="Threshold")
    assert slider.input_value() == "0.6"
    slider.fill("0.95")
    verdict_is(page, "attack")
    assert "below the threshold of 0.950" in page.inner_text("#detail")
    page.wait_for_selector("#chart .rejected")
    page.get_by_role("button", name="Reset").click()
    verdict_is(page, "bona fide")
    assert slider.input_value() == "0.6"


def test_pictures_and_videos_are_chosen(page, tmp_path, write_video) -> None:
    cv2.imwrite(str(tmp_path / "dark.png"), grey(DARK))
    video = write_video(tmp_path / "wall.avi", [grey(LIGHT)] * 11)
    page.set_input_files("#files", [str(tmp_path / "dark.png"), str(video)])
    page.wait_for_selector("#results tr:has-text('wall.avi'):has-text('bona fide')")
    page.locator("#chart .accepted").nth(2).wait_for()
    rows = [text.split("\t") for text in page.locator("#results tr").all_inner_texts()]
    assert [row[:2] + row[3:] for row in rows] == [
        ["wall.avi", "3", "✓ bona fide"],
        ["dark.png", "1", "✕ attack"],
    ]
    assert page.locator("#picture").evaluate("shown => shown.naturalWidth") == 160


DROP = """([name, type, bytes]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(bytes)], name, { type }));
  const drop = new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
  document.getElementById("viewport").dispatchEvent(drop);
}"""


def test_a_picture_is_dropped(page) -> None:
    content = cv2.imencode(".png", grey(LIGHT))[1].tobytes()
    page.evaluate(DROP, ["light.png", "image/png", list(content)])
    verdict_is(page, "bona fide")
    assert page.inner_text("#basis") == "this picture, its largest face"
    assert page.get_by_role("slider", name="Threshold").input_value() == "0.5"


def test_a_picture_that_comes_late_leaves_the_camera_alone(page) -> None:
    kept = []
    page.route("**/picture", lambda route: route.continue_() if kept else kept.append(route))
    content = cv2.imencode(".png", grey(DARK))[1].tobytes()
    page.evaluate(DROP, ["dark.png", "image/png", list(content)])
    while not kept:
        page.wait_for_timeout(10)
    page.get_by_role("button", name="Start camera").click()
    verdict_is(page, "bona fide")
    with page.expect_response(lambda answer: answer.request == kept[0].request):
        kept[0].continue_()
    n_samples = page.locator("#chart .accepted").count()
    page.locator("#chart .accepted").nth(n_samples + 3).wait_for()
    assert page.locator("#chart .rejected").count() == 0
    assert page.locator("#results tr").count() == 0
    assert page.locator("#camera").is_visible()


def test_files_wait_until_the_bundle_is_known(watched, served) -> None:
    kept = []
    watched.page.route("**/bundle", lambda route: kept.append(route))
    watched.page.goto(served)
    content = cv2.imencode(".png", grey(LIGHT))[1].tobytes()
    watched.page.evaluate(DROP, ["light.png", "image/png", list(content)])
    while not kept:
        watched.page.wait_for_timeout(10)
    kept[0].continue_()
    verdict_is(watched.page, "bona fide")
    assert watched.errors == []
    assert watched.page.get_by_role("alert").count() == 0


def test_a_face_that_is_not_there_is_said(page) -> None:
    content = cv2.imencode(".png", grey(0))[1].tobytes()
    page.evaluate(DROP, ["night.png", "image/png", list(content)])
    verdict_is(page, "no decision")
    assert page.inner_text("#score") == "\N{EN DASH}"
    assert page.locator("#chart .missing").count() == 1


def test_large_files_are_refused_before_they_are_sent(page) -> None:
    page.evaluate(DROP, ["long.avi", "video/avi", [0] * 300_001])
    page.get_by_role("alert").filter(has_text="long.avi: is larger than 0.3 MB").wait_for()
    assert "not scored" in page.inner_text("#results")


def test_what_the_server_refuses_is_told(watched, served) -> None:
    """The browser itself reports the status 422 on its console, hence not the fixture `page`."""
    watched.page.goto(served)
    watched.page.wait_for_selector("#bundle:has-text('scales')")
    watched.page.evaluate(DROP, ["note.png", "image/png", list(b"no picture")])
    alert = watched.page.get_by_role("alert")
    alert.filter(has_text="note.png: the upload is no picture").wait_for()


def test_no_script_from_elsewhere_runs(watched, served) -> None:
    watched.page.goto(served)
    watched.page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
        " document.body.append(s); }"
    )
    assert watched.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in said for said in watched.errors)
