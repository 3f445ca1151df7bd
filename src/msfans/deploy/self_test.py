"""Frames that ship with the package, rendered, so that any installation can be tried out."""

from importlib.resources import files

import cv2
import numpy as np

from msfans.media.video import RgbFrame

FRAMES = files("msfans.deploy") / "assets"


def self_test_frames() -> dict[str, RgbFrame]:
    """Pictures with one face each by name, 320 x 240: two bona fide and two attacks."""
    names = sorted(each.name for each in FRAMES.iterdir() if each.name.endswith(".jpg"))
    return {name: decoded((FRAMES / name).read_bytes()) for name in names}


def decoded(jpeg: bytes) -> RgbFrame:
    """A JPEG file's content as RGB."""
    rgb = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert rgb is not None, "a file of the package is damaged"
    return rgb.astype(np.uint8, copy=False)
