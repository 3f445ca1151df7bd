"""What is in each video file: sha256 of its bytes, remembered until the file changes."""

import hashlib
import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from msfans.files import replacing
from msfans.media.video import UnreadableReason

SETTLED_SECONDS = 2.0
"""A file younger than this could change again within its time stamp: hash it each time."""


def hash_videos(root: Path, paths: Sequence[str], *, memo: Path) -> dict[str, str]:
    """Digest by path, or the reason why there is none: `missing`, `not_permitted`.

    `memo` is a JSON file that maps absolute path, size and time of change to the digest. Losing it,
    or an entry of it to another process, costs time and nothing else.
    """
    known = _read_memo(memo)
    with ThreadPoolExecutor() as threads:
        digests = list(threads.map(lambda path: _digest(root / path, known), paths))
    found = {key: digest for key, digest in digests if key}
    if found.keys() - known.keys():
        with replacing(memo) as path:
            path.write_text(json.dumps(_read_memo(memo) | found, indent=0, sort_keys=True))
    return {path: digest for path, (_, digest) in zip(paths, digests, strict=True)}


def _digest(path: Path, known: dict[str, str]) -> tuple[str, str]:
    """Memo key (empty where nothing should be remembered) and digest or reason."""
    if not path.is_file():
        return "", UnreadableReason.MISSING.value
    facts = path.stat()
    key = f"{path.resolve()}|{facts.st_size}|{facts.st_mtime_ns}"
    if key in known:
        return key, known[key]
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except PermissionError:
        return "", UnreadableReason.NOT_PERMITTED.value
    return (key if time.time() - facts.st_mtime > SETTLED_SECONDS else ""), digest


def _read_memo(memo: Path) -> dict[str, str]:
    try:
        return json.loads(memo.read_text())
    except (FileNotFoundError, ValueError):  # never written, or by hand: hash again
        return {}
