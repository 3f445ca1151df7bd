"""What the local page's server answers, takes and refuses."""

import base64
import json
import struct
import zlib

import cv2
import numpy as np
import pytest
from starlette.testclient import TestClient

from msfans.deploy.server import create_app
from msfans.deploy.uploads import Limits

HOSTS = ("127.0.0.1", "localhost", "::1")


def png(rgb) -> bytes:
    return cv2.imencode(".png", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))[1].tobytes()


@pytest.fixture
def client(bright_detector):
    limits = Limits(upload_bytes=200_000, pixels=320 * 240, video_frames=3, frames_per_s=5)
    app = create_app(bright_detector, hosts=HOSTS, limits=limits)
    return TestClient(app, base_url="http://127.0.0.1:8000")


@pytest.fixture
def video(tmp_path, write_video) -> bytes:
    """20 frames at 25 frames a second, lighter and lighter."""
    frames = [np.full((48, 64, 3), 10 * number, np.uint8) for number in range(20)]
    return write_video(tmp_path / "dawn.mov", frames).read_bytes()


def test_the_bundle_is_told(client) -> None:
    told = client.get("/bundle").json()
    assert told["name"] == "bright"
    assert told["scales"] == [0.9, 1.2]
    assert told["thresholds"]["frame"]["value"] == 0.5
    assert told["limits"]["upload_bytes"] == 200_000


def test_a_picture_is_decided(client) -> None:
    light = np.full((60, 80, 3), 204, np.uint8)
    answer = client.post("/picture", content=png(light))
    assert answer.status_code == 200
    told = answer.json()
    assert (told["width"], told["height"]) == (80, 60)
    (face,) = told["faces"]
    assert (face["decision"], face["score"]) == ("bona_fide", pytest.approx(0.8))
    assert face["weights"] == {"0.9": 0.25, "1.2": 0.75}


def test_colours_arrive_in_their_order(client) -> None:
    """The stub's score is the red channel."""
    red = np.zeros((60, 80, 3), np.uint8)
    red[..., 0] = 255
    assert client.post("/picture", content=png(red)).json()["faces"][0]["score"] == 1.0


def test_a_frame_without_a_face_has_a_reason(client) -> None:
    (face,) = client.post("/picture", content=png(np.zeros((60, 80, 3), np.uint8))).json()["faces"]
    assert (face["decision"], face["score"], face["reason"]) == ("no_decision", None, "no_face")


def test_a_video_is_looked_at_some_times_a_second(client, video) -> None:
    """Frames 0, 5 and 10; frame 0 is black and shows no face; the limit ends it after three."""
    answer = client.post("/video", content=video)
    assert answer.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["time_s"] for line in lines] == [0, 0.2, 0.4]
    assert [line["here"]["score"] for line in lines] == [
        None,
        pytest.approx(50 / 255),
        pytest.approx(100 / 255),
    ]
    assert lines[-1]["so_far"]["score"] == pytest.approx(75 / 255)
    shown = cv2.imdecode(np.frombuffer(base64.b64decode(lines[1]["picture"]), np.uint8), 1)
    assert shown.shape == (48, 64, 3)


def test_a_video_a_pixel_high_is_shown(client, tmp_path, write_video) -> None:
    frames = [np.full((1, 3000, 3), 200, np.uint8)] * 2
    content = write_video(tmp_path / "thin.mov", frames).read_bytes()
    (line,) = map(json.loads, client.post("/video", content=content).text.splitlines())
    shown = cv2.imdecode(np.frombuffer(base64.b64decode(line["picture"]), np.uint8), 1)
    assert shown.shape == (1, 640, 3)


def test_a_video_that_ends_in_damage_says_so(client, video) -> None:
    lines = client.post("/video", content=damaged(video)).text.splitlines()
    assert json.loads(lines[0])["time_s"] == 0
    assert json.loads(lines[-1]) == {"error": "from here on the video is damaged"}


def damaged(video: bytes) -> bytes:
    """The same with the data of its second frame overwritten."""
    start = video.index(b"\x89PNG", video.index(b"\x89PNG") + 4)
    return video[:start] + b"\x00" * 60 + video[start + 60 :]


