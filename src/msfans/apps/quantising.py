"""What int8 costs: a run's frames are scored again by the quantised model, and judged again."""

import os
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from msfans.apps.run_folder import RunFolder
from msfans.data.clips import usable
from msfans.deploy.quantise import LAYERS, quantised
from msfans.deploy.scoring import Scorer
from msfans.metrics.presentations import presentations, rows_of_split
from msfans.metrics.thresholds import equal_error_point
from msfans.records import Split
from msfans.training.score_writer import with_scores

N_CALIBRATION_FACES = 256
FACES_AT_ONCE = 64
JUDGED = (Split.DEVEL, Split.TEST)


class Quantised(NamedTuple):
    """The int8 model, its scores of devel and test, and what the bundle says of it."""

    model: bytes
    scores: pd.DataFrame
    record: dict[str, Any]


def quantise(run: RunFolder, model: bytes) -> Quantised:
    """Calibrate on devel faces, score devel and test anew, and compare the frames' EER."""
    calibration = run.spread_crops(Split.DEVEL, n_faces=N_CALIBRATION_FACES)
    int8 = quantised(model, calibration)
    scores = scored_again(run, int8)
    moved = np.abs(scores["score"].to_numpy() - run.scores["score"].to_numpy())
    record = {
        "precision": "int8",
        "layers": list(LAYERS),
        "kept_in_float32": "the first Conv",
        "n_calibration_faces": len(calibration),
        "score_difference": {"mean": float(np.nanmean(moved)), "max": float(np.nanmax(moved))},
        "eer": {
            str(split): {
                "float32": frame_eer(run.scores, split),
                "int8": frame_eer(scores, split),
            }
            for split in JUDGED
        },
    }
    return Quantised(int8, scores, record)


def scored_again(run: RunFolder, model: bytes) -> pd.DataFrame:
    """The score file of the run as the quantised model would have written it."""
    scorer = Scorer(
        model, where="the int8 model", n_scales=len(run.scales), threads=os.cpu_count() or 1
    )
    samples = usable(run.frames, JUDGED)
    starts = range(0, len(samples), FACES_AT_ONCE)
    score_n = np.concatenate(
        [scorer.scores(run.crops(samples[at : at + FACES_AT_ONCE])).score_b for at in starts]
    )
    rows = np.column_stack([samples.astype(np.float64), score_n])
    frames = run.frames.query(f"split != '{Split.TRAIN}'")
    return with_scores(frames, rows)


def frame_eer(scores: pd.DataFrame, split: Split) -> float:
    """Equal error rate of a split's frames."""
    judged = presentations(rows_of_split(scores, split))
    return equal_error_point(judged.bona_fide, judged.attack).eer
