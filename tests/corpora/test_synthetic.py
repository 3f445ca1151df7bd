import json
from pathlib import Path
from typing import Any

import pytest

from msfans.corpora.casia_fasd import CasiaFasd
from msfans.corpora.replay_attack import ReplayAttack
from msfans.corpora.synthetic import read_card
from msfans.errors import ProtocolError, UsageError
from msfans.records import Split


def write_card(root: Path, **changes: Any) -> Path:
    card = {
        "format": 1,
        "generator": "msfans.synth",
        "corpus": "casia_fasd",
        "size": "tiny",
        "seed": 3,
        "subjects": {"train": [1, 2], "test": [1]},
    }
    path = root / "corpus.json"
    path.write_text(json.dumps(card | changes))
    return path


def test_a_rendered_casia_is_complete_by_its_own_card(small_casia: Path) -> None:
    write_card(small_casia)
    corpus = CasiaFasd(small_casia)
    assert corpus.embedded
    assert (len(corpus.clips()), corpus.missing()) == (36, ())
    assert {clip.subject for clip in corpus.protocol().split(Split.DEVEL)} == {"train_2"}


def test_what_the_card_promises_and_the_disk_lacks_is_missing(small_casia: Path) -> None:
    write_card(small_casia, subjects={"train": [1, 2, 3], "test": [1]})
    (small_casia / "test_release/1/1.avi").unlink()
    assert len(CasiaFasd(small_casia).missing()) == 13


def test_too_few_subjects_for_a_devel_fold_are_refused(small_casia: Path) -> None:
    write_card(small_casia, subjects={"train": [1], "test": [1]})
    with pytest.raises(ProtocolError, match="devel=none"):
        CasiaFasd(small_casia).protocol()
    assert len(CasiaFasd(small_casia, devel="none").protocol().clips) == 24


def test_a_rendered_replay_attack(small_replay: Path) -> None:
    subjects = {"train": [1], "devel": [3], "test": [109, 110]}
    write_card(small_replay, corpus="replay_attack", subjects=subjects)
    corpus = ReplayAttack(small_replay)
    assert corpus.embedded
    assert len(corpus.clips()) == 72
    assert {clip.subject for clip in corpus.missing()} == {"client110"}


def test_a_card_with_one_client_in_two_splits_is_refused(small_replay: Path) -> None:
    write_card(small_replay, corpus="replay_attack", subjects={"train": [1], "test": [1]})
    with pytest.raises(ProtocolError, match="more than one split: client001"):
        ReplayAttack(small_replay).protocol()


def test_recordings_have_no_card(tmp_path: Path) -> None:
    assert read_card(tmp_path, corpus="casia_fasd") is None
    write_card(tmp_path, generator="somebody else")
    assert read_card(tmp_path, corpus="casia_fasd") is None


def test_the_other_corpus_s_card_is_refused(small_casia: Path) -> None:
    write_card(small_casia, corpus="replay_attack")
    with pytest.raises(UsageError, match="is a rendered replay_attack"):
        CasiaFasd(small_casia)


@pytest.mark.parametrize(
    "changes", [{"format": 2}, {"subjects": 5}, {"subjects": {"train": ["x"]}}, {"seed": None}]
)
def test_a_damaged_card_is_named(tmp_path: Path, changes: dict[str, Any]) -> None:
    write_card(tmp_path, **changes)
    with pytest.raises(ProtocolError, match=r"corpus\.json"):
        read_card(tmp_path, corpus="casia_fasd")


@pytest.mark.parametrize("text", ["", "[]", "{", "\x00"])
def test_a_card_that_is_no_object_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "corpus.json").write_text(text)
    with pytest.raises(ProtocolError, match="Render the corpus again"):
        read_card(tmp_path, corpus="casia_fasd")
