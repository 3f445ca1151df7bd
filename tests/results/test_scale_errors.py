"""Errors of runs beside each other, as their metrics.json has them."""

import json
from collections.abc import Callable
from pathlib import Path

from msfans.results.finished_run import comparable_runs, open_run
from msfans.results.scale_errors import scale_errors


def test_singles_by_scale_then_the_others(made_run: Callable[..., Path]) -> None:
    folder = made_run("1.0-1.2", "lstm")
    made_run("1.2", "single")
    made_run("0.9", "single")
    path = folder / "metrics.json"
    metrics = json.loads(path.read_text())
    metrics["video"] |= {"hter": 0.125, "intervals": {"hter": [0.1, 0.2]}}
    path.write_text(json.dumps(metrics))
    found = scale_errors(comparable_runs(open_run(folder)))
    assert [(each.scales, each.single) for each in found if each.level == "video"] == [
        ("0.9", 0.9),
        ("1.2", 1.2),
        ("1.0-1.2", None),
    ]
    last = next(each for each in found if each.level == "video" and each.single is None)
    assert (last.figure, last.error, last.interval) == ("hter", 0.125, (0.1, 0.2))
    assert last.to_json()["fusion"] == "lstm"


def test_without_devel_it_is_the_eer(made_run: Callable[..., Path]) -> None:
    folder = made_run("1.0", "single")
    path = folder / "metrics.json"
    path.write_text(json.dumps({"frame": None, "video": {"eer": 0.25}}))
    (found,) = scale_errors([open_run(folder)])
    assert (found.figure, found.error, found.interval) == ("eer", 0.25, None)
