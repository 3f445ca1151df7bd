"""The bundle with thresholds of its own place, and how it came to them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from msfans.deploy.bundle import MODEL, Bundle, Threshold, Thresholds
from msfans.deploy.calibrate import FRAME, VIDEO, ChosenThreshold, Target
from msfans.deploy.perturbed_scores import Scored, those_read
from msfans.deploy.publish import write_bundle
from msfans.media.weights import file_sha256
from msfans.records import Label

HISTORY = "calibrations"


def write_calibrated(
    out: Path,
    bundle: Bundle,
    found: Mapping[str, ChosenThreshold],
    *,
    target: Target,
    scored: Sequence[Scored],
) -> Bundle:
    """A new bundle in `out` with the new thresholds; its provenance says where they are from.

    What it says of earlier calibrations stays, the oldest first.
    """
    old = bundle.thresholds
    levels = {FRAME: old.frame, VIDEO: old.video}
    new = {level: threshold(found[level], target) for level in found}
    history = [*bundle.provenance.get(HISTORY, ()), record(bundle, found, target, scored)]
    calibrated = replace(
        bundle,
        thresholds=Thresholds(**(levels | new)),
        provenance=dict(bundle.provenance) | {HISTORY: history},
    )
    return write_bundle(out, calibrated, model=bundle.read(MODEL))


def threshold(found: ChosenThreshold, target: Target) -> Threshold:
    """As the record of a bundle keeps it."""
    return Threshold(
        value=found.value,
        low=found.found.low,
        high=found.found.high,
        eer_devel=found.eer,
        chosen_on="own presentations",
        n_bona_fide=found.bpcer.n,
        n_attack=sum(count.n for count in found.apcer.values()),
        n_subjects=None,
        rule=target.rule,
    )


def record(
    bundle: Bundle,
    found: Mapping[str, ChosenThreshold],
    target: Target,
    scored: Sequence[Scored],
) -> dict[str, Any]:
    """Target, outcome, the bundle before, and digests of the files; their names stay at home."""
    seen = [each.presentation for each in those_read(scored)]
    return {
        "target": asdict(target),
        "levels": {level: each.to_json() for level, each in found.items()},
        "from_bundle": bundle.to_json()["digest"],
        "thresholds_before": asdict(bundle.thresholds),
        "n_presentations": {
            str(label): sum(each.label is label for each in seen) for label in Label
        },
        "n_unreadable": len(scored) - len(seen),
        "sha256": sorted(file_sha256(each.path) for each in seen),
    }
