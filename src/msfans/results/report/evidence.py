"""All that a report tells, before a word of it is chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msfans.metrics.expected_performance import ExpectedError
from msfans.metrics.pad_report import PadReport
from msfans.metrics.presentations import Presentations
from msfans.metrics.reliability import Reliability
from msfans.metrics.report import ScoreReport
from msfans.metrics.subject_errors import SubjectErrors
from msfans.results.finished_run import FinishedRun
from msfans.results.fusion_weights import AlphaSummary
from msfans.results.report.robustness import Robustness
from msfans.results.scale_errors import ScaleError


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of the test: what was presented, and what was found beyond its `report`.

    `expected` is empty without devel; `reliability` is None where scores are no probabilities.
    """

    name: str
    report: PadReport
    tested: Presentations = field(repr=False)
    expected: tuple[ExpectedError, ...]
    reliability: Reliability | None
    subject_errors: tuple[SubjectErrors, ...]
    roc_area: float

    @property
    def threshold_from(self) -> str:
        """Where the threshold of the figures comes from."""
        return "threshold from devel" if self.report.devel else "threshold on test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that the report was made from."""

    role: str
    path: str
    sha256: str
    n_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """A test video without any score."""

    clip: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A picture of a person, as JPEG: the frame of a video that is decided worst."""

    clip: str
    frame: int | None
    kind: str
    score: float
    jpeg: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The record of one test.

    `levels` holds the videos and, where frames were scored, the frames after them. `corpus` and
    `protocol` are empty where nobody named them. `n_devel_subjects` is None without devel.
    """

    date: str
    name: str
    version: str
    results: ScoreReport
    levels: tuple[Level, ...]
    sources: tuple[Source, ...]
    silent: tuple[Silent, ...]
    n_devel_subjects: int | None
    notices: tuple[str, ...] = ()
    corpus: str = ""
    protocol: str = ""
    run: FinishedRun | None = None
    alphas: tuple[AlphaSummary, ...] = ()
    scale_errors: tuple[ScaleError, ...] = ()
    robustness: Robustness | None = None
    faces: tuple[Face, ...] = ()

    @property
    def video(self) -> Level:
        """The level of the standard: a presentation is a video."""
        return self.levels[0]

    @property
    def provenance(self) -> Mapping[str, Any]:
        """The run's own record; empty for a bare score file."""
        return self.run.provenance if self.run else {}

    @property
    def embedded(self) -> bool:
        """Whether the corpus is rendered."""
        return bool(self.provenance.get("data", {}).get("embedded"))

    @property
    def cautions(self) -> Sequence[str]:
        """What a reader must be told before believing a figure."""
        return (*self.notices, *self.results.cautions)
