import os

import av
import cv2
import numpy as np
import pytest

from msfans.deploy import sources
from msfans.deploy.sources import Kind, NoSource, Source, find_sources, frames_of, kept
from msfans.errors import DataError, UsageError
from msfans.media.video import UnreadableVideo


def write_video(path, n_frames=5, size=(48, 64)):
    with av.open(str(path), "w", format="avi") as container:
        stream = container.add_stream("mjpeg", rate=5)
        stream.pix_fmt, (stream.height, stream.width) = "yuvj420p", size
        for number in range(n_frames):
            rgb = np.full((*size, 3), 20 * number, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
        container.mux(stream.encode(None))
    return path


@pytest.fixture
def folder(tmp_path):
    """Two pictures and a video, in a tree with things that are neither."""
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden").mkdir()
    picture = np.zeros((4, 4, 3), np.uint8)
    for name in ("b.png", "sub/a.JPG", ".hidden/c.png", ".d.png"):
        cv2.imwrite(str(tmp_path / "x.png"), picture)
        (tmp_path / "x.png").rename(tmp_path / name)
    (tmp_path / "notes.txt").write_text("text")
    write_video(tmp_path / "v.avi")
    return tmp_path


def names(found, folder):
    return [(each.path.relative_to(folder).as_posix(), str(each.kind)) for each in found]


def test_a_folder_holds_all_below_it_but_hidden_files(folder):
    found, lacking = find_sources([str(folder)])
    assert names(found, folder) == [("b.png", "image"), ("sub/a.JPG", "image"), ("v.avi", "video")]
    assert lacking == []


def test_a_pattern_matches_files_and_each_file_comes_once(folder):
    words = [str(folder / "b.png"), str(folder / "**" / "*.[pJ]*"), str(folder / "*.png")]
    found, _ = find_sources(words)
    assert names(found, folder) == [("b.png", "image"), ("sub/a.JPG", "image")]


def test_a_number_is_a_camera_unless_a_file_has_that_name(folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert find_sources(["0"])[0] == [Source(kind=Kind.CAMERA, path=sources.Path("0"))]
    write_video(folder / "0")
    (found,), _ = find_sources(["0"])
    assert found.kind is Kind.VIDEO


def test_a_file_without_a_known_suffix_is_looked_into(folder):
    (folder / "b.png").rename(folder / "picture")
    (folder / "v.avi").rename(folder / "video")
    found, _ = find_sources([str(folder / name) for name in ("picture", "video", "notes.txt")])
    assert [each.kind for each in found] == [Kind.IMAGE, Kind.VIDEO, Kind.IMAGE]


def test_what_names_nothing_is_told_and_the_rest_goes_on(folder):
    (folder / "empty").mkdir()
    words = ["absent.png", str(folder / "*.mov"), str(folder / "empty"), str(folder / "b.png")]
    found, lacking = find_sources(words)
    assert names(found, folder) == [("b.png", "image")]
    assert [each.fact for each in lacking] == [
        "there is no such file",
        "matches no file",
        "holds no picture or video",
    ]


def brightness(frames):
    return [round(float(rgb.mean()), -1) for rgb in frames]


def test_frames_of_a_video(folder):
    video = Source(kind=Kind.VIDEO, path=folder / "v.avi")
    assert brightness(frames_of(video)) == [0, 20, 40, 60, 80]
    assert brightness(frames_of(video, stride_frames=2, max_frames=2)) == [0, 40]


def test_a_damaged_video_says_so(folder):
    path = folder / "bad.avi"
    path.write_text("no video")
    with pytest.raises(UnreadableVideo, match="not a known kind of video"):
        list(frames_of(Source(kind=Kind.VIDEO, path=path)))


def test_a_video_of_huge_frames_is_refused_before_decoding(folder):
    with pytest.raises(NoSource, match="has frames of 64 x 48 pixels"):
        sources.refuse_huge_video(folder / "v.avi", max_pixels=64 * 48 - 1)
    sources.refuse_huge_video(folder / "v.avi", max_pixels=64 * 48)


class Camera:
    """Stands in for OpenCV's: three frames, then nothing."""

    def __init__(self, index):
        self.index, self.left, self.released = index, 3, False
        Camera.last = self

    def isOpened(self):  # noqa: N802 - OpenCV's name
        return self.index == 0

    def read(self):
        self.left -= 1
        return self.left >= 0, np.full((4, 6, 3), (10, 20, 30), np.uint8)

    def release(self):
        self.released = True


def test_a_camera_gives_rgb_and_is_released(monkeypatch):
    monkeypatch.setattr(cv2, "VideoCapture", Camera)
    frames = list(frames_of(Source(kind=Kind.CAMERA, path=sources.Path("0"))))
    assert len(frames) == 3
    assert frames[0][0, 0].tolist() == [30, 20, 10]
    assert Camera.last.released


def test_a_camera_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr(cv2, "VideoCapture", Camera)
    with pytest.raises(NoSource, match="camera 7: can not be opened"):
        list(frames_of(Source(kind=Kind.CAMERA, path=sources.Path("7"))))
    assert Camera.last.released


def test_stride_and_maximum_by_hand():
    assert list(kept(iter("abcdefg"), 3, None)) == ["a", "d", "g"]
    assert list(kept(iter("abcdefg"), 2, 2)) == ["a", "c"]


def test_only_regular_files_are_sources(folder):
    (folder / "session.mp4").mkdir()
    (folder / "session.mp4" / "in.png").write_bytes((folder / "b.png").read_bytes())
    os.mkfifo(folder / "pipe.jpg")
    found, lacking = find_sources([str(folder)])
    assert "session.mp4/in.png" in dict(names(found, folder))
    assert {"session.mp4", "pipe.jpg"}.isdisjoint(dict(names(found, folder)))
    assert lacking == []
    _, (pipe,) = find_sources([str(folder / "pipe.jpg")])
    assert pipe.fact == "is a pipe or a device"


@pytest.mark.parametrize(
    ("word", "fact"),
    [
        ("99999999999", "there is no such file"),
        ("n" * 300, "can not be looked at (File name too long)"),
        ("b.png/below", "there is no such file"),
    ],
)
def test_odd_words_name_nothing(folder, monkeypatch, word, fact):
    monkeypatch.chdir(folder)
    assert [each.fact for each in find_sources([word])[1]] == [fact]


def test_a_link_to_nothing_is_left_for_reading_to_tell(folder):
    (folder / "gone.jpg").symlink_to(folder / "nowhere")
    found, lacking = find_sources([str(folder)])
    assert folder / "gone.jpg" in [source.path for source in found]
    assert not lacking


def test_an_empty_word_is_refused():
    with pytest.raises(UsageError, match="is an empty word"):
        find_sources([""])


def test_a_file_comes_once_however_it_is_called(folder, monkeypatch):
    monkeypatch.chdir(folder)
    (folder / "link.png").symlink_to("b.png")
    found, _ = find_sources(["b.png", str(folder), "sub/../b.png"])
    assert [each.path.name for each in found] == ["b.png", "a.JPG", "v.avi"]


def test_a_folder_that_may_not_be_read_is_told_and_the_rest_goes_on(folder, monkeypatch):
    locked = folder / "sub"
    for name in ("stat", "iterdir"):  # root may read everything
        monkeypatch.setattr(sources.Path, name, refusing(getattr(sources.Path, name), locked))
    found, lacking = find_sources([str(folder), str(locked / "a.JPG")])
    assert names(found, folder) == [("b.png", "image"), ("v.avi", "video")]
    assert [str(each.where) for each in lacking] == [str(locked), str(locked / "a.JPG")]
    assert all("Permission denied" in each.fact for each in lacking)
    with pytest.raises(DataError, match="sub: can not be listed"):
        list(sources.in_folder(folder))


def refusing(real, locked):
    def method(path, **options):
        if locked in path.parents or (path == locked and real.__name__ == "iterdir"):
            raise PermissionError(13, "Permission denied")
        return real(path, **options)

    return method


def test_a_script_that_names_a_video_is_none(folder):
    (folder / "script").write_text("ffconcat version 1.0\nfile v.avi\n")
    assert not sources.is_video(folder / "script")
    assert sources.is_video(folder / "v.avi")


@pytest.mark.parametrize("name", ["v.ts", "v.mts", "v.ogv", "v.y4m", "v.flv"])
def test_folders_give_what_the_decoder_takes(folder, name):
    (folder / "v.avi").rename(folder / name)
    assert (name, "video") in names(find_sources([str(folder)])[0], folder)
