"""Where the face is: detectors that give a box and five landmarks, and the choice among faces.

A detector is a small frozen value that can be sent to another process and used by any thread; the
models behind it are loaded at first use, once for each thread where a model keeps a state.
"""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache, wraps
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from msfans.errors import UsageError
from msfans.media.alignment import warp
from msfans.media.video import RgbFrame
from msfans.media.weights import ONET, YUNET, file_sha256
from msfans.records import FaceBox

TRACKED_IOU = 0.3
ONET_PX = 48
ONET_VERSION = 2
"""Raised when the same frame and weights give other landmarks: part of a cache's fingerprint."""
MIN_SIDE_PX = 8  # of what YuNet sees: no face is smaller
SCRFD_FIX = "give an SCRFD .onnx file with keypoints, such as det_500m.onnx"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Face:
    """One face of a frame, in its pixels.

    `landmarks_xy` is float32 (5, 2): eyes, nose, mouth corners, the image's left one first.
    """

    box: FaceBox
    landmarks_xy: NDArray[np.float32]
    confidence: float


class Detector(Protocol):
    """Finds faces; two detectors with equal fingerprints find the same ones."""

    @property
    def fingerprint(self) -> str: ...

    def detect(self, rgb: RgbFrame) -> list[Face]: ...


def choose(faces: Sequence[Face], previous: FaceBox | None) -> Face | None:
    """The face that overlaps `previous` most, from TRACKED_IOU on; otherwise the largest."""
    if not faces:
        return None
    if previous is not None:
        tracked = max(faces, key=lambda face: iou(face.box, previous))
        if iou(tracked.box, previous) >= TRACKED_IOU:
            return tracked
    return max(faces, key=lambda face: face.box.area)


def iou(one: FaceBox, other: FaceBox) -> float:
    """Intersection over union of two boxes, in [0, 1]."""
    width = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    height = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    shared = max(width, 0.0) * max(height, 0.0)
    return shared / (one.area + other.area - shared)