@pytest.mark.parametrize("path", ["/picture", "/video"])
def test_what_is_too_long_is_refused(client, path) -> None:
    answer = client.post(path, content=bytes(200_001))
    assert answer.status_code == 413
    assert answer.json() == {"error": "the upload is larger than 0.2 MB, which is the limit"}


def test_a_stream_that_does_not_say_its_length_is_cut_off(client) -> None:
    sent = []

    def parts():
        for _ in range(100):
            sent.append(1)
            yield bytes(10_000)

    answer = client.post("/picture", content=parts())
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/picture", "/video"])
@pytest.mark.parametrize("content", [b"", b"what is this", bytes(5000)])
def test_what_is_no_file_of_its_kind_is_refused(client, path, content) -> None:
    answer = client.post(path, content=content)
    assert answer.status_code == 422
    assert "upload" in answer.json()["error"]


@pytest.mark.parametrize("side", [2000, 30_000])
def test_a_picture_of_too_many_pixels_is_refused(client, side) -> None:
    """It only says that it has so many."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n\0\0\0\x0d" + chunk + struct.pack(">I", zlib.crc32(chunk))
    answer = client.post("/picture", content=bomb + png(np.zeros((1, 1, 3), np.uint8))[33:])
    assert answer.status_code == 413
    assert answer.json()["error"].startswith("the upload has more than 0.0768 million pixels")


@pytest.mark.parametrize("content", [b"%!PS-Adobe-3.0 EPSF-3.0\n", b"GIF89a", b"<svg/>"])
def test_formats_that_start_programs_or_scripts_are_no_pictures(client, content) -> None:
    answer = client.post("/picture", content=content)
    assert answer.status_code == 422
    assert "no picture in JPEG, PNG, WEBP, BMP" in answer.json()["error"]


def test_half_a_picture_is_refused(client) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    content = png(noise)
    answer = client.post("/picture", content=content[: len(content) // 2])
    assert answer.status_code == 422
    assert "can not be decoded" in answer.json()["error"]


def test_a_video_of_too_many_pixels_is_refused(client, tmp_path, write_video) -> None:
    frames = [np.zeros((2000, 2000, 3), np.uint8)] * 2
    content = write_video(tmp_path / "bomb.mov", frames).read_bytes()
    answer = client.post("/video", content=content)
    assert answer.status_code == 413
    assert answer.json()["error"].startswith("the upload: its frames have more pixels")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *[("127.0.0.1:8000", 200), ("localhost", 200), ("LOCALHOST:80", 200)],
        *[("[::1]", 200), ("[::1]:8000", 200), ("[::2]", 400), ("::1", 400)],
        *[("rebound.example", 400), ("", 400), ("[", 400), ("localhost.evil.example", 400)],
    ],
)
def test_it_answers_to_its_own_names_alone(client, host, status) -> None:
    assert client.get("/bundle", headers={"host": host}).status_code == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:8000", 200),
        ("http://evil.example", 403),
        ("null", 403),
        ("http://[", 403),
    ],
)
def test_pages_of_other_sites_are_turned_away(client, origin, status) -> None:
    light = png(np.full((60, 80, 3), 204, np.uint8))
    answer = client.post("/picture", content=light, headers={"origin": origin})
    assert answer.status_code == status


@pytest.mark.parametrize("path", ["/", "/main.js", "/bundle", "/nowhere"])
def test_every_answer_carries_the_policy(client, path) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"


def test_only_the_page_is_served(client) -> None:
    assert client.get("/").text.startswith("<!doctype html>")
    for outside in ("/../server.py", "/..%2fserver.py", "/%2e%2e/server.py"):
        assert client.get(outside).status_code == 404
    assert client.get("/picture").status_code == 404


def test_the_page_asks_for_nothing_from_elsewhere(client) -> None:
    for name in ("", "main.js", "view.js", "chart.js", "camera.js", "api.js", "page.css"):
        text = client.get(f"/{name}").text.replace("http://www.w3.org/2000/svg", "")
        assert "http" not in text.replace("https;", "").replace("by https", "")
