"""Pictures of the worst presentations: which ones, and that they are those frames."""

from pathlib import Path

import av
import cv2
import numpy as np
import pandas as pd
import pytest

from msfans.media.video import UnreadableVideo
from msfans.results.report.faces import HEIGHT_PX, worst_faces, worst_presentations
from msfans.score_csv import COLUMNS
from msfans.scores import checked


def rows(*lines: tuple[str, int | None, str, float]) -> pd.DataFrame:
    table = [
        (clip, frame, "s", "test", "attack" if kind else "bona_fide", kind, score)
        for clip, frame, kind, score in lines
    ]
    return checked(pd.DataFrame(table, columns=list(COLUMNS)), Path("made"))


def film(path: Path, greys: list[int]) -> None:
    """A video of 64 x 48 pixels, each frame of one grey."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuvj420p"
        for grey in greys:
            picture = np.full((48, 64, 3), grey, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())


def test_the_worst_row_of_each_of_the_worst_videos() -> None:
    test = rows(
        ("a", 0, "cut", 0.7),
        ("a", 1, "cut", 0.9),
        ("b", 0, "video", 0.8),
        ("c", 0, "", 0.4),
        ("c", 1, "", 0.2),
        ("d", 0, "", float("nan")),
    )
    assert list(worst_presentations(test)) == [
        ("a", 1, "cut", 0.9),
        ("b", 0, "video", 0.8),
        ("c", 1, "bona fide", 0.2),
    ]


def test_pictures_are_the_frames(tmp_path: Path) -> None:
    film(tmp_path / "a.avi", [20, 200])
    film(tmp_path / "c.avi", [120])
    test = rows(("a.avi", 0, "cut", 0.1), ("a.avi", 1, "cut", 0.9), ("c.avi", 0, "", 0.4))
    attack, bona_fide = worst_faces(test, root=tmp_path)
    for face, grey in ((attack, 200), (bona_fide, 120)):
        picture = cv2.imdecode(np.frombuffer(face.jpeg, np.uint8), cv2.IMREAD_COLOR)
        assert picture is not None
        assert picture.shape[:2] == (HEIGHT_PX, HEIGHT_PX * 64 // 48)
        assert abs(int(picture.mean()) - grey) < 6


def test_a_whole_video_shows_its_first_frame(tmp_path: Path) -> None:
    film(tmp_path / "a.avi", [20, 200])
    test = rows(("a.avi", None, "cut", 0.9))
    (face,) = worst_faces(test, root=tmp_path)
    assert face.frame is None


def test_a_missing_video_or_frame_is_named(tmp_path: Path) -> None:
    test = rows(("a.avi", 7, "cut", 0.9))
    with pytest.raises(UnreadableVideo, match="no such file"):
        worst_faces(test, root=tmp_path)
    film(tmp_path / "a.avi", [20])
    with pytest.raises(UnreadableVideo, match=r"a\.avi"):
        worst_faces(test, root=tmp_path)


def test_there_are_at_most_six_of_a_class() -> None:
    test = rows(*((f"{i}.avi", 0, "cut", i / 10) for i in range(9)))
    assert len(list(worst_presentations(test))) == 6
