"""A cell with a second corpus, from the command line to its files; what can have no target."""

import json
from pathlib import Path

import pandas as pd
import pytest
from omegaconf import OmegaConf

from msfans.apps.material import refuse_target
from msfans.apps.target import judge_target
from msfans.errors import UsageError
from msfans.protocols import Protocol
from msfans.records import Clip, Label, Split
from msfans.score_csv import COLUMNS
from msfans.scores import read_scores, write_scores
from msfans.synth.corpus import render_corpus

SHORT = ("preset=demo", "trainer.max_steps=2", "loader.batch_size=4", "threads=1")


@pytest.fixture(scope="module")
def tiny_replay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Root of a tiny REPLAY-ATTACK."""
    out = tmp_path_factory.mktemp("corpus") / "tiny_replay"
    return render_corpus(corpus="replay_attack", size="tiny", seed=0, out=out, progress=False)


def test_both_directions_of_the_experiment(train, tiny_casia, tiny_replay, tmp_path):
    roots = (f"data.casia_root={tiny_casia}", f"data.replay_root={tiny_replay}")
    answer = train("-m", "experiment=cross_corpus", *SHORT, f"runs={tmp_path}", *roots)
    assert answer.returncode == 0, answer.stderr
    sweep = tmp_path / "cross_corpus-demo"
    table = pd.read_csv(sweep / "cross_corpus.csv")
    assert set(table["source_corpus"] + ">" + table["target_corpus"]) == {
        "casia_fasd>replay_attack",
        "replay_attack>casia_fasd",
    }
    assert "threshold from devel of the source" in (sweep / "cross_corpus.md").read_text()
    assert "threshold on test of the target" in answer.stdout
    (home,) = sweep.glob("casia_fasd_*")
    scores = read_scores(home / "target_scores.csv")
    assert set(scores["split"]) == {"test"}
    assert all(name.startswith("test/") for name in scores["clip"])
    report = json.loads((home / "target_metrics.json").read_text())
    own = json.loads((home / "metrics.json").read_text())
    assert report["video"]["threshold_devel"] == own["video"]["threshold_devel"]
    assert (report["test_corpus"], report["devel_corpus"]) == ("replay_attack", "casia_fasd")
    assert report["video"]["n_attack_expected"] == 20
    made_of = json.loads((home / "provenance.json").read_text())
    assert made_of["target"]["corpus"] == "replay_attack"


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        ({"target": {"name": "casia_fasd"}}, "casia_fasd is what the cell learns from"),
        ({"fusion": {"name": "best_single", "each": {}}}, "fusion=best_single has none"),
        ({"trainer": {"devices": 2}}, "several devices can not score one"),
    ],
)
def test_what_can_have_no_target(change, fact):
    settings = {
        "data": {"name": "casia_fasd"},
        "target": {"name": "replay_attack"},
        "fusion": {"name": "lstm"},
        "trainer": {"devices": 1},
    }
    refuse_target(OmegaConf.create(settings))
    refuse_target(OmegaConf.create(settings | {"target": None}))
    with pytest.raises(UsageError, match=fact):
        refuse_target(OmegaConf.create(settings | change))


def protocol(corpus: str, *splits: Split) -> Protocol:
    clips = (
        Clip(path=f"{split}.avi", subject=split, split=split, label=Label.BONA_FIDE)
        for split in splits
    )
    return Protocol(corpus=corpus, name="all", clips=tuple(clips))


def file_of(path: Path, split: Split, *, bona_fide: float, attack: float) -> Path:
    rows = [
        (f"{split}_{kind}.avi", None, f"{split}_s", split, label, species, score)
        for kind, label, species, score in (
            ("b", "bona_fide", "", bona_fide),
            ("a", "attack", "print", attack),
        )
    ]
    write_scores(path, pd.DataFrame(rows, columns=list(COLUMNS)))
    return path


def test_thresholds_are_those_of_the_source_alone(tmp_path):
    """Between 0.4 and 0.6 on the source; on the target all scores lie above that."""
    source = file_of(tmp_path / "s.csv", Split.DEVEL, bona_fide=0.6, attack=0.4)
    target = file_of(tmp_path / "t.csv", Split.TEST, bona_fide=0.9, attack=0.8)
    test_alone = protocol("replay_attack", Split.TEST)
    report = judge_target(
        target, source, source=protocol("casia_fasd", Split.DEVEL), target=test_alone
    )
    assert report["video"]["threshold_devel"] == pytest.approx(0.5)
    assert (report["video"]["far"], report["video"]["bpcer"]) == (1.0, 0.0)
    assert report["video"]["eer"] == 0.0
    assert report["cross_corpus"]
    bare = judge_target(target, source, source=protocol("casia_fasd"), target=test_alone)
    assert "hter" not in bare["video"]
    assert not bare["cross_corpus"]
