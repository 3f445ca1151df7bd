"""`msfans evaluate` from a file on disk to a table, a JSON file and an exit code."""

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from msfans.apps import cli
from msfans.corpora import casia_fasd, replay_attack
from msfans.records import Clip, Split
from msfans.scores import COLUMNS, HEADER


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Calls the command as a user does."""

    def call(*words: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["msfans", *map(str, words)])
        monkeypatch.setenv("COLUMNS", "120")
        with pytest.raises(SystemExit) as left:
            cli.main()
        shown = capsys.readouterr()
        return Outcome(int(left.value.code or 0), shown.out, shown.err)

    return call


@pytest.fixture
def scores(tmp_path: Path) -> Path:
    """4 devel and 6 test subjects, 3 clips each, 5 frames a clip."""
    rng = np.random.default_rng(2)
    kinds = (("bona_fide", ""), ("attack", "cut_photo"), ("attack", "video_replay"))
    return table(
        tmp_path / "scores.csv",
        [
            (f"{split}/{s}/{kind}.avi", f, f"{split}_{s}", split, *kinds[kind], score)
            for split, n_subjects in (("devel", 4), ("test", 6))
            for s in range(n_subjects)
            for kind in range(3)
            for f, score in enumerate(rng.normal(1.5 * (kind == 0), size=5))
        ],
    )


def table(path: Path, rows: Iterable[tuple], header: Iterable[str] = COLUMNS) -> Path:
    with path.open("w", newline="") as handle:
        csv.writer(handle).writerows([tuple(header), *rows])
    return path


def test_json_holds_both_levels(run: Run, scores: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "report.json"
    done = run("evaluate", "--test", scores, "--devel", scores, "--json", out, "--draws", 50)
    assert done.code == 0
    document = json.loads(out.read_text())
    frame, video = document["frame"], document["video"]
    assert (frame["n_bona_fide"], frame["n_attack"]) == (30, 60)
    assert (video["n_bona_fide"], video["n_attack"]) == (6, 12)
    for level in (frame, video):
        assert {"eer", "eer_threshold", "threshold_devel", "hter", "bpcer"} <= set(level)
        assert set(level["apcer"]) == {"cut_photo", "video_replay"}
        low, high = level["intervals"]["hter"]
        assert low <= level["hter"] <= high
    assert "threshold from devel" in done.out
    assert "threshold on test" in done.out
    assert "30 / 30" in done.out


def test_without_devel_only_figures_on_test(run: Run, scores: Path, tmp_path: Path) -> None:
    done = run("evaluate", "--test", scores, "--json", tmp_path / "r.json", "--draws", 0)
    assert done.code == 0
    document = json.loads((tmp_path / "r.json").read_text())
    assert "hter" not in document["video"]
    assert "intervals" not in document["video"]
    assert document["bootstrap"] is None
    assert "threshold from devel" not in done.out


def test_whole_videos_have_no_frame_level(run: Run, tmp_path: Path) -> None:
    rows = [
        (f"{i}.avi", "", f"s{i % 3}", "test", *kind, i / 10)
        for i, kind in enumerate([("attack", "[red]x")] * 4 + [("bona_fide", "")] * 4)
    ]
    path = table(tmp_path / "videos.csv", rows)
    done = run("evaluate", "--test", path, "--json", tmp_path / "r.json")
    assert json.loads((tmp_path / "r.json").read_text())["frame"] is None
    assert "[red]x" in done.out
    assert "3/4 = 75.0% (rule of three" in done.err


def test_an_inverted_file_is_warned_of_and_higher_is_attack_turns_it(
    run: Run, scores: Path, tmp_path: Path
) -> None:
    with scores.open(newline="") as handle:
        rows = list(csv.reader(handle))[1:]
    turned = table(tmp_path / "t.csv", [(*row[:-1], -float(row[-1])) for row in rows])
    done = run("evaluate", "--test", turned, "--draws", 0)
    assert done.code == 0
    assert "polarity may be inverted" in done.err
    for path, options in ((scores, []), (turned, ["--higher-is", "attack"])):
        run("evaluate", "--test", path, "--json", tmp_path / f"{path.stem}.json", *options)
    first, second = (json.loads((tmp_path / f"{n}.json").read_text()) for n in ("scores", "t"))
    assert first["video"] == second["video"]
    assert first["frame"] == second["frame"]
    assert "sign turned" in second["cautions"][0]


def test_window_tells_errors_over_time_and_decisions(
    run: Run, scores: Path, tmp_path: Path
) -> None:
    words = ("evaluate", "--test", scores, "--window", 3, "--pooling", "max", "--draws", 0)
    done = run(*words, "--json", tmp_path / "r.json")
    document = json.loads((tmp_path / "r.json").read_text())
    assert [line["n_frames"] for line in document["over_time"]] == [1] * 4 + [2] * 4 + [3] * 4
    assert len(document["oracle_decisions"]) == 18
    assert "decisions" not in document
    assert "video EER in percent after the first frames" in done.out
    run(*words, "--devel", scores, "--json", tmp_path / "r.json")
    document = json.loads((tmp_path / "r.json").read_text())
    assert set(document["decisions"].values()) <= {"accepted", "rejected"}
    by_max = [line for line in document["over_time"] if line["pooling"] == "max"]
    assert by_max[-1]["hter"] == document["video"]["hter"]


def test_other_peoples_columns(run: Run, scores: Path, tmp_path: Path) -> None:
    with scores.open(newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["split"] == "test"]
    theirs = table(
        tmp_path / "theirs.csv",
        [(r["score"], "x", r["clip"], r["frame"], int(r["label"] == "bona_fide")) for r in rows],
        header=("prob", "note", "video", "frame", "live"),
    )
    words = ("--columns", "clip=video, score=prob, label=live", "--bona-fide-value", "1")
    done = run("evaluate", "--test", theirs, *words, "--json", tmp_path / "r.json")
    assert done.code == 0, done.err
    document = json.loads((tmp_path / "r.json").read_text())
    run("evaluate", "--test", scores, "--json", tmp_path / "own.json")
    own = json.loads((tmp_path / "own.json").read_text())
    assert document["video"]["eer"] == own["video"]["eer"]
    assert document["frame"]["eer_threshold"] == own["frame"]["eer_threshold"]
    assert document["video"]["n_by_species"] == {"unspecified": 12}
    assert "each clip counts as a subject of its own" in done.err


@pytest.mark.parametrize(
    ("words", "fact"),
    [
        (["--columns", "clips=video"], "there is no column 'clips'"),
        (["--columns", "clip"], "is not a list of ours=theirs"),
        (["--columns", "clip=a,subject=a"], "is not a list of ours=theirs"),
        (["--corpus", "casia"], "casia_fasd"),
        (["--corpus", "casia_fasd", "--protocol", "overal"], "Did you mean overall?"),
        (["--corpus", "replay_attack", "--protocol", "print-hnd"], "Did you mean hand?"),
        (["--protocol", "overall"], "there is no --corpus"),
        (["--pooling", "mode"], "mode"),
        (["--draws", "-1"], "--draws"),
        (["--window", "0"], "--window"),
        (["--json", "/dev/null/r.json"], "can not be written"),
    ],
)
def test_words_that_mean_nothing_end_with_2(
    run: Run, scores: Path, words: list[str], fact: str
) -> None:
    done = run("evaluate", "--test", scores, *words)
    assert done.code == 2
    assert fact in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("", "the file is empty"),
        (f"{HEADER}\n", "a header and no rows"),
        (f"{HEADER}\na,0,s,test,attack,cut,nan\n", "line 2: score is 'nan'"),
        (f"{HEADER}\na,0,s,test,attack,cut,1\n", "no bona_fide presentation of split test"),
        (f"{HEADER}\na,0,s,train,attack,cut,1\n", "no row has split test, only train"),
    ],
)
def test_bad_files_end_with_3(run: Run, tmp_path: Path, text: str, fact: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text)
    done = run("evaluate", "--test", path)
    assert done.code == 3
    assert done.err.startswith(f"error: {path}: ")
    assert fact in done.err


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
    run: Run, casia_rows: list[tuple], tmp_path: Path
) -> None:
    rows = [row for row in casia_rows if row[0] != "test_release/3/HR_1.avi"]
    path = table(tmp_path / "s.csv", rows)
    words = ("evaluate", "--test", path, "--devel", path, "--corpus", "casia_fasd", "--draws", 0)
    done = run(*words, "--protocol", "cut", "--json", tmp_path / "r.json")
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
        ("cut_photo", "paper_cut", "'test_release/1/5.avi' is attack paper_cut, not attack cut_ph"),
    ],
)
def test_what_the_official_list_denies_is_refused(
    run: Run, casia_rows: list[tuple], tmp_path: Path, old: str, new: str, fact: str
) -> None:
    path = table(tmp_path / "s.csv", casia_rows)
    path.write_text(path.read_text().replace(old, new))
    done = run("evaluate", "--test", path, "--corpus", "casia_fasd")
    assert done.code == 3
    assert fact in done.err


def test_replay_attack_with_filters_and_absent_clients(run: Run, tmp_path: Path) -> None:
    clients = {Split.TRAIN: (), Split.DEVEL: (3,), Split.TEST: tuple(range(9, 28))}
    clips = replay_attack.official(clients)
    rows = official_rows(clips, {split: split for split in Split})
    path = table(tmp_path / "s.csv", rows)
    words = ("--corpus", "replay_attack", "--protocol", "print-hand-adverse", "--draws", 0)
    done = run("evaluate", "--test", path, *words, "--json", tmp_path / "r.json")
    assert done.code == 0, done.err
    video = json.loads((tmp_path / "r.json").read_text())["video"]
    assert (video["n_bona_fide"], video["n_bona_fide_expected"]) == (38, 40)
    assert (video["n_attack"], video["n_attack_expected"]) == (19, 20)
    assert "3 of 60 test videos are missing" in done.err


def test_help_and_judging_load_no_torch() -> None:
    """And help loads no pandas, so that it starts at once."""
    code = (
        "import sys; from msfans.apps import cli, evaluate, compare\n"
        "assert not {'torch', 'pandas', 'numpy', 'cv2'} & set(sys.modules), 'help is slow'\n"
        "import msfans.apps.official, msfans.apps.contest, msfans.apps.adoption\n"
        "assert not {'torch', 'scipy', 'sklearn', 'hydra'} & set(sys.modules), 'judging is heavy'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
