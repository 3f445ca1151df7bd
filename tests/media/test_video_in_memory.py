"""Videos from strangers: read from memory, and refused where they could reach or fill anything."""

import numpy as np
import pytest

from msfans.media.video import UnreadableVideo, VideoInMemory, probe, read_frames


def in_memory(content: bytes, max_pixels: int = 64 * 48) -> VideoInMemory:
    return VideoInMemory(name="dropped.avi", content=content, max_pixels=max_pixels)


@pytest.mark.parametrize("suffix", [".avi", ".mov", ".mp4"])
def test_frames_are_those_of_the_file(tmp_path, write_video, noise_frames, suffix):
    path = write_video(tmp_path / f"five{suffix}", noise_frames(5))
    source = in_memory(path.read_bytes())
    assert probe(source) == probe(path)
    for (number, frame), (other, expected) in zip(
        read_frames(source, stride_frames=2), read_frames(path, stride_frames=2), strict=True
    ):
        assert number == other
        np.testing.assert_array_equal(frame, expected)


def reason_of(source: VideoInMemory) -> str:
    with pytest.raises(UnreadableVideo) as caught:
        list(read_frames(source))
    assert str(caught.value).startswith("dropped.avi: ")
    return caught.value.reason


def test_frames_beyond_the_limit_are_not_decoded(tmp_path, write_video, noise_frames):
    content = write_video(tmp_path / "a.avi", noise_frames(2)).read_bytes()
    assert reason_of(in_memory(content, max_pixels=64 * 48 - 1)) == "too_many_pixels"


def test_a_header_that_lies_about_the_size_does_not_help(tmp_path, write_video):
    content = write_video(tmp_path / "a.avi", [np.zeros((1080, 1920, 3), np.uint8)]).read_bytes()
    sides = (1920).to_bytes(4, "little") + (1080).to_bytes(4, "little")
    lying = content.replace(sides, (2).to_bytes(4, "little") * 2)
    assert lying != content
    assert reason_of(in_memory(lying, max_pixels=1000)) == "too_many_pixels"


@pytest.mark.parametrize(
    "script",
    [
        "ffconcat version 1.0\nfile {path}\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{path}\n#EXT-X-ENDLIST\n",
    ],
    ids=["concat", "playlist"],
)
def test_scripts_that_name_other_files_are_no_videos(tmp_path, write_video, noise_frames, script):
    path = write_video(tmp_path / "secret.avi", noise_frames(2))
    assert reason_of(in_memory(script.format(path=path).encode())) == "not_a_video"


def test_nothing_and_noise_are_no_videos():
    assert reason_of(in_memory(b"")) == "empty_file"
    assert reason_of(in_memory(bytes(range(256)) * 8)) == "not_a_video"
