"""Files with other columns, words and polarity, by the command that reads them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from msfans.score_csv import COLUMNS

Msfans = Callable[..., Any]
Table = Callable[..., Path]


def test_other_peoples_columns(msfans: Msfans, score_table: Table, tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    kinds = (("bona_fide", ""), ("attack", "unspecified"), ("attack", "unspecified"))
    rows = [
        dict(zip(COLUMNS, (f"{s}/{k}.avi", f, s, "test", *kinds[k], score), strict=True))
        for s in range(6)
        for k in range(3)
        for f, score in enumerate(rng.normal(1.5 * (k == 0), size=5))
    ]
    scores = score_table(tmp_path / "own.csv", [tuple(row.values()) for row in rows])
    theirs = score_table(
        tmp_path / "theirs.csv",
        [(r["score"], "x", r["clip"], r["frame"], int(r["label"] == "bona_fide")) for r in rows],
        header=("prob", "note", "video", "frame", "live"),
    )
    words = ("--columns", "clip=video, score=prob, label=live", "--bona-fide-value", "1")
    done = msfans("evaluate", "--test", theirs, *words, "--json", tmp_path / "r.json")
    assert done.code == 0, done.err
    document = json.loads((tmp_path / "r.json").read_text())
    msfans("evaluate", "--test", scores, "--json", tmp_path / "own.json")
    own = json.loads((tmp_path / "own.json").read_text())
    assert document["video"]["eer"] == own["video"]["eer"]
    assert document["frame"]["eer_threshold"] == own["frame"]["eer_threshold"]
    assert document["video"]["n_by_species"] == {"unspecified": 12}
    assert "each clip counts as a subject of its own" in done.err


def test_a_file_without_splits_is_not_devel_and_test_at_once(
    msfans: Msfans, score_table: Table, tmp_path: Path
) -> None:
    rows = [("a.avi", "bona_fide", 0.9), ("b.avi", "attack", 0.1)]
    path = score_table(tmp_path / "theirs.csv", rows, header=("video", "label", "score"))
    words = ("--test", path, "--devel", path, "--columns", "clip=video")
    done = msfans("evaluate", *words)
    assert done.code == 3
    assert "2 scores are in devel and in test, of clip 'a.avi' first" in done.err
