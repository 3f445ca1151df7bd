"""Writes a bundle: model, record and model card, the whole folder at once or not at all."""

import json
from dataclasses import replace
from os.path import ismount, lexists, realpath
from pathlib import Path
from tempfile import mkdtemp

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
        with new_folder(Path(realpath(folder))) as beside:
            for name, content in {**contents, RECORD: f"{record}\n".encode()}.items():
                (beside / name).write_bytes(content)
    except OSError as error:
        raise unwritable(folder, error) from error
    return load_bundle(folder)


def refuse_filled(folder: Path) -> None:
    """UsageError where no bundle can be put: it is made beside its place, and never over another.

    A folder that a mount or a shell stands on can not be replaced, or would not be seen by it.
    """
    place = Path(realpath(folder))
    try:
        if lexists(place) and (not place.is_dir() or any(place.iterdir())):
            fix = "give a new folder, or delete it"
            raise UsageError(folder, "exists and is not empty", fix=fix)
        if ismount(place) or place == Path.cwd():
            fact = "is a mount point or the folder that you are in, which can not be replaced"
            raise UsageError(folder, fact, fix=f"give a new folder in it, such as {folder / 'b'}")
        nearest = next(each for each in place.parents if lexists(each))
        Path(mkdtemp(dir=nearest, prefix=f".{place.name}-")).rmdir()
    except OSError as error:
        raise unwritable(folder, error) from error


def unwritable(folder: Path, error: OSError) -> UsageError:
    """What to say of a place that the system refuses."""
    fact = f"can not be written ({error.strerror})"
    return UsageError(folder, fact, fix="give a place where you may write")
