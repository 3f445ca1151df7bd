"""Whether a video that decoded without an error is all that its header declares."""

import av
from av.container import InputContainer

WHOLE_SHARE = 0.9
"""Headers are off by some frames."""

NOT_KNOWN = 2**31 - 1
"""Recorders that write to a pipe declare such a number or more."""


def breaks_off(
    container: InputContainer, stream: av.VideoStream, *, n_frames: int, last: av.VideoFrame
) -> bool:
    """Whether clearly less came than the header declares, in frames and in seconds.

    Fewer frames alone are none lost: AVI counts those that a camera left out, MOV and MP4 those
    that an edit cut off. Other containers declare no number of frames.
    """
    rate = stream.average_rate
    if not rate or n_frames >= WHOLE_SHARE * stream.frames or stream.frames >= NOT_KNOWN:
        return False
    cut_s = stream.duration and stream.time_base and stream.duration * stream.time_base
    avi = container.format.name == "avi"  # whose duration is of what is there
    declared_s = stream.frames / rate if avi or not cut_s else cut_s
    end_s = n_frames / rate if last.time is None else last.time + 1 / rate
    return end_s < WHOLE_SHARE * declared_s
