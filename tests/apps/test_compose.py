"""Which preset applies, and that its choice is told."""

import pytest

from msfans.apps.compose import with_preset


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ([], ["preset=demo"]),
        (["-m"], ["-m", "preset=demo"]),
        (["-m", "scales=triple_all"], ["-m", "preset=demo", "scales=triple_all"]),
        (["scales=triple_all", "-m"], ["preset=demo", "scales=triple_all", "-m"]),
        (["data.root=/data"], ["preset=paper", "data.root=/data"]),
        (["data.root=null"], ["preset=demo", "data.root=null"]),
        (["data.casia_root=/data"], ["preset=paper", "data.casia_root=/data"]),
        (["data.replay_root=/data"], ["preset=paper", "data.replay_root=/data"]),
        (["--cfg", "job"], ["--cfg", "job", "preset=demo"]),
        (["preset=paper"], ["preset=paper"]),
        (["data.root=/data", "preset=demo"], ["data.root=/data", "preset=demo"]),
        (["--help"], ["--help"]),
    ],
)
def test_preset_is_chosen_by_the_data_path(words, completed):
    assert with_preset(words) == completed


def test_choice_is_told_and_the_users_own_is_not(capsys):
    with_preset(["data.root=/data"])
    with_preset(["preset=demo"])
    assert capsys.readouterr().out == (
        "preset=paper: data.root is given, so the paper's training settings\n"
    )
