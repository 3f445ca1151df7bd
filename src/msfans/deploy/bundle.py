"""The bundle: a folder with model.onnx and all that a decision needs besides, hashes checked.

Nothing in it is code or pickled: bundle.json is data, the model is one ONNX file, and every file is
hashed when it is read. The hashes tell damage and careless changes; they are no signature.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from math import nextafter
from pathlib import Path
from typing import Any

from msfans.data.crops import CROP_PX, square_sides_px
from msfans.deploy.gates import Gates
from msfans.deploy.onnx_file import FIX, refuse_external_data
from msfans.deploy.typed import typed
from msfans.errors import BundleError, UsageError
from msfans.media.alignment import TEMPLATE_PX, TEMPLATE_XY, WARP_VERSION, PatchGeometry
from msfans.records import INPUT_PX

FORMAT = 1
GENERATOR = "msfans"
RECORD, MODEL, CARD = "bundle.json", "model.onnx", "README.md"
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

    def __post_init__(self) -> None:
        lowest, highest = nextafter(0, -1), nextafter(1, 2)  # accept and reject every score
        for name in ("value", "low", "high", "eer_devel"):
            if (share := getattr(self, name)) is not None and not lowest <= share <= highest:
                raise ValueError(f"{name} is {share:g}, and must lie in [0, 1]")


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

    def __post_init__(self) -> None:
        square_sides_px(self.scales, self.geometry)  # UsageError for none, or one beyond the patch

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
    record = read_json(path)
    if not isinstance(record, dict) or record.get("generator") != GENERATOR:
        fix = "give a folder that `msfans export` wrote"
        raise BundleError(path, f"is not the record of a {GENERATOR} bundle", fix=fix)
    if repr(record.get("format")) != repr(FORMAT):  # True is 1
        fact = f"its format is {record.get('format')!r}, and this version reads {FORMAT}"
        raise BundleError(path, fact, fix="export the run anew, or use the version that wrote it")
    if record.pop("digest", None) != digest(record):
        raise BundleError(path, "was changed after the bundle was made", fix=FIX)
    return record


def read_json(path: Path) -> Any:
    """What a file of JSON says; BundleError where it is none, as with NaN or infinite numbers."""
    content = read_bytes(path)
    try:
        said = json.loads(content)
        digest(said)
    except (ValueError, RecursionError) as error:
        raise BundleError(path, f"is not JSON ({error})", fix=FIX) from error
    return said


def parsed(path: Path, record: Mapping[str, Any]) -> Bundle:
    """The bundle that a record describes; BundleError where a part is missing or of another way."""
    for name, wanted in CONSTANTS.items():
        if (found := record.get(name)) != wanted:
            there = found if isinstance(found, dict) else {}
            keys = sorted({*wanted, *there})
            different = ", ".join(key for key in keys if there.get(key) != wanted.get(key))
            fact = f"its {name} ({different}) is not this version's"
            raise BundleError(path, fact, fix="use the version that wrote it, or export anew")
    own = {key: record[key] for key in record if key not in ("format", "generator", *CONSTANTS)}
    try:
        bundle = typed(own, Bundle, "")
        return replace(bundle, files=plain_names(bundle.files), folder=path.parent)
    except UsageError as error:
        said = f"{error.where}: {error.fact}; {error.fix}"
        raise BundleError(path, f"is not as this version writes it ({said})", fix=FIX) from error
    except ValueError as error:
        raise BundleError(path, f"is not as this version writes it ({error})", fix=FIX) from error


def plain_names(files: Mapping[str, str]) -> Mapping[str, str]:
    """Digests by file; ValueError unless all lie in the folder itself and a model is there."""
    strays = [
        name
        for name in files
        if Path(name).name != name or name in ("", "..", RECORD) or not name.isprintable()
    ]
    if strays or MODEL not in files:
        raise ValueError(f"files ({strays[0] if strays else MODEL!r})")
    return files


def read_bytes(path: Path) -> bytes:
    """A whole file; BundleError where it can not be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BundleError(path, f"can not be read ({error.strerror})", fix=FIX) from error


def digest(record: Any) -> str:
    """Digest of a record's content, whatever its layout."""
    return sha256(json.dumps(record, sort_keys=True, allow_nan=False).encode())


def sha256(content: bytes) -> str:
    """Hexadecimal digest."""
    return hashlib.sha256(content).hexdigest()
