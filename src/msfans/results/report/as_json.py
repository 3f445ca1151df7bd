"""The report as JSON, exact and complete but for curves; docs/report.md describes it."""

from dataclasses import asdict
from typing import Any

from msfans.results.report.evidence import Evidence, Level
from msfans.results.report.not_tested import not_tested

SCHEMA = "msfans report 1"


def as_json(evidence: Evidence) -> dict[str, Any]:
    """Everything that the other forms show, as numbers."""
    return {
        "schema": SCHEMA,
        "date": evidence.date,
        "msfans": evidence.version,
        "name": evidence.name,
        "system": system(evidence),
        "corpus": {
            "name": evidence.corpus or None,
            "protocol": evidence.protocol or None,
            "embedded": evidence.embedded,
        },
        "n_devel_subjects": evidence.n_devel_subjects,
        "non_responding_videos": [asdict(each) for each in evidence.silent],
        "results": evidence.results.to_json() | {"cautions": list(evidence.cautions)},
        "levels": {level.name: level_json(level) for level in evidence.levels},
        "fusion_weights": [each.to_json() for each in evidence.alphas],
        "error_over_scale": [each.to_json() for each in evidence.scale_errors],
        "robustness": evidence.robustness.to_json() if evidence.robustness else None,
        "not_tested": list(not_tested(evidence)),
        "files": [asdict(each) for each in evidence.sources],
        "provenance": dict(evidence.provenance),
    }


def system(evidence: Evidence) -> dict[str, Any] | None:
    """What the run was asked to be; None for a bare score file."""
    if evidence.run is None:
        return None
    cell = evidence.run.cell
    names = ("scales", "fusion", "backbone", "seed")
    return {name: getattr(cell, name) for name in names} | {"words": list(cell.words)}


def level_json(level: Level) -> dict[str, Any]:
    """What is found at a level beyond its report in `results`."""
    subjects = "subject_errors" if level.report.devel else "oracle_subject_errors"
    return {
        "roc_area": level.roc_area,
        "expected_performance": [point.to_json() for point in level.expected],
        "reliability": level.reliability.to_json() if level.reliability else None,
        subjects: [each.to_json() for each in level.subject_errors],
    }
