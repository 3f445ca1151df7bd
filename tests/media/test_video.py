import os
import pickle
import struct
from pathlib import Path

import av
import numpy as np
import pytest

from msfans.errors import UsageError
from msfans.media.video import UnreadableReason, UnreadableVideo, probe, read_frames


def reason_of(path: Path) -> UnreadableReason:
    with pytest.raises(UnreadableVideo) as caught:
        list(read_frames(path))
    with pytest.raises(UnreadableVideo):
        probe(path)
    return caught.value.reason


def test_frames_come_in_order_as_red_green_blue(tmp_path, write_video, noise_frames):
    frames = noise_frames(4)
    frames[0][:] = (255, 0, 0)
    path = write_video(tmp_path / "lossless.mov", frames)
    numbers, read = zip(*read_frames(path), strict=True)
    assert numbers == (0, 1, 2, 3)
    np.testing.assert_array_equal(np.stack(read), np.stack(frames))
    assert read[0].flags.c_contiguous


def test_lossy_colours_are_not_swapped(tmp_path, write_video):
    red = np.full((48, 64, 3), (200, 30, 60), np.uint8)
    _, read = next(read_frames(write_video(tmp_path / "lossy.avi", [red])))
    np.testing.assert_allclose(read, red, atol=4)


@pytest.mark.parametrize(
    ("stride_frames", "max_frames", "expected"),
    [(1, None, [0, 1, 2, 3, 4, 5, 6]), (3, None, [0, 3, 6]), (3, 2, [0, 3]), (9, 5, [0])],
)
def test_stride_and_maximum(
    tmp_path, write_video, noise_frames, stride_frames, max_frames, expected
):
    frames = noise_frames(7)
    path = write_video(tmp_path / "seven.mov", frames)
    read = list(read_frames(path, stride_frames=stride_frames, max_frames=max_frames))
    assert [number for number, _ in read] == expected
    for number, rgb in read:
        np.testing.assert_array_equal(rgb, frames[number])


@pytest.mark.parametrize("wrong", [{"stride_frames": 0}, {"max_frames": 0}])
def test_a_stride_or_maximum_of_nothing_is_refused(tmp_path, wrong):
    with pytest.raises(UsageError, match=r"is 0\. Give 1 or more"):
        next(read_frames(tmp_path / "never_opened.avi", **wrong))


def test_probe_gives_the_facts(tmp_path, write_video, noise_frames):
    facts = probe(write_video(tmp_path / "four.avi", noise_frames(4), fps=30))
    assert (facts.width, facts.height, facts.fps, facts.codec) == (64, 48, 30.0, "mjpeg")
    assert facts.declared_frames == 4


# QuickTime's matrices (a, b, c, d): the picture's x axis goes to (a, b), its y axis to (c, d).
@pytest.mark.parametrize(
    ("matrix", "clockwise_quarters"),
    [((1, 0, 0, 1), 0), ((0, 1, -1, 0), 1), ((-1, 0, 0, -1), 2), ((0, -1, 1, 0), 3)],
)
def test_frames_are_turned_upright(tmp_path, write_video, noise_frames, matrix, clockwise_quarters):
    frame = noise_frames(1)[0]
    path = write_video(tmp_path / "phone.mov", [frame])
    content = bytearray(path.read_bytes())
    a, b, c, d = matrix
    place = content.index(b"tkhd") + 4 + 40  # behind the type, 40 bytes before the matrix
    turned = struct.pack(">6i", a << 16, b << 16, 0, c << 16, d << 16, 0)
    content[place : place + len(turned)] = turned
    path.write_bytes(content)
    _, read = next(read_frames(path))
    expected = np.rot90(frame, -clockwise_quarters)
    np.testing.assert_array_equal(read, expected)
    assert (probe(path).height, probe(path).width) == expected.shape[:2]


