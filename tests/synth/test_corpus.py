import json
import shutil
from pathlib import Path

import pytest

from msfans.errors import UsageError
from msfans.synth.corpus import STARTED, render_corpus, write_json
from msfans.synth.difficulty import Difficulty
from msfans.synth.settings import CARD, Settings


def files_of(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def again(root: Path, **changes: object) -> Path:
    wanted = {"corpus": "casia_fasd", "size": "tiny", "seed": 0, **changes}
    return render_corpus(out=root, progress=False, **wanted)


def test_a_finished_corpus_holds_its_videos_its_truth_and_its_card(casia, casia_settings):
    videos = {plan.path for plan in casia_settings.videos()}
    found = set(files_of(casia))
    assert {path for path in found if path.endswith(".avi")} == videos
    truth = {path for path in found if path.startswith("ground_truth/")}
    assert truth == {f"ground_truth/{Path(path).with_suffix('.json')}" for path in videos}
    assert found - videos - truth == {CARD}


def test_the_card_says_what_readers_need(casia, replay):
    card = json.loads((casia / CARD).read_text())
    assert (card["format"], card["generator"], card["corpus"]) == (1, "msfans.synth", "casia_fasd")
    assert card["subjects"] == {"train": [1, 2], "devel": [], "test": [1, 2]}
    clients = json.loads((replay / CARD).read_text())["subjects"]
    assert {split: len(ids) for split, ids in clients.items()} == {
        "train": 2,
        "devel": 1,
        "test": 1,
    }


def test_a_finished_corpus_is_left_alone(casia):
    before = {path: path.stat().st_mtime_ns for path in casia.rglob("*")}
    again(casia)
    assert {path: path.stat().st_mtime_ns for path in casia.rglob("*")} == before


def test_a_stopped_run_goes_on_to_the_same_bytes(casia, casia_settings, tmp_path):
    root = tmp_path / "stopped"
    shutil.copytree(casia, root)
    (root / CARD).unlink()
    write_json(root / STARTED, casia_settings.card())
    lost = ["train_release/1/1.avi", "train_release/1/3.avi", "test_release/2/HR_4.avi"]
    for path in lost:
        (root / path).unlink()
    shutil.rmtree(root / "ground_truth" / "train_release" / "1")
    (root / "train_release/1/.3-half.avi").write_bytes(b"killed while it was written")
    kept = (root / "train_release/2/1.avi").stat().st_mtime_ns
    for path in casia.glob("ground_truth/train_release/1/*.json"):
        if path.stem not in ("1", "3"):
            copy = root / path.relative_to(casia)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
    again(root)
    rendered = files_of(root)
    rendered.pop("train_release/1/.3-half.avi", None)
    assert rendered == files_of(casia)
    assert (root / "train_release/2/1.avi").stat().st_mtime_ns == kept


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"seed": 1}, "seed 0"),
        ({"corpus": "replay_attack"}, 'corpus "casia_fasd"'),
        ({"difficulty": Difficulty(texture=0.5)}, "difficulty differs"),
    ],
)
def test_a_corpus_of_other_settings_is_refused(casia, changes, named):
    with pytest.raises(UsageError, match="other settings") as caught:
        again(casia, **changes)
    assert named in str(caught.value)
    assert "another folder" in str(caught.value)


def test_a_folder_that_is_no_corpus_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="no corpus of ours"):
        again(tmp_path)
    assert files_of(tmp_path) == {"thesis.txt": b"mine"}


def test_a_damaged_card_is_refused(tmp_path):
    (tmp_path / CARD).write_text("{")
    with pytest.raises(UsageError, match="other settings"):
        again(tmp_path)


def test_an_error_in_a_worker_ends_the_run(tmp_path, casia_settings):
    root = tmp_path / "blocked"
    write_json(root / STARTED, casia_settings.card())
    (root / "train_release").write_text("a file where a folder has to be")
    with pytest.raises(OSError, match="train_release"):
        again(root, workers=1)
    assert not (root / CARD).exists()


@pytest.mark.parametrize(
    ("corpus", "size", "advice"),
    [("casia", "tiny", "casia_fasd, replay_attack"), ("casia_fasd", "huge", "tiny, small, full")],
)
def test_wrong_names_are_answered_with_the_right_ones(corpus, size, advice):
    with pytest.raises(UsageError, match=advice):
        Settings(corpus=corpus, size=size, seed=0, difficulty=Difficulty())


def test_a_negative_seed_is_refused():
    with pytest.raises(UsageError, match="negative"):
        Settings(corpus="casia_fasd", size="tiny", seed=-1, difficulty=Difficulty())
