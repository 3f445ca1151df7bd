"""`msfans compare` on files on disk."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from msfans.apps import cli
from msfans.score_csv import COLUMNS
from msfans.scores import write_scores

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Calls the command as a user does: exit code, stdout, stderr."""

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["msfans", "compare", *map(str, words)])
        monkeypatch.setenv("COLUMNS", "120")
        with pytest.raises(SystemExit) as left:
            cli.main()
        shown = capsys.readouterr()
        return int(left.value.code or 0), shown.out, shown.err

    return call


def system(seed: int, *, separation: float, by_frame: bool = True) -> pd.DataFrame:
    """Scores of a system: 3 devel and 20 test subjects, two clips each."""
    rng = np.random.default_rng(seed)
    truths = {"bona_fide": ("bona_fide", "", separation), "attack": ("attack", "cut", 0.0)}
    rows = [
        (
            f"{split}/{s}/{name}.avi",
            f if by_frame else None,
            f"{split}_{s}",
            split,
            label,
            species,
            rng.normal(mean),
        )
        for split, n_subjects in (("devel", 3), ("test", 20))
        for s in range(n_subjects)
        for name, (label, species, mean) in truths.items()
        for f in range(4 if by_frame else 1)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


@pytest.fixture
def paths(tmp_path: Path) -> tuple[Path, Path]:
    places = tmp_path / "good.csv", tmp_path / "poor.csv"
    for place, separation in zip(places, (6.0, 0.0), strict=True):
        write_scores(place, system(1, separation=separation))
    return places


def test_a_better_system_is_told_from_a_worse_one(
    run: Run, paths: tuple[Path, Path], tmp_path: Path
) -> None:
    code, out, _ = run(*paths, "--json", tmp_path / "c.json", "--draws", 200)
    assert code == 0
    document = json.loads((tmp_path / "c.json").read_text())
    eer = document["video"]["eer"]
    assert (eer["a"], document["frame"]["eer"]["a"]) == (0.0, 0.0)
    assert eer["interval"][0] > 0
    assert eer["difference"] == eer["b"] - eer["a"]
    test = document["mcnemar"]
    assert (test["n_videos"], test["n_unpaired"], test["only_a_wrong"]) == (40, 0, 0)
    assert test["p_value"] == pytest.approx(2 * 0.5 ** test["only_b_wrong"])
    assert "threshold from devel" in out
    assert "only A wrong on 0" in out


def test_without_devel_thresholds_are_labelled(
    run: Run, paths: tuple[Path, Path], tmp_path: Path
) -> None:
    rows = system(2, separation=1.0)
    only_test = tmp_path / "test.csv"
    write_scores(only_test, rows[rows["split"] == "test"])
    code, out, _ = run(paths[0], only_test, "--json", tmp_path / "c.json", "--draws", 20)
    assert code == 0
    document = json.loads((tmp_path / "c.json").read_text())
    assert "mcnemar" not in document
    assert "oracle_mcnemar" in document
    assert "threshold from devel" not in out
    devel = ("--devel-b", paths[1], "--json", tmp_path / "c.json", "--draws", 20)
    assert run(paths[0], only_test, *devel)[0] == 0
    assert "mcnemar" in json.loads((tmp_path / "c.json").read_text())


def test_whole_videos_compare_at_video_level(
    run: Run, paths: tuple[Path, Path], tmp_path: Path
) -> None:
    whole = tmp_path / "whole.csv"
    write_scores(whole, system(3, separation=2.0, by_frame=False))
    code, _, _ = run(paths[0], whole, "--json", tmp_path / "c.json", "--draws", 20)
    assert code == 0
    assert json.loads((tmp_path / "c.json").read_text())["frame"] is None


def test_equal_systems_are_told_to_be_unresolved(run: Run, paths: tuple[Path, Path]) -> None:
    code, _, err = run(paths[0], paths[0], "--draws", 20)
    assert code == 0
    assert "at least 6 are needed" in err
    assert "3/20 = 15.0% (rule of three, 95 %)" in err


def test_other_videos_are_refused(run: Run, paths: tuple[Path, Path], tmp_path: Path) -> None:
    fewer = tmp_path / "fewer.csv"
    rows = system(1, separation=1.0)
    write_scores(fewer, rows[rows["clip"] != "test/7/attack.avi"])
    code, _, err = run(paths[0], fewer)
    assert code == 3
    assert f"{fewer}: 1 test clips of {paths[0]} are missing, 'test/7/attack.avi' first" in err


def test_each_system_is_warned_of_by_name(
    run: Run, paths: tuple[Path, Path], tmp_path: Path
) -> None:
    rows = system(1, separation=-6.0)
    rows.loc[rows["clip"] == "test/3/attack.avi", "score"] = np.nan
    odd = tmp_path / "odd.csv"
    write_scores(odd, rows)
    code, out, err = run(paths[0], odd, "--json", tmp_path / "c.json", "--draws", 20)
    assert code == 0
    assert f"warning: {odd}: the video EER of test is 100.0%" in err
    assert f"warning: {odd}: 1 of 20 attack videos have no score" in err
    assert f"warning: {paths[0]}:" not in err
    assert "19 / 20" in out
    video = json.loads((tmp_path / "c.json").read_text())["video"]
    assert video["n_attack"] == {"a": 20, "b": 19}
    assert video["n_attack_expected"] == {"a": 20, "b": 20}


def test_a_system_without_devel_moves_both_thresholds_to_test(
    run: Run, paths: tuple[Path, Path], tmp_path: Path
) -> None:
    rows = system(2, separation=1.0)
    only_test = tmp_path / "test.csv"
    write_scores(only_test, rows[rows["split"] == "test"])
    _, out, err = run(paths[0], only_test, "--draws", 20)
    assert "not both systems have devel scores" in err
    assert "threshold on test" in out
