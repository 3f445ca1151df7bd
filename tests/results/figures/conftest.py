"""Presentations to draw, with the rates at their threshold."""

from collections.abc import Callable

import numpy as np
import pytest

from msfans.metrics.presentations import Presentations


@pytest.fixture
def tested() -> Callable[..., Presentations]:
    """Makes presentations of two subjects: bona fide round 0.7, species round 0.3, clipped."""

    def make(*species: str, n: int = 60) -> Presentations:
        names = tuple(sorted(species or ("cut", "video")))
        rng = np.random.default_rng(1)
        kind = np.repeat(np.arange(len(names) + 1), n)
        score = np.clip(rng.normal(np.where(kind == 0, 0.65, 0.35), 0.2), 0, 1)
        subject = np.arange(len(kind)) % 2
        return Presentations(
            score_n=score, kind_n=kind, subject_n=subject, species=names, subjects=("a", "b")
        )

    return make