def test_what_is_not_there_or_no_video_says_so(tmp_path):
    (tmp_path / "empty.avi").touch()
    (tmp_path / "text.avi").write_text("a text\n" * 500)
    (tmp_path / "folder.avi").mkdir()
    with av.open(str(tmp_path / "sound.avi"), "w") as sound:
        stream = sound.add_stream("pcm_s16le", rate=8000)
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), layout="mono")
        silence.sample_rate = 8000
        sound.mux(stream.encode(silence))
    reasons = {
        name: reason_of(tmp_path / f"{name}.avi")
        for name in ("gone", "folder", "empty", "text", "sound")
    }
    assert reasons == {
        "gone": UnreadableReason.MISSING,
        "folder": UnreadableReason.MISSING,
        "empty": UnreadableReason.EMPTY_FILE,
        "text": UnreadableReason.NOT_A_VIDEO,
        "sound": UnreadableReason.NO_VIDEO_STREAM,
    }


def test_a_file_that_may_not_be_read_says_so(tmp_path, write_video, noise_frames, monkeypatch):
    path = write_video(tmp_path / "secret.avi", noise_frames(1))
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may read everything
    assert reason_of(path) is UnreadableReason.NOT_PERMITTED


def test_a_header_without_frames_says_so(tmp_path, write_video, noise_frames):
    path = write_video(tmp_path / "header.avi", noise_frames(3))
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"movi") + 4])
    assert reason_of(path) is UnreadableReason.NO_FRAMES


def test_without_its_index_a_file_is_no_video(tmp_path, write_video, noise_frames):
    path = write_video(tmp_path / "cut.mp4", noise_frames(3))
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"moov") - 4])  # the index, at the end
    assert reason_of(path) is UnreadableReason.NOT_A_VIDEO


def test_damage_further_on_comes_after_the_good_frames(tmp_path, write_video, noise_frames):
    frames = noise_frames(5)
    path = write_video(tmp_path / "damaged.mov", frames)
    content = bytearray(path.read_bytes())
    starts = [i for i in range(len(content)) if content.startswith(b"\x89PNG", i)]
    content[starts[3] : starts[3] + 200] = bytes(200)
    path.write_bytes(content)
    read = read_frames(path)
    assert [next(read)[0] for _ in range(3)] == [0, 1, 2]
    with pytest.raises(UnreadableVideo, match="is damaged") as caught:
        next(read)
    assert caught.value.reason is UnreadableReason.DECODE_ERROR
    assert len(list(read_frames(path, max_frames=3))) == 3
    assert probe(path).width == 64


def test_names_outside_ascii_are_read(tmp_path, write_video, noise_frames):
    path = write_video(tmp_path / "Übung 視頻" / "è.avi", noise_frames(1))
    assert probe(path).width == 64


def test_the_error_crosses_process_borders():
    error = UnreadableVideo(Path("a.avi"), UnreadableReason.EMPTY_FILE)
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.path, copy.reason, str(copy)) == (error.path, error.reason, str(error))


@pytest.mark.parametrize("script", ["ffconcat version 1.0\nfile {path}\n", "#EXTM3U\n{path}\n"])
def test_scripts_that_name_other_files_are_no_videos(tmp_path, write_video, noise_frames, script):
    path = write_video(tmp_path / "other.avi", noise_frames(2))
    (tmp_path / "script.avi").write_text(script.format(path=path.name))
    assert reason_of(tmp_path / "script.avi") is UnreadableReason.NOT_A_VIDEO


def test_the_fix_is_of_the_matter():
    fixes = {reason: UnreadableVideo(Path("a.avi"), reason).fix for reason in UnreadableReason}
    assert fixes[UnreadableReason.NOT_PERMITTED] == "check its permissions"
    assert fixes[UnreadableReason.NO_VIDEO_STREAM] == "give a file with pictures"
    assert fixes[UnreadableReason.DECODE_ERROR] == "copy the file again from its source"
