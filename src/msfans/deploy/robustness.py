"""How far a bundle's decisions hold when the box moves and the picture suffers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import chain
from math import isnan
from typing import Any

import pandas as pd

from msfans.deploy.bundle import Bundle
from msfans.deploy.material import Sampling, is_picture
from msfans.deploy.perturbations import FAMILIES
from msfans.deploy.perturbed_scores import ChangedScore, Scored, those_read
from msfans.errors import DataError
from msfans.metrics.robustness import UNCHANGED, Effect, effects

FORMAT = 1
ERRORS = ("bpcer", "apcer_worst", "far", "hter", "eer")
WORST = ("family", "level", "unit", "n_compared", "n_flipped", "n_lost", "not_kept_share")
RUN = {"name": "run", "fingerprint": "fingerprint"}
"""What ties the record to a run, and how the bundle's provenance calls it."""
FAMILY = {family.name: family for family in FAMILIES}


def robustness_document(
    bundle: Bundle,
    scored: Sequence[Scored],
    *,
    sampling: Sampling,
    source: Mapping[str, Any],
    max_flips: float,
) -> dict[str, Any]:
    """What robustness.json holds; docs/robustness.md describes it. DataError without any score.

    `source` says where the material is from, `max_flips` the share of decisions that a change of
    the box may turn or lose. The threshold is the bundle's for pictures where all of the material
    are pictures, and its one for videos otherwise.
    """
    seen = [each.presentation for each in those_read(scored)]
    level = "frame" if all(is_picture(each.path) for each in seen) else "video"
    threshold = getattr(bundle.thresholds, level).value
    rows = [record(effect) for effect in effects_of(scored, threshold=threshold)]
    return {
        "format": FORMAT,
        "kind": "robustness",
        "bundle": {"name": bundle.folder.resolve().name, "digest": bundle.to_json()["digest"]},
        "run": {name: bundle.provenance.get(key) for name, key in RUN.items()},
        "source": dict(source),
        "n_presentations": len(seen),
        "n_unreadable": len(scored) - len(seen),
        "sampling": asdict(sampling),
        "threshold": threshold,
        "threshold_level": level,
        "box": judged(rows, max_flips),
        "effects": rows,
    }


def effects_of(scored: Iterable[Scored], *, threshold: float) -> list[Effect]:
    """The effects in their order; DataError where nothing has a score, even unchanged."""
    scores: list[ChangedScore] = list(chain.from_iterable(each.scores for each in scored))
    if all(isnan(each.score) for each in scores if each.family == UNCHANGED):
        fact = "no face in the material could be scored, even unchanged"
        raise DataError("the material", fact, fix="give videos that show faces")
    return in_order(effects(pd.DataFrame(map(asdict, scores)), threshold=threshold))


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
        "not_kept_share": effect.not_kept_share,
        "mean_abs_change": effect.mean_abs_change,
        "mean_score_bona_fide": effect.mean_scores.get("bona_fide"),
        "mean_score_attack": effect.mean_scores.get("attack"),
        **{name: None if errors is None else getattr(errors, name) for name in ERRORS},
    }


def judged(rows: Iterable[Mapping[str, Any]], max_flips: float) -> dict[str, Any]:
    """The change of the box that keeps the fewest decisions, and whether it keeps enough."""
    of_box = [row for row in rows if row["family"] in FAMILY and FAMILY[row["family"]].is_box]
    worst = max(of_box, key=lambda row: row["not_kept_share"])
    shown = {name: worst[name] for name in WORST}
    return {"max_flips": max_flips, "passed": worst["not_kept_share"] <= max_flips, "worst": shown}
