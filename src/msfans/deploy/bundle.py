"""The bundle: a folder with model.onnx and all that a decision needs besides, hashes checked.

Nothing in it is code or pickled: bundle.json is data, the model is one ONNX file, and every file is
hashed when it is read. The hashes tell damage and careless changes; they are no signature.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from msfans.data.crops import CROP_PX
from msfans.deploy.gates import Gates
from msfans.deploy.onnx_file import refuse_external_data
from msfans.errors import BundleError, UsageError
from msfans.media.alignment import TEMPLATE_PX, TEMPLATE_XY, WARP_VERSION, PatchGeometry
from msfans.records import INPUT_PX

FORMAT = 1
GENERATOR = "msfans"
RECORD, MODEL, CARD = "bundle.json", "model.onnx", "README.md"
FIX = "take the bundle from its maker again, or export the run anew"
EQUAL_ERROR = "equal error rates"
CONSTANTS: Mapping[str, Any] = {
    "preprocessing": {
        "colour_order": "RGB",
        "layout": "bshwc, uint8; the model scales them itself",
        "crop_px": CROP_PX,
        "input_px": INPUT_PX,
        "template_px": TEMPLATE_PX,
        "template_xy": TEMPLATE_XY.tolist(),
        "warp_version": WARP_VERSION,
    },
    "score": {"higher_is": "bona_fide", "accept": "score >= threshold", "range": [0.0, 1.0]},
}
"""What this version does to a frame and means by a score: a bundle of another way is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """Accept at or above `value`, which `rule` chose on the set that `chosen_on` names.

    `low` and `high` bound it: by a bootstrap over the set's subjects (95 %), None where it has a
    single subject; of a calibrated bundle as `msfans.metrics.supported_threshold` says. Counts are
    of the set's scored presentations, `n_subjects` None where subjects are not known.
    """

    value: float
    low: float | None
    high: float | None
    eer_devel: float
    chosen_on: str
    n_bona_fide: int
    n_attack: int
    n_subjects: int | None
    rule: str = EQUAL_ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """One for a decision on a picture, one for the mean score of a video's frames."""

    frame: Threshold
    video: Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Species:
    """Attack instruments that the network was trained on, and some that it has never seen."""

    trained_on: tuple[str, ...]
    not_trained_on: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """All that bundle.json says, and where it lies.

    `scales` are in the order in which the model takes them. `detector` is the detector's
    fingerprint: its name, settings and weights' digests. `parity` says how exactly the model
    repeats the trained network, `quantisation` what int8 costs (None where nothing was quantised),
    `provenance` what the run was made of. `files` are digests by name; `folder` and `files` are
    empty as long as the bundle is not written.
    """

    scales: tuple[float, ...]
    geometry: PatchGeometry
    detector: Mapping[str, Any]
    gates: Gates
    thresholds: Thresholds
    species: Species
    licence: str
    parity: Mapping[str, Any]
    quantisation: Mapping[str, Any] | None
    provenance: Mapping[str, Any]
    files: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path()

    def to_json(self) -> dict[str, Any]:
        """The record as docs/deploy.md describes it, with a digest of its own content."""
        own = {each.name: getattr(self, each.name) for each in fields(self)}
        del own["folder"]
        nested = ("geometry", "gates", "thresholds", "species")
        own |= {name: asdict(own[name]) for name in nested}
        record = {"format": FORMAT, "generator": GENERATOR, **CONSTANTS, **own}
        return record | {"digest": digest(record)}

    def read(self, name: str) -> bytes:
        """A file of the bundle; BundleError where it is not what it was."""
        path = self.folder / name
        content = read_bytes(path)
        if sha256(content) != self.files[name]:
            raise BundleError(path, "was changed after the bundle was made", fix=FIX)
        return content


def load_bundle(folder: Path) -> Bundle:
    """The bundle in `folder`, every file checked; BundleError names what is foreign or changed."""
    bundle = parsed(folder / RECORD, read_record(folder / RECORD))
    for name in bundle.files:
        bundle.read(name)
    refuse_external_data(bundle.read(MODEL), where=str(folder / MODEL))
    return bundle


def read_record(path: Path) -> dict[str, Any]:
    """The record of a bundle of this format, as it was written; BundleError for anything else."""
    content = read_bytes(path)
    try:
        record = json.loads(content)
    except ValueError as error:
        raise BundleError(path, f"is not JSON ({error})", fix=FIX) from error
    if not isinstance(record, dict) or record.get("generator") != GENERATOR:
        fix = "give a folder that `msfans export` wrote"
        raise BundleError(path, f"is not the record of a {GENERATOR} bundle", fix=fix)
    if record.get("format") != FORMAT:
        fact = f"its format is {record.get('format')}, and this version reads {FORMAT}"
        raise BundleError(path, fact, fix="export the run anew, or use the version that wrote it")
    if record.pop("digest", None) != digest(record):
        raise BundleError(path, "was changed after the bundle was made", fix=FIX)
    return record


def parsed(path: Path, record: Mapping[str, Any]) -> Bundle:
    """The bundle that a record describes; BundleError where a part is missing or of another way."""
    for name, wanted in CONSTANTS.items():
        if record.get(name) != wanted:
            different = [key for key in wanted if (record.get(name) or {}).get(key) != wanted[key]]
            fact = f"its {name} ({', '.join(different)}) is not this version's"
            raise BundleError(path, fact, fix="use the version that wrote it, or export anew")
    own = {each.name: record.get(each.name) for each in fields(Bundle)}
    try:
        return Bundle(**{**own, **parts(record), "folder": path.parent})
    except (KeyError, TypeError, ValueError, AttributeError, UsageError) as error:
        raise BundleError(path, f"is not as this version writes it ({error})", fix=FIX) from error


def parts(record: Mapping[str, Any]) -> dict[str, Any]:
    """The nested parts of a record in their types; KeyError, TypeError or ValueError where bad."""
    thresholds, species = record["thresholds"], record["species"]
    return {
        "scales": tuple(float(scale) for scale in record["scales"]),
        "geometry": PatchGeometry(**record["geometry"]),
        "detector": dict(record["detector"]),
        "gates": Gates(**record["gates"]),
        "thresholds": Thresholds(
            **{level: Threshold(**each) for level, each in thresholds.items()}
        ),
        "species": Species(**{name: tuple(each) for name, each in species.items()}),
        "files": plain_names(record["files"]),
    }


def plain_names(files: Mapping[str, str]) -> dict[str, str]:
    """Digests by file; ValueError unless all lie in the folder itself and a model is there."""
    strays = [name for name in files if Path(name).name != name or name == RECORD]
    if strays or MODEL not in files:
        raise ValueError(f"files ({strays[0] if strays else MODEL!r})")
    return dict(files)


def read_bytes(path: Path) -> bytes:
    """A whole file; BundleError where it can not be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BundleError(path, f"can not be read ({error.strerror})", fix=FIX) from error


def digest(record: Mapping[str, Any]) -> str:
    """Digest of a record's content, whatever its layout."""
    return sha256(json.dumps(record, sort_keys=True, allow_nan=False).encode())


def sha256(content: bytes) -> str:
    """Hexadecimal digest."""
    return hashlib.sha256(content).hexdigest()
