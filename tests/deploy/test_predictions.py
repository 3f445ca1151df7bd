import cv2
import numpy as np
import pytest

from msfans.deploy import predictions
from msfans.deploy.annotated_files import AnnotatedFiles
from msfans.deploy.decision import NO_FACE
from msfans.deploy.predictions import COLUMNS, predict_frames, predict_image
from msfans.deploy.session import Detector
from msfans.deploy.sources import Kind, Source
from msfans.errors import UsageError
from msfans.media.video import UnreadableReason, UnreadableVideo, probe, read_frames


def ignore(rgb, decisions):
    """Nobody looks on."""


@pytest.fixture(scope="module")
def detector(written) -> Detector:
    return Detector(written.folder)


@pytest.fixture
def picture(frames, tmp_path) -> Source:
    path = tmp_path / "face.png"
    cv2.imwrite(str(path), frames["1_bona_fide.jpg"][..., ::-1])
    return Source(kind=Kind.IMAGE, path=path)


@pytest.fixture
def film(frames, monkeypatch, tmp_path) -> Source:
    """A video of two faces and a frame without one, which then turns out to be damaged."""
    path = tmp_path / "film.avi"
    shown = [frames["1_bona_fide.jpg"], np.zeros((240, 320, 3), np.uint8)]

    def damaged(source, **sampling):
        yield from [*shown, frames["1_bona_fide.jpg"]]
        raise UnreadableVideo(path, UnreadableReason.DECODE_ERROR)

    monkeypatch.setattr(predictions, "frames_of", damaged)
    return Source(kind=Kind.VIDEO, path=path)


def test_a_picture(detector, picture, frames):
    result = predict_image(detector, picture, see=ignore)
    (expected,) = detector.decide(frames["1_bona_fide.jpg"])
    assert result.decisions == (expected,)
    assert result.to_json() == {
        "source": str(picture.path),
        "kind": "image",
        "threshold": 0.5,
        "faces": [expected.to_json()],
    }
    (row,) = result.rows()
    assert set(row) <= set(COLUMNS)
    assert (row["frame"], row["face"], row["score"]) == ("", 0, expected.score)
    assert row["weights"].startswith("0.9:")


def test_a_picture_that_can_not_be_read(detector, tmp_path):
    (tmp_path / "x.png").write_text("text")
    source = Source(kind=Kind.IMAGE, path=tmp_path / "x.png")
    result = predict_image(detector, source, see=ignore)
    assert "is not a picture" in result.trouble
    assert result.to_json()["error"] == result.trouble
    assert [row["detail"] for row in result.rows()] == [result.trouble]


def test_a_video_is_decided_on_by_the_frames_before_the_damage(detector, film):
    result = predict_frames(detector, film, see=ignore)
    assert "film.avi: the video is damaged" in result.trouble
    assert result.threshold == 0.6
    record = result.to_json()
    assert (record["n_frames"], record["n_scored"]) == (3, 2)
    assert record["frames"][1]["here"]["reason"] == "no_face"
    assert record["frames"][1]["so_far"] == record["frames"][0]["so_far"]
    assert record["final"]["score"] == record["frames"][2]["so_far"]["score"]
    rows = list(result.rows())
    assert [row["frame"] for row in rows] == [0, 1, 2, ""]
    assert [row["threshold"] for row in rows] == ["", "", "", 0.6]


def test_a_video_without_any_frame(detector, tmp_path):
    (tmp_path / "x.avi").write_text("text")
    source = Source(kind=Kind.VIDEO, path=tmp_path / "x.avi")
    record = predict_frames(detector, source, see=ignore).to_json()
    assert record["final"] is None
    assert (record["n_frames"], record["n_scored"], record["frames"]) == (0, 0, [])
    assert "not a known kind of video" in record["error"]


def test_ctrl_c_ends_a_camera_but_not_a_video_quietly(detector, frames, monkeypatch, tmp_path):
    def interrupted(source, **sampling):
        yield frames["1_bona_fide.jpg"]
        raise KeyboardInterrupt

    monkeypatch.setattr(predictions, "frames_of", interrupted)
    camera = Source(kind=Kind.CAMERA, path=tmp_path)
    assert len(predict_frames(detector, camera, see=ignore).glances) == 1
    with pytest.raises(KeyboardInterrupt):
        predict_frames(detector, Source(kind=Kind.VIDEO, path=tmp_path), see=ignore)


def test_annotated_copies(detector, picture, film, frames, tmp_path):
    files = AnnotatedFiles(tmp_path / "out" / "deep")
    for _ in range(2):
        with files.of(picture) as see:
            result = predict_image(detector, picture, see=see)
    with files.of(film) as see:
        predict_frames(detector, film, see=see)
    with files.of(film):
        pass  # no frame, no file
    names = sorted(path.name for path in files.folder.iterdir())
    assert names == ["face.jpg", "face_1.jpg", "film.mp4"]
    drawn = cv2.imread(str(files.folder / "face.jpg"))[..., ::-1].astype(int)
    box = result.decisions[0].box
    changed = np.abs(drawn - frames["1_bona_fide.jpg"]).max(axis=2) > 60
    left, middle = round(box.left), round(box.top + box.height / 2)
    assert changed[middle, left - 1 : left + 2].any()
    assert not changed[middle, left + 10 : left + 50].any()
    facts = probe(files.folder / "film.mp4")
    assert (facts.width, facts.height) == (320, 240)
    assert len(list(read_frames(files.folder / "film.mp4"))) == 3


def test_nothing_that_is_there_is_overwritten(picture, tmp_path):
    with pytest.raises(UsageError, match="is not empty"):
        AnnotatedFiles(picture.path.parent)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / ".gitkeep").touch()
    AnnotatedFiles(tmp_path / "new")


def fill(*_):
    raise OSError(28, "No space left on device")


def test_a_copy_that_can_not_be_written_is_trouble_of_its_own(picture, tmp_path, monkeypatch):
    files = AnnotatedFiles(tmp_path / "out")
    monkeypatch.setattr("msfans.files.sync", fill)
    with files.of(picture) as copy:
        copy(np.zeros((9, 9, 3), np.uint8), [NO_FACE])
    assert "face.jpg: the annotated copy can not be written (No space left" in copy.trouble
    assert list(files.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("kind", "shape"), [(Kind.IMAGE, (20, 70_000, 3)), (Kind.VIDEO, (32, 9000, 3))]
)
def test_a_copy_of_a_size_that_the_encoder_refuses(tmp_path, kind, shape):
    files = AnnotatedFiles(tmp_path / "out")
    with files.of(Source(kind=kind, path=tmp_path / "wide")) as copy:
        for _ in range(2):
            copy(np.zeros(shape, np.uint8), [NO_FACE])
    assert "the annotated copy can not be written" in copy.trouble
    assert list(files.folder.iterdir()) == []


def test_an_interrupted_video_leaves_no_half_copy(film, tmp_path):
    files = AnnotatedFiles(tmp_path / "out")
    copying = files.of(film)
    copying.__enter__()(np.zeros((32, 32, 3), np.uint8), [NO_FACE])
    assert len(list(files.folder.iterdir())) == 1
    assert not copying.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert list(files.folder.iterdir()) == []
