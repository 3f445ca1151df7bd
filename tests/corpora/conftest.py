"""Folder trees of empty files in the two corpora's grammar, written out from their description.

They share no code with the product, so that they can contradict it.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

CASIA_NAMES = ("1", "2", "3", "4", "5", "6", "7", "8", "HR_1", "HR_2", "HR_3", "HR_4")
# fifty client numbers with gaps, dealt out so that no split is a run of numbers
CLIENTS = (*range(1, 32), *range(101, 120))
REPLAY_CLIENTS = {
    "train": CLIENTS[0::3][:15],
    "devel": CLIENTS[1::3][:15],
    "test": sorted({*CLIENTS} - {*CLIENTS[0::3][:15]} - {*CLIENTS[1::3][:15]}),
}
ATTACKS = (
    "attack_print_{}_session01_highdef_photo_{}.mov",
    "attack_mobile_{}_session01_mobile_photo_{}.mov",
    "attack_mobile_{}_session01_mobile_video_{}.mov",
    "attack_highdef_{}_session01_highdef_photo_{}.mov",
    "attack_highdef_{}_session01_highdef_video_{}.mov",
)


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def casia_tree(root: Path, *, train: Iterable[int], test: Iterable[int]) -> Path:
    for folder, subjects in (("train_release", train), ("test_release", test)):
        for subject in subjects:
            for name in CASIA_NAMES:
                touch(root / folder / str(subject) / f"{name}.avi")
    return root


def replay_tree(root: Path, clients: dict[str, Iterable[int]]) -> Path:
    for split, numbers in clients.items():
        for client in (f"client{number:03d}" for number in numbers):
            for light in ("adverse", "controlled"):
                for take in (1, 2):
                    stem = f"{client}_session01_webcam_authenticate_{light}_{take}"
                    touch(root / split / "real" / f"{stem}.mov")
                for support in ("fixed", "hand"):
                    for name in ATTACKS:
                        touch(root / split / "attack" / support / name.format(client, light))
                enrolled = f"{client}_session01_webcam_enroll_{light}_1.mov"
                touch(root / "enroll" / split / enrolled)
    return root


@pytest.fixture(scope="session")
def casia_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of CASIA-FASD; for reading only."""
    root = tmp_path_factory.mktemp("casia")
    return casia_tree(root, train=range(1, 21), test=range(1, 31))


@pytest.fixture(scope="session")
def replay_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of REPLAY-ATTACK with its enrolment; for reading only."""
    return replay_tree(tmp_path_factory.mktemp("replay"), REPLAY_CLIENTS)


@pytest.fixture
def small_casia(tmp_path: Path) -> Path:
    """Two train subjects and one test subject, to be damaged."""
    return casia_tree(tmp_path / "CASIA-FASD", train=(1, 2), test=(1,))


@pytest.fixture
def small_replay(tmp_path: Path) -> Path:
    """One client a split, to be damaged."""
    return replay_tree(tmp_path / "REPLAY", {"train": [1], "devel": [3], "test": [109]})


@pytest.fixture
def write_manifest(tmp_path: Path) -> Callable[..., Path]:
    """Write rows (strings) below the usual header, and touch the videos they name."""

    def write(*rows: str, header: str = "path,subject,split,label,pai_species") -> Path:
        path = tmp_path / "own.csv"
        path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
        return path

    return write
