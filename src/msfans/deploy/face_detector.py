"""The face detector that a bundle was made with, rebuilt and held against its record."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msfans.errors import BundleError, UsageError
from msfans.media.faces import Detector, InsightfaceScrfd, YunetOnet


def face_detector(
    record: Mapping[str, Any], *, where: Path, face_model: Path | None = None
) -> Detector:
    """The detector whose fingerprint is `record`, which was read at `where`.

    `face_model` is the file of an SCRFD model; only a bundle that was made with one takes it, and
    needs it. BundleError unless settings and weights are the very same.
    """
    settings = {name: value for name, value in record.items() if not is_identity(name)}
    detector = built(record.get("detector"), settings, where=where, face_model=face_model)
    found = json.loads(detector.fingerprint)
    different = sorted(key for key in {*found, *record} if found.get(key) != record.get(key))
    if different:
        fact = f"was made with another face detector ({', '.join(different)} differ)"
        fix = "install the version that wrote it, or give its own detector model"
        raise BundleError(where, fact, fix=fix)
    return detector


def is_identity(name: str) -> bool:
    """Whether an entry of a fingerprint says what the detector is, not how it is set."""
    return name == "detector" or name.endswith("_sha256")


def built(
    name: str | None, settings: dict[str, Any], *, where: Path, face_model: Path | None
) -> Detector:
    """The detector of that name and settings, checked for no more than their being its own."""
    try:
        if name == "insightface_scrfd":
            return InsightfaceScrfd(model_path=face_model, **settings)
        if name == "yunet_onet":
            if face_model is not None:
                fact = f"{where.parent} has a face detector of its own"
                raise UsageError(face_model, fact, fix="leave the detector model out")
            return YunetOnet(**settings)
    except TypeError as error:
        fact = f"has settings that {name} does not know ({error})"
        raise BundleError(where, fact, fix="install the version that wrote it") from error
    fact = f"was made with the face detector {name!r}, which this version does not have"
    raise BundleError(where, fact, fix="install the version that wrote it")
