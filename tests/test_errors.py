import pickle
from pathlib import Path

import pytest

from msfans.errors import (
    CacheError,
    CheckpointError,
    DataError,
    MsfansError,
    ProtocolError,
    ScoreError,
    UsageError,
    readable,
)

KINDS = (CacheError, CheckpointError, DataError, ProtocolError, ScoreError, UsageError)


def test_a_message_names_the_place_the_fact_and_the_fix() -> None:
    error = DataError(Path("a/1.avi"), "decoded 0 frames", fix="copy the file again")
    assert str(error) == f"{Path('a/1.avi')}: decoded 0 frames. Copy the file again."
    assert (error.where, error.fact) == (Path("a/1.avi"), "decoded 0 frames")
    assert error.fix == "copy the file again"


def test_the_fix_keeps_the_capitals_it_has() -> None:
    assert str(UsageError("x", "is wrong", fix="set PATH")).endswith("Set PATH.")


def test_a_name_is_shown_without_what_steers_a_terminal() -> None:
    name = "ä 名 \x1b[31m\n\udcff"
    assert readable(name) == r"ä 名 \x1b[31m\x0a\xff"
    told = str(DataError(name, f"is as {name}", fix="x"))
    assert told.startswith(r"ä 名 \x1b[31m\x0a\xff: is as ä 名 \x1b[31m\x0a\xff. ")


@pytest.mark.parametrize("kind", KINDS)
def test_exit_code_2_for_usage_and_3_for_data(kind: type[MsfansError]) -> None:
    assert issubclass(kind, MsfansError)
    assert kind.exit_code == (2 if kind is UsageError else 3)


@pytest.mark.parametrize("kind", KINDS)
def test_errors_cross_process_borders(kind: type[MsfansError]) -> None:
    sent = kind("scores.csv", "row 3 is not a number", fix="correct it")
    received = pickle.loads(pickle.dumps(sent))
    assert type(received) is kind
    assert str(received) == str(sent)
