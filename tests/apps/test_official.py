"""Score files held against official lists, by the command that does it."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from msfans.corpora import casia_fasd, replay_attack
from msfans.records import Clip, Split

Msfans = Callable[..., Any]
Table = Callable[..., Path]


def official_rows(clips: Iterable[Clip], role: dict[Split, Split]) -> list[tuple]:
    rng = np.random.default_rng(0)

    def score_of(clip: Clip) -> float:
        return rng.normal(2.0 if clip.label == "bona_fide" else 0.0)

    return [
        (c.path, "", c.subject, role[c.split], c.label, c.pai_species, score_of(c))
        for c in clips
        if c.split in role
    ]


@pytest.fixture
def casia_rows() -> list[tuple]:
    """Whole-video scores of CASIA-FASD's test set, and of four train subjects as devel."""
    clips = [
        clip
        for split, folder in casia_fasd.FOLDERS.items()
        for subject in casia_fasd.OFFICIAL_SUBJECTS[split]
        for clip in casia_fasd.official_clips(split, folder, subject, "low")
        if split is Split.TEST or subject > 16
    ]
    return official_rows(clips, {Split.TRAIN: Split.DEVEL, Split.TEST: Split.TEST})


def test_the_official_list_gives_n_expected(
    msfans: Msfans, casia_rows: list[tuple], score_table: Table, tmp_path: Path
) -> None:
    rows = [row for row in casia_rows if row[0] != "test_release/3/HR_1.avi"]
    path = score_table(tmp_path / "s.csv", rows)
    words = ("evaluate", "--test", path, "--devel", path, "--corpus", "casia_fasd", "--draws", 0)
    done = msfans(*words, "--protocol", "cut", "--json", tmp_path / "r.json")
    assert done.code == 0, done.err
    video = json.loads((tmp_path / "r.json").read_text())["video"]
    assert (video["n_bona_fide"], video["n_bona_fide_expected"]) == (89, 90)
    assert video["n_expected_by_species"] == {"cut_photo": 90}
    assert video["n_subjects"] == 30
    assert "1 of 180 test videos are missing" in done.err
    assert "test_release/3/HR_1.avi" in done.err
    assert "180 test clips of other protocols" in done.err


@pytest.mark.parametrize(
    ("old", "new", "fact"),
    [
        (",devel,", ",test,", "48 clips in split test are officially train: train_release/17/1"),
        ("test_release/1/1.avi", "test_release/31/1.avi", "1 clips are not of casia_fasd/overall"),
        (
            "test_release/1/2.avi",
            "TEST_RELEASE/01/1.avi",
            "are the same video, test_release/1/1.avi",
        ),
        ("cut_photo", "paper_cut", "'test_release/1/5.avi' is attack paper_cut, not attack cut_ph"),
    ],
)
def test_what_the_official_list_denies_is_refused(
    msfans: Msfans,
    casia_rows: list[tuple],
    score_table: Table,
    tmp_path: Path,
    old: str,
    new: str,
    fact: str,
) -> None:
    path = score_table(tmp_path / "s.csv", casia_rows)
    path.write_text(path.read_text().replace(old, new))
    done = msfans("evaluate", "--test", path, "--corpus", "casia_fasd")
    assert done.code == 3
    assert fact in done.err


def test_replay_attack_with_filters_and_absent_clients(
    msfans: Msfans, score_table: Table, tmp_path: Path
) -> None:
    clients = {Split.TRAIN: (), Split.DEVEL: (3,), Split.TEST: tuple(range(9, 28))}
    clips = replay_attack.official(clients)
    rows = official_rows(clips, {split: split for split in Split})
    path = score_table(tmp_path / "s.csv", rows)
    words = ("--corpus", "replay_attack", "--protocol", "print-hand-adverse", "--draws", 0)
    done = msfans("evaluate", "--test", path, *words, "--json", tmp_path / "r.json")
    assert done.code == 0, done.err
    video = json.loads((tmp_path / "r.json").read_text())["video"]
    assert (video["n_bona_fide"], video["n_bona_fide_expected"]) == (38, 40)
    assert (video["n_attack"], video["n_attack_expected"]) == (19, 20)
    assert "3 of 60 test videos are missing" in done.err


