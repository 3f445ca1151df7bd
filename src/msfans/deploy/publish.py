"""Writes a bundle: model, record and model card, the whole folder at once or not at all."""

import json
from dataclasses import replace
from pathlib import Path

from msfans.deploy.bundle import CARD, MODEL, RECORD, Bundle, load_bundle, sha256
from msfans.deploy.model_card import model_card
from msfans.errors import UsageError
from msfans.files import new_folder


def write_bundle(folder: Path, bundle: Bundle, *, model: bytes) -> Bundle:
    """Write into `folder`, which must be new or empty; the bundle as it is read back.

    `files` and `folder` of `bundle` are set here. UsageError where `folder` can not be used.
    """
    refuse_filled(folder)
    contents = {MODEL: model, CARD: model_card(bundle).encode()}
    digests = {name: sha256(content) for name, content in contents.items()}
    record = json.dumps(replace(bundle, files=digests).to_json(), indent=1, allow_nan=False)
    try:
        with new_folder(folder) as beside:
            for name, content in {**contents, RECORD: f"{record}\n".encode()}.items():
                (beside / name).write_bytes(content)
    except OSError as error:
        fact = f"can not be written ({error.strerror})"
        raise UsageError(folder, fact, fix="give a place where you may write") from error
    return load_bundle(folder)


def refuse_filled(folder: Path) -> None:
    """UsageError where something is there already: a bundle is never written over another."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(folder, "exists and is not empty", fix="give a new folder, or delete it")
