"""The local page and what it asks: pictures and videos in, decisions out, nothing kept.

    GET  /            the page and its files
    GET  /bundle      what decides: scales, thresholds, licence, limits
    POST /picture     a picture file -> {"width", "height", "faces": [decision, ...]}
    POST /video       a video file -> a line of JSON for each frame looked at, as they are scored

A decision is what `Decision.to_json` says. Refused uploads are answered with status 413 or 422 and
{"error": reason}.
"""

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import cv2
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from msfans.deploy.session import Detector
from msfans.deploy.uploads import UPLOAD, Limits, Refused, decode_picture, read_body
from msfans.deploy.visitors import Guard
from msfans.deploy.watching import Watch
from msfans.media.video import (
    RgbFrame,
    UnreadableReason,
    UnreadableVideo,
    VideoInMemory,
    probe,
    read_frames,
)

SHOWN_PX = 640
SHOWN_QUALITY = 80
DEFAULT_FPS, MAX_FPS = 25.0, 240.0


def create_app(
    detector: Detector, *, hosts: Sequence[str], limits: Limits | None = None
) -> Starlette:
    """The ASGI application; it answers only to the names and addresses in `hosts`."""
    asked = Asked(detector, limits or Limits())
    return Starlette(
        routes=[
            Route("/bundle", asked.bundle),
            Route("/picture", asked.picture, methods=["POST"]),
            Route("/video", asked.video, methods=["POST"]),
            Mount("/", StaticFiles(packages=[("msfans.deploy", "page")], html=True)),
        ],
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={Refused: refusal},
    )


def refusal(_request: Request, refused: Exception) -> Response:
    """Why an upload was not taken."""
    assert isinstance(refused, Refused)
    return JSONResponse({"error": refused.reason}, refused.status)


class Asked:
    """The answers of one detector. Decoding and scoring run in threads, uploads stay in memory."""

    def __init__(self, detector: Detector, limits: Limits) -> None:
        self.detector, self.limits = detector, limits

    async def bundle(self, _request: Request) -> Response:
        """What decides, for the page to show."""
        bundle = self.detector.bundle
        return JSONResponse(
            {
                "name": bundle.folder.resolve().name,
                "scales": list(bundle.scales),
                "licence": bundle.licence,
                "thresholds": asdict(bundle.thresholds),
                "limits": asdict(self.limits),
            }
        )

    async def picture(self, request: Request) -> Response:
        """Decisions on every face of one picture."""
        content = await read_body(request, self.limits)
        return JSONResponse(await run_in_threadpool(self.decide_picture, content))

    def decide_picture(self, content: bytes) -> dict[str, Any]:
        """The answer to a picture; Refused where it is none, or too large a one."""
        rgb = decode_picture(content, self.limits)
        faces = [decision.to_json() for decision in self.detector.decide(rgb)]
        return {"width": rgb.shape[1], "height": rgb.shape[0], "faces": faces}

    async def video(self, request: Request) -> Response:
        """Frames of a video and decisions on them, line by line."""
        content = await read_body(request, self.limits)
        source = VideoInMemory(name=UPLOAD, content=content, max_pixels=self.limits.pixels)
        fps = await run_in_threadpool(frame_rate, source)
        lines = (json.dumps(line) + "\n" for line in self.decide_video(source, fps))
        return StreamingResponse(lines, media_type="application/x-ndjson")

    def decide_video(self, source: VideoInMemory, fps: float) -> Iterator[dict[str, Any]]:
        """A line for each frame looked at; a last one says where the video is damaged."""
        watch = Watch(self.detector)
        stride = max(1, round(fps / self.limits.frames_per_s))
        frames = read_frames(source, stride_frames=stride, max_frames=self.limits.video_frames)
        try:
            for number, rgb in frames:
                glance = watch.add(rgb)
                yield {
                    "time_s": number / fps,
                    "width": rgb.shape[1],
                    "height": rgb.shape[0],
                    "here": glance.here.to_json(),
                    "so_far": glance.so_far.to_json(),
                    "picture": shown(rgb),
                }
        except UnreadableVideo as error:
            yield {"error": f"from here on {error.fact}"}


def frame_rate(source: VideoInMemory) -> float:
    """Frames a second by the header, where it says what can be; Refused where it is no video."""
    try:
        fps = probe(source).fps
    except UnreadableVideo as error:
        too_large = error.reason is UnreadableReason.TOO_MANY_PIXELS
        raise Refused(413 if too_large else 422, f"{UPLOAD}: {error.fact}") from error
    return fps if fps and 1 <= fps <= MAX_FPS else DEFAULT_FPS


def shown(rgb: RgbFrame) -> str:
    """A small JPEG of a frame, in base64, as browsers can not play every video that is scored."""
    height, width = rgb.shape[:2]
    zoom = min(1.0, SHOWN_PX / max(height, width))
    size = (max(1, round(zoom * width)), max(1, round(zoom * height)))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    bgr = cv2.cvtColor(small, cv2.COLOR_RGB2BGR)
    _, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, SHOWN_QUALITY])
    return base64.b64encode(jpeg.tobytes()).decode()
