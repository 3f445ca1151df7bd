"""Is this folder the root of that corpus? If not, what did the user most likely mean?"""

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from msfans.corpora.folders import listing
from msfans.errors import UsageError

LANDMARKS: Mapping[str, Collection[str]] = {  # folders that only this corpus has
    "CASIA-FASD": ("train_release", "test_release"),
    "REPLAY-ATTACK": tuple(f"{split}/real" for split in ("train", "devel", "test")),
}


def require_layout(root: Path, title: str, folders: Mapping[str, Collection[str]]) -> None:
    """Raise UsageError with the likely fix unless `root` holds at least one of `folders`.

    `folders` maps each official folder to other spellings seen in the wild; a misspelled one
    beside a right one is an error too, or its videos would all count as missing.
    """
    if not root.is_dir():
        fact = "is a file, not a folder" if root.exists() else "does not exist"
        raise UsageError(root, fact, fix=f"give the folder that holds {spoken(folders)}")
    present = [name for name in folders if (root / name).is_dir()]
    if not present:
        refuse_other_corpus(root, title)
    refuse_misspelled(root, {name: seen for name, seen in folders.items() if name not in present})
    if not present:
        raise UsageError(
            root, f"is not {title}: it holds no {spoken(folders)}", fix=advice(root, folders)
        )


def refuse_other_corpus(root: Path, title: str) -> None:
    """Raise UsageError when `root` is one of the other corpora."""
    for other, folders in LANDMARKS.items():
        if other != title and any((root / folder).is_dir() for folder in folders):
            raise UsageError(root, f"is {other}, not {title}", fix=f"ask for {other} instead")


def refuse_misspelled(root: Path, absent: Mapping[str, Collection[str]]) -> None:
    """Raise UsageError when a folder of `root` looks like one of the `absent` ones."""
    for entry in listing(root):
        for name, spellings in absent.items():
            if entry.is_dir() and plain(entry.name) in map(plain, (name, *spellings)):
                raise UsageError(
                    root, f"holds `{entry.name}` and no `{name}`", fix=f"rename it to {name}"
                )


def advice(root: Path, folders: Collection[str]) -> str:
    """Where the corpus's root probably is: above `root`, below it, or unknown."""
    if any(plain(root.resolve().name) == plain(name) for name in folders):
        return f"go one folder up, to {root.resolve().parent}"
    below = list(islice(roots_below(root, folders), 5))
    if below:
        return f"give {' or '.join(str(path) for path in below)}"
    return f"give the folder that holds {spoken(folders)}"


def roots_below(root: Path, folders: Collection[str]) -> list[Path]:
    """Folders one or two levels below `root` that hold one of `folders`."""
    nearby = islice((p for pattern in ("*", "*/*") for p in root.glob(pattern)), 5000)
    return sorted(p for p in nearby if any((p / name).is_dir() for name in folders))


def plain(name: str) -> str:
    """A folder name without case and punctuation."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def spoken(names: Collection[str]) -> str:
    """The official folder names as a message lists them."""
    return " or ".join(f"{name}/" for name in names)


def require_choice(option: str, value: str, choices: Collection[str]) -> None:
    """Raise UsageError that names the nearest of `choices` unless `value` is one of them."""
    if value in choices:
        return
    near = get_close_matches(str(value), choices, n=1)
    hint = f"did you mean {near[0]}? There are " if near else "take one of "
    raise UsageError(f"{option}={value}", "there is no such choice", fix=hint + ", ".join(choices))
