"""The face detector that a bundle was made with, rebuilt and held against its record."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_type_hints

from msfans.deploy.onnx_file import FIX
from msfans.deploy.typed import typed
from msfans.errors import BundleError, UsageError
from msfans.media.faces import Detector, InsightfaceScrfd, YunetOnet


def face_detector(
    record: Mapping[str, Any], *, where: Path, face_model: Path | None = None
) -> Detector:
    """The detector whose fingerprint is `record`, which was read at `where`.

    `face_model` is the file of an SCRFD model; only a bundle that was made with one takes it, and
    needs it. BundleError unless settings and weights are the very same.
    """
    detector = built(record, where=where, face_model=face_model)
    found = json.loads(detector.fingerprint)
    different = sorted(key for key in {*found, *record} if found.get(key) != record.get(key))
    if different:
        fact = f"was made with another face detector ({', '.join(different)} differ)"
        fix = "install the version that wrote it, or give its own detector model"
        raise BundleError(where, fact, fix=fix)
    return detector


def built(record: Mapping[str, Any], *, where: Path, face_model: Path | None) -> Detector:
    """The detector of that name, with those settings that it knows."""
    name = record.get("detector")
    if name == "insightface_scrfd":
        return InsightfaceScrfd(
            model_path=face_model, **known_settings(InsightfaceScrfd, record, where)
        )
    if name != "yunet_onet":
        fact = f"was made with the face detector {name!r}, which this version does not have"
        raise BundleError(where, fact, fix="install the version that wrote it")
    if face_model is not None:
        fact = f"{where.parent} has a face detector of its own"
        raise UsageError(face_model, fact, fix="leave the detector model out")
    return YunetOnet(**known_settings(YunetOnet, record, where))


def known_settings(kind: type, record: Mapping[str, Any], where: Path) -> dict[str, Any]:
    """The entries of a record that the constructor of `kind` takes, where a model lies aside."""
    types = {name: each for name, each in get_type_hints(kind).items() if name != "model_path"}
    try:
        return {
            name: typed(record[name], each, f"detector.{name}")
            for name, each in types.items()
            if name in record
        }
    except ValueError as error:
        raise BundleError(where, f"is not as this version writes it ({error})", fix=FIX) from error
