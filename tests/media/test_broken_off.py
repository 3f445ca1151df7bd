"""Videos that decode without an error and yet are not all that their headers declare."""

import struct

import av
import numpy as np
import pytest

from msfans.media.video import UnreadableReason, UnreadableVideo, read_frames


@pytest.fixture
def cut(tmp_path, write_video, noise_frames):
    """An AVI of ten frames, cut between the sixth and the seventh."""
    return cut_before(6, write_video(tmp_path / "cut.avi", noise_frames(10)))


def cut_before(number, path):
    """Take frame `number` of an AVI and all behind it away."""
    content = path.read_bytes()
    place = content.index(b"movi")
    for _ in range(number + 1):
        place = content.index(b"00dc", place + 1)
    path.write_bytes(content[:place])
    return path


def test_a_video_that_was_cut_short_says_so_after_its_last_frame(cut):
    read = read_frames(cut)
    assert [next(read)[0] for _ in range(6)] == [0, 1, 2, 3, 4, 5]
    with pytest.raises(UnreadableVideo) as caught:
        next(read)
    assert caught.value.reason is UnreadableReason.DECODE_ERROR


def test_a_stride_hides_no_cut_and_a_maximum_ends_before_it(cut):
    with pytest.raises(UnreadableVideo):
        list(read_frames(cut, stride_frames=4))
    assert len(list(read_frames(cut, max_frames=6))) == 6


def test_an_mp4_that_was_cut_short_says_so(tmp_path, noise_frames):
    path = tmp_path / "cut.mp4"
    with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("mjpeg", rate=25)
        stream.pix_fmt, stream.width, stream.height = "yuvj420p", 64, 48
        for rgb in noise_frames(30):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
        container.mux(stream.encode(None))
    content = path.read_bytes()
    assert len(list(read_frames(path))) == 30
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(UnreadableVideo):
        list(read_frames(path))


def test_frames_that_a_camera_left_out_are_no_damage(tmp_path, noise_frames):
    path = tmp_path / "webcam.avi"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=25)
        stream.pix_fmt, stream.width, stream.height = "yuvj420p", 64, 48
        for number, rgb in enumerate(noise_frames(10)):
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
            frame.pts = 2 * number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with av.open(str(path)) as container:
        assert container.streams.video[0].frames == 19
    assert len(list(read_frames(path))) == 10


def test_what_an_edit_cut_off_is_no_damage(tmp_path, write_video, noise_frames):
    path = write_video(tmp_path / "edited.mp4", noise_frames(20))
    content = bytearray(path.read_bytes())
    place = content.index(b"elst") + 12  # behind the type, the version and the count
    (whole_ms,) = struct.unpack(">I", content[place : place + 4])
    content[place : place + 4] = struct.pack(">I", whole_ms // 2)
    path.write_bytes(content)
    assert len(list(read_frames(path))) in range(10, 12)


def test_some_frames_less_than_declared_are_no_damage(tmp_path, write_video):
    frames = [np.full((48, 64, 3), n, np.uint8) for n in range(30)]
    path = cut_before(28, write_video(tmp_path / "a.avi", frames))
    assert len(list(read_frames(path))) == 28


def test_a_length_that_no_recorder_knew_is_none(tmp_path, write_video, noise_frames):
    path = write_video(tmp_path / "pipe.avi", noise_frames(10))
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, content.index(b"strh") + 40, 2**31 - 1)
    path.write_bytes(content)
    with av.open(str(path)) as container:
        assert container.streams.video[0].frames == 2**31 - 1
    assert len(list(read_frames(path))) == 10
