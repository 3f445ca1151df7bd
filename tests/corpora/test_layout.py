from pathlib import Path

import pytest

from msfans.corpora.casia_fasd import CasiaFasd
from msfans.corpora.layout import require_choice, require_layout
from msfans.corpora.replay_attack import ReplayAttack
from msfans.errors import UsageError


def refusal(root: Path) -> str:
    with pytest.raises(UsageError) as caught:
        CasiaFasd(root)
    return str(caught.value)


def test_one_of_the_folders_is_enough(tmp_path: Path) -> None:
    (tmp_path / "test_release").mkdir()
    require_layout(tmp_path, "CASIA-FASD", {"train_release": (), "test_release": ()})


def test_a_root_too_high_names_the_one_below(small_casia: Path) -> None:
    assert f"Give {small_casia}." in refusal(small_casia.parent)
    nested = small_casia.parent / "downloads" / "unpacked" / "CASIA-FASD"
    nested.parent.mkdir(parents=True)
    small_casia.rename(nested)
    assert f"Give {nested}." in refusal(nested.parent.parent)


def test_a_root_too_low_names_the_one_above(small_casia: Path) -> None:
    assert f"go one folder up, to {small_casia}." in refusal(small_casia / "train_release").replace(
        "Go", "go"
    )


@pytest.mark.parametrize("spelling", ["Train_Release", "train release", "train", "train-release"])
def test_a_misspelled_folder_names_the_right_name(small_casia: Path, spelling: str) -> None:
    (small_casia / "train_release").rename(small_casia / spelling)
    message = refusal(small_casia)
    assert f"holds `{spelling}` and no `train_release`" in message
    assert "Rename it to train_release" in message


def test_replay_attack_says_dev_should_be_devel(small_replay: Path) -> None:
    (small_replay / "devel").rename(small_replay / "dev")
    with pytest.raises(UsageError, match="Rename it to devel"):
        ReplayAttack(small_replay)


def test_a_root_that_is_nothing_says_what_it_should_hold(tmp_path: Path) -> None:
    message = refusal(tmp_path)
    assert "is not CASIA-FASD: it holds no train_release/ or test_release/" in message
    assert "does not exist" in refusal(tmp_path / "gone")
    (tmp_path / "file").touch()
    assert "is a file" in refusal(tmp_path / "file")


def test_the_other_corpus_is_not_mistaken(small_replay: Path) -> None:
    assert "is REPLAY-ATTACK, not CASIA-FASD" in refusal(small_replay)


def test_casia_is_not_mistaken_for_replay_attack(small_casia: Path) -> None:
    with pytest.raises(UsageError, match="is CASIA-FASD, not REPLAY-ATTACK"):
        ReplayAttack(small_casia)


def test_choices() -> None:
    require_choice("light", "adverse", ("controlled", "adverse"))
    with pytest.raises(UsageError, match=r"light=advers: .* Did you mean adverse\?"):
        require_choice("light", "advers", ("controlled", "adverse"))
    with pytest.raises(UsageError, match="Take one of controlled, adverse"):
        require_choice("light", "xyz", ("controlled", "adverse"))
