"""`msfans evaluate` from a file on disk to a table, a JSON file and an exit code."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from msfans.score_csv import HEADER

Msfans = Callable[..., Any]
Table = Callable[..., Path]


@pytest.fixture
def scores(score_table: Table, tmp_path: Path) -> Path:
    """4 devel and 6 test subjects, 3 clips each, 5 frames a clip."""
    rng = np.random.default_rng(2)
    kinds = (("bona_fide", ""), ("attack", "cut_photo"), ("attack", "video_replay"))
    return score_table(
        tmp_path / "scores.csv",
        [
            (f"{split}/{s}/{kind}.avi", f, f"{split}_{s}", split, *kinds[kind], score)
            for split, n_subjects in (("devel", 4), ("test", 6))
            for s in range(n_subjects)
            for kind in range(3)
            for f, score in enumerate(rng.normal(1.5 * (kind == 0), size=5))
        ],
    )


def test_json_holds_both_levels(msfans: Msfans, scores: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "report.json"
    done = msfans("evaluate", "--test", scores, "--devel", scores, "--json", out, "--draws", 50)
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


def test_without_devel_only_figures_on_test(msfans: Msfans, scores: Path, tmp_path: Path) -> None:
    done = msfans("evaluate", "--test", scores, "--json", tmp_path / "r.json", "--draws", 0)
    assert done.code == 0
    document = json.loads((tmp_path / "r.json").read_text())
    assert "hter" not in document["video"]
    assert "intervals" not in document["video"]
    assert document["bootstrap"] is None
    assert "threshold from devel" not in done.out


def test_whole_videos_have_no_frame_level(
    msfans: Msfans, score_table: Table, tmp_path: Path
) -> None:
    rows = [
        (f"{i}.avi", "", f"s{i % 3}", "test", *kind, i / 10)
        for i, kind in enumerate([("attack", "[red]x")] * 4 + [("bona_fide", "")] * 4)
    ]
    path = score_table(tmp_path / "videos.csv", rows)
    done = msfans("evaluate", "--test", path, "--json", tmp_path / "r.json")
    assert json.loads((tmp_path / "r.json").read_text())["frame"] is None
    assert "[red]x" in done.out
    assert "3/4 = 75.0% (rule of three" in done.err


def test_an_inverted_file_is_warned_of_and_higher_is_attack_turns_it(
    msfans: Msfans, score_table: Table, scores: Path, tmp_path: Path
) -> None:
    with scores.open(newline="") as handle:
        rows = list(csv.reader(handle))[1:]
    turned = score_table(tmp_path / "t.csv", [(*row[:-1], -float(row[-1])) for row in rows])
    done = msfans("evaluate", "--test", turned, "--draws", 0)
    assert done.code == 0
    assert "polarity may be inverted" in done.err
    for path, options in ((scores, []), (turned, ["--higher-is", "attack"])):
        msfans("evaluate", "--test", path, "--json", tmp_path / f"{path.stem}.json", *options)
    first, second = (json.loads((tmp_path / f"{n}.json").read_text()) for n in ("scores", "t"))
    assert first["video"] == second["video"]
    assert first["frame"] == second["frame"]
    assert "sign turned" in second["cautions"][0]


def test_window_tells_errors_over_time_and_decisions(
    msfans: Msfans, scores: Path, tmp_path: Path
) -> None:
    words = ("evaluate", "--test", scores, "--window", 3, "--pooling", "max", "--draws", 0)
    done = msfans(*words, "--json", tmp_path / "r.json")
    document = json.loads((tmp_path / "r.json").read_text())
    assert [line["n_frames"] for line in document["over_time"]] == [1] * 4 + [2] * 4 + [3] * 4
    assert len(document["oracle_decisions"]) == 18
    assert "decisions" not in document
    assert "video EER in percent after the first frames" in done.out
    msfans(*words, "--devel", scores, "--json", tmp_path / "r.json")
    document = json.loads((tmp_path / "r.json").read_text())
    assert set(document["decisions"].values()) <= {"accepted", "rejected"}
    by_max = [line for line in document["over_time"] if line["pooling"] == "max"]
    assert by_max[-1]["hter"] == document["video"]["hter"]


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
        (["--json", "/dev/null"], "this is a pipe or a device"),
        (["--json", "-"], "this is no name for a file"),
        (["--devel-protocol", "print"], "there is no --devel-corpus"),
        (["--corpus", "replay_attack", "--protocol", "print-hand-fixed"], "can not both be chosen"),
        (["--columns", "clip=subject"], "column 'subject' would be clip and subject"),
    ],
)
def test_words_that_mean_nothing_end_with_2(
    msfans: Msfans, scores: Path, words: list[str], fact: str
) -> None:
    done = msfans("evaluate", "--test", scores, *words)
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
def test_bad_files_end_with_3(msfans: Msfans, tmp_path: Path, text: str, fact: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text)
    done = msfans("evaluate", "--test", path)
    assert done.code == 3
    assert done.err.startswith(f"error: {path}: ")
    assert fact in done.err


def test_a_window_longer_than_any_video_ends_with_the_longest(
    msfans: Msfans, scores: Path, tmp_path: Path
) -> None:
    done = msfans("evaluate", "--test", scores, "--window", 10**9, "--json", tmp_path / "r.json")
    assert done.code == 0
    lines = json.loads((tmp_path / "r.json").read_text())["over_time"]
    assert [line["n_frames"] for line in lines[::4]] == [1, 2, 4, 5]


def test_figures_go_to_stdout_and_warnings_to_stderr(msfans: Msfans, scores: Path) -> None:
    done = msfans("evaluate", "--test", scores, "--draws", 0)
    assert "EER" in done.out
    assert "warning" not in done.out
    assert all(line.startswith("warning: ") for line in done.err.splitlines())


def test_scores_are_not_replaced_by_their_report(
    msfans: Msfans, scores: Path, tmp_path: Path
) -> None:
    before = scores.read_bytes()
    link = tmp_path / "link.csv"
    link.symlink_to(scores)
    for words in (("--test", scores, "--json", link), ("--test", link, "--json", scores)):
        done = msfans("evaluate", *words)
        assert done.code == 2
        assert "it would replace what it is made from" in done.err
    assert scores.read_bytes() == before


def test_a_report_goes_where_a_link_leads(msfans: Msfans, scores: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to("real.json")
    assert msfans("evaluate", "--test", scores, "--json", link, "--draws", 0).code == 0
    assert link.is_symlink()
    assert json.loads((tmp_path / "real.json").read_text())["video"]


def test_a_folder_that_may_not_be_written_to_is_told_before_the_work(
    msfans: Msfans, scores: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _, mode, **__: mode != os.W_OK)  # as for a user
    done = msfans("evaluate", "--test", scores, "--json", tmp_path / "deep" / "r.json")
    assert done.code == 2
    assert f"{tmp_path} can not be written to" in done.err
    assert done.out == ""


def test_help_and_judging_load_no_torch() -> None:
    """And help loads no pandas, so that it starts at once."""
    code = (
        "import sys; from msfans.apps import cli, evaluate, compare\n"
        "assert not {'torch', 'pandas', 'numpy', 'cv2'} & set(sys.modules), 'help is slow'\n"
        "from msfans.apps import adoption, contest, official, out_file\n"
        "assert not {'torch', 'scipy', 'sklearn', 'hydra'} & set(sys.modules), 'judging is heavy'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
