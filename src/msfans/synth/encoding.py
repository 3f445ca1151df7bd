"""Writes frames as Motion JPEG: .avi as in CASIA-FASD, .mov as in REPLAY-ATTACK."""

from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray


def write_mjpeg(
    path: Path,
    frames: Iterable[NDArray[np.uint8]],
    *,
    frames_per_s: int,
    quantiser: int,
) -> None:
    """Frames are RGB (h, w, 3); `quantiser` is FFmpeg's scale from 2 (best) to 31.

    One thread and no dates in the header: the same frames give the same bytes. In a .mov the
    muxer tags the stream `jpeg`; the tag `MJPG` makes every reader print warnings.
    """
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("mjpeg", rate=frames_per_s)
        stream.pix_fmt = "yuvj420p"
        stream.thread_count = 1
        stream.codec_context.qmin = stream.codec_context.qmax = quantiser
        for index, pixels in enumerate(frames):
            if index == 0:
                stream.height, stream.width = pixels.shape[:2]
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
