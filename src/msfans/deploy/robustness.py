"""How far a bundle's decisions hold when the box moves and the picture suffers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from msfans.deploy.bundle import Bundle
from msfans.deploy.material import Presentation, Sampling, is_picture
from msfans.deploy.perturbations import FAMILIES
from msfans.deploy.perturbed_scores import ChangedScore
from msfans.errors import DataError
from msfans.metrics.robustness import UNCHANGED, Effect, effects

FORMAT = 1
ERRORS = ("bpcer", "apcer_worst", "far", "hter", "eer")
FAMILY = {family.name: family for family in FAMILIES}


def robustness_document(
    bundle: Bundle,
    scores: Iterable[ChangedScore],
    *,
    material: Sequence[Presentation],
    sampling: Sampling,
    source: Mapping[str, Any],
) -> dict[str, Any]:
    """What robustness.json holds; docs/robustness.md describes it. DataError without any score.

    `source` says where the material is from. The threshold is the bundle's for pictures where all
    of the material are pictures, and its one for videos otherwise.
    """
    level = "frame" if all(is_picture(seen.path) for seen in material) else "video"
    threshold = getattr(bundle.thresholds, level).value
    found = in_order(effects(pd.DataFrame(map(asdict, scores)), threshold=threshold))
    if not found[0].n_scored:
        fact = "no face in the material could be scored, even unchanged"
        raise DataError("the material", fact, fix="give videos that show faces")
    return {
        "format": FORMAT,
        "kind": "robustness",
        "bundle": {"name": bundle.folder.resolve().name, "digest": bundle.to_json()["digest"]},
        "source": dict(source),
        "n_presentations": len(material),
        "sampling": asdict(sampling),
        "threshold": threshold,
        "threshold_level": level,
        "effects": [record(effect) for effect in found],
    }


def in_order(found: Iterable[Effect]) -> list[Effect]:
    """The unchanged first, then family by family, levels rising."""
    names = [UNCHANGED, *FAMILY]
    return sorted(found, key=lambda effect: (names.index(effect.family), effect.level))


def record(effect: Effect) -> dict[str, Any]:
    """One row of the table; errors None where labels are not known or a class has no score."""
    family, errors = FAMILY.get(effect.family), effect.errors
    low, high = effect.flip_limits
    return {
        "family": effect.family,
        "level": effect.level,
        "unit": family.unit if family else "",
        "neutral": family.neutral if family else 0.0,
        "n_videos": effect.n_videos,
        "n_scored": effect.n_scored,
        "n_compared": effect.n_compared,
        "n_flipped": effect.n_flipped,
        "flip_share": effect.flip_share,
        "flip_share_low": low,
        "flip_share_high": high,
        "n_lost": effect.n_lost,
        "mean_abs_change": effect.mean_abs_change,
        "mean_score_bona_fide": effect.mean_scores.get("bona_fide"),
        "mean_score_attack": effect.mean_scores.get("attack"),
        **{name: None if errors is None else getattr(errors, name) for name in ERRORS},
    }


def worst_box_change(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row of the change of the box that flips the largest share of decisions."""
    rows = [
        row
        for row in document["effects"]
        if row["family"] in FAMILY and FAMILY[row["family"]].is_box
    ]
    return max(rows, key=lambda row: row["flip_share"])