def replay_rows(n_test: int, *, absent_devel: int = 0) -> list[tuple]:
    devel = tuple(range(1 + absent_devel, 16))
    clients = {Split.TRAIN: (), Split.DEVEL: devel, Split.TEST: tuple(range(100, 100 + n_test))}
    return official_rows(replay_attack.official(clients), {split: split for split in Split})


def test_more_clients_than_the_corpus_has_are_refused(
    msfans: Msfans, score_table: Table, tmp_path: Path
) -> None:
    path = score_table(tmp_path / "s.csv", replay_rows(21))
    done = msfans("evaluate", "--test", path, "--corpus", "replay_attack")
    assert done.code == 3
    assert "21 subjects in split test, and replay_attack/grandtest has 20" in done.err


def test_missing_devel_videos_are_named(msfans: Msfans, score_table: Table, tmp_path: Path) -> None:
    path = score_table(tmp_path / "s.csv", replay_rows(20, absent_devel=1))
    words = ("--devel", path, "--corpus", "replay_attack", "--draws", 0)
    done = msfans("evaluate", "--test", path, *words)
    assert done.code == 0, done.err
    assert "24 of 360 devel videos are missing" in done.err


def test_the_list_tells_subjects_and_species(
    msfans: Msfans, casia_rows: list[tuple], score_table: Table, tmp_path: Path
) -> None:
    rows = [(row[0], row[4], row[6]) for row in casia_rows if row[3] == "test"]
    path = score_table(tmp_path / "s.csv", rows, header=("video", "label", "score"))
    words = ("--columns", "clip=video", "--corpus", "casia_fasd", "--draws", 20)
    done = msfans("evaluate", "--test", path, *words, "--json", tmp_path / "r.json")
    assert done.code == 0, done.err
    video = json.loads((tmp_path / "r.json").read_text())["video"]
    assert video["n_subjects"] == 30
    assert video["n_by_species"] == {"warped_photo": 90, "cut_photo": 90, "video_replay": 90}
    assert "subject of its own" not in done.err


def test_subjects_of_two_splits_with_one_number_are_two(
    msfans: Msfans, casia_rows: list[tuple], score_table: Table, tmp_path: Path
) -> None:
    rows = [(*row[:2], row[2].split("_")[1], *row[3:]) for row in casia_rows]
    path = score_table(tmp_path / "s.csv", rows)
    words = ("evaluate", "--test", path, "--devel", path, "--draws", 0)
    assert "4 subjects are in devel and in test" in msfans(*words).err
    assert "in devel and in test" not in msfans(*words, "--corpus", "casia_fasd").err


def test_thresholds_of_another_corpus_are_labelled(
    msfans: Msfans, casia_rows: list[tuple], score_table: Table, tmp_path: Path
) -> None:
    casia = score_table(tmp_path / "casia.csv", casia_rows)
    replay = score_table(tmp_path / "replay.csv", replay_rows(20))
    words = ("evaluate", "--test", casia, "--devel", replay, "--draws", 0)
    lists = ("--corpus", "casia_fasd", "--devel-corpus", "replay_attack")
    for more in ((), (*lists, "--devel-protocol", "print")):
        done = msfans(*words, *more, "--json", tmp_path / "r.json")
        assert done.code == 0, done.err
        assert "threshold from devel of replay_attack" in done.out
        assert "cross-corpus: thresholds from devel of replay_attack" in done.err
        document = json.loads((tmp_path / "r.json").read_text())
        assert document["cross_corpus"]
        assert (document["test_corpus"], document["devel_corpus"]) == (
            "casia_fasd",
            "replay_attack",
        )
    assert "240 devel clips of other protocols than replay_attack/print" in done.err
    done = msfans(*words, "--corpus", "casia_fasd")
    assert done.code == 3
    assert f"{replay}: 360 clips are not of casia_fasd/overall" in done.err
    assert "--devel-corpus names the list" in done.err