@dataclass(frozen=True, slots=True, kw_only=True)
class YunetOnet:
    """Boxes by YuNet, five points by MTCNN's O-Net run twice; the weights are inside packages.

    YuNet sees the frame at `max_side_px` or less and blurred by `blur_px`, without which moire and
    halftone hide faces (found 115 of 120 frames sharp, 119 blurred); O-Net sees the sharp frame.
    """

    max_side_px: int = 320
    blur_px: float = 1.0
    min_confidence: float = 0.6

    @property
    def fingerprint(self) -> str:
        """Canonical JSON of the settings and the weights' digests."""
        files = {"yunet_sha256": YUNET.sha256, "onet_sha256": ONET.sha256}
        YUNET.path()
        ONET.path()  # a missing file is told here, before any work is done
        return _fingerprint("yunet_onet", asdict(self) | files | {"version": ONET_VERSION})

    def detect(self, rgb: RgbFrame) -> list[Face]:
        """All faces of one frame, in no particular order."""
        zoom = min(1.0, self.max_side_px / max(rgb.shape[:2]))
        if zoom * min(rgb.shape[:2]) < MIN_SIDE_PX:
            return []
        small = cv2.resize(rgb, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
        bgr = cv2.cvtColor(small if zoom < 1 else rgb, cv2.COLOR_RGB2BGR)
        yunet = _yunet(self.min_confidence)
        yunet.setInputSize((bgr.shape[1], bgr.shape[0]))
        found = yunet.detect(cv2.GaussianBlur(bgr, (0, 0), self.blur_px))[1]
        rows = () if found is None else found.astype(np.float64)
        return [_refined(rgb, row[:4] / zoom, float(row[14])) for row in rows]


def _refined(rgb: RgbFrame, box: NDArray[np.float64], confidence: float) -> Face:
    centred_box, _ = _onet(rgb, box)
    _, landmarks_xy = _onet(rgb, centred_box)
    left, top, width, height = box.tolist()
    face_box = FaceBox(left=left, top=top, width=max(width, 1.0), height=max(height, 1.0))
    return Face(box=face_box, landmarks_xy=landmarks_xy, confidence=confidence)


def _onet(
    rgb: RgbFrame, box: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """A better box (left, top, width, height) and the landmarks (5, 2) of the face in `box`.

    Boxes are measured from the picture's corner, landmarks from the centre of its first pixel.
    """
    left, top, width, height = box.tolist()
    side = max(width, height, 2.0)
    corner = np.array([left + width / 2 - side / 2, top + height / 2 - side / 2])
    zoom = ONET_PX / side
    start_x, start_y = (zoom * (0.5 - corner) - 0.5).tolist()
    matrix = np.array([[zoom, 0, start_x], [0, zoom, start_y]])
    crop = (warp(rgb, matrix, ONET_PX).astype(np.float32) - 127.5) / 128
    swapped = np.ascontiguousarray(crop.transpose(1, 0, 2)[None])  # x before y, as it was trained
    shift, points, _ = (np.asarray(o)[0] for o in _onet_session().run(None, {"input_3": swapped}))
    landmarks_xy = corner + side * np.stack([points[:5], points[5:]], axis=1) - 0.5
    start, end = corner + side * shift[:2], corner + side * (1 + shift[2:])
    return np.concatenate([start, end - start]), landmarks_xy.astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightfaceScrfd:
    """Boxes and points by an SCRFD model that the user brings as an ONNX file."""

    model_path: Path | str | None = None
    input_px: int = 640
    min_confidence: float = 0.5

    def __post_init__(self) -> None:
        if not self.model_path:
            fix = "give the path of an SCRFD .onnx file as its model path"
            raise UsageError("detector insightface", "brings no model of its own", fix=fix)

    @property
    def fingerprint(self) -> str:
        """Canonical JSON of the settings and the model's digest; not of where the model lies."""
        path = Path(str(self.model_path))
        if not path.is_file():
            raise UsageError(path, "there is no such detector model", fix=SCRFD_FIX)
        settings = {"input_px": self.input_px, "min_confidence": self.min_confidence}
        digest = {"model_sha256": file_sha256(path)}
        return _fingerprint("insightface_scrfd", settings | digest)

    def detect(self, rgb: RgbFrame) -> list[Face]:
        """All faces of one frame, in no particular order."""
        boxes, points = _scrfd(self).detect(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
        return [
            Face(
                box=FaceBox(left=x0, top=y0, width=max(x1 - x0, 1.0), height=max(y1 - y0, 1.0)),
                landmarks_xy=landmarks_xy.astype(np.float32),
                confidence=confidence,
            )
            for (x0, y0, x1, y1, confidence), landmarks_xy in zip(
                boxes.astype(np.float64).tolist(), points, strict=True
            )
        ]


def _fingerprint(name: str, settings: dict[str, Any]) -> str:
    return json.dumps({"detector": name, **settings}, sort_keys=True)


def _cache_by_thread(load: Callable[..., Any]) -> Callable[..., Any]:
    """Like `functools.cache`, but no two threads are given the same object."""
    of_thread = threading.local()

    @wraps(load)
    def loaded(*arguments: Any) -> Any:
        if not hasattr(of_thread, "load"):
            of_thread.load = cache(load)
        return of_thread.load(*arguments)

    return loaded


@_cache_by_thread
def _yunet(min_confidence: float) -> Any:
    log_level = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)  # a warning without meaning
    model = cv2.FaceDetectorYN.create(str(YUNET.path()), "", (320, 320), min_confidence, 0.3, 50)
    cv2.utils.logging.setLogLevel(log_level)
    return model


@cache
def _onet_session() -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(
        str(ONET.path()), _one_thread(), providers=["CPUExecutionProvider"]
    )


@_cache_by_thread
def _scrfd(detector: InsightfaceScrfd) -> Any:
    try:
        from insightface import model_zoo
    except ImportError as error:
        fix = "run: pip install 'msfans[insightface]', or use the detector yunet_onet"
        raise UsageError("detector insightface", "is not installed", fix=fix) from error
    path = str(detector.model_path)
    try:
        model: Any = model_zoo.get_model(
            path, providers=["CPUExecutionProvider"], sess_options=_one_thread()
        )
    except Exception as error:  # whatever its own readers raise
        raise UsageError(path, "can not be read as an ONNX model", fix=SCRFD_FIX) from error
    if not getattr(model, "use_kps", False):
        raise UsageError(path, "is not a face detector with five landmarks", fix=SCRFD_FIX)
    size = (detector.input_px, detector.input_px)
    model.prepare(ctx_id=-1, input_size=size, det_thresh=detector.min_confidence)
    return model


def _one_thread() -> onnxruntime.SessionOptions:
    """The processes share the cores, one video each."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return options
