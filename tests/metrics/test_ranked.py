"""Counts of reweighted subjects are those of the resampled rows."""

import numpy as np
import pytest

from msfans.metrics import ranked
from msfans.metrics.presentations import Presentations
from msfans.metrics.ranked import borders, crossings, ranked_counts


def random_presentations(rng: np.random.Generator, n: int, *, levels: int) -> Presentations:
    return Presentations(
        score_n=np.where(rng.random(n) < 0.05, np.nan, rng.integers(levels, size=n) / levels),
        kind_n=rng.integers(3, size=n),
        subject_n=rng.integers(6, size=n),
        species=("cut", "replay"),
        subjects=tuple("abcdef"),
    )


@pytest.mark.parametrize("levels", [1, 3, 40, 10**9])
@pytest.mark.parametrize("room", [20_000_000, 60])
def test_crossing_is_found_by_counting(
    monkeypatch: pytest.MonkeyPatch, levels: int, room: int
) -> None:
    """Ties or none, wide tables or tables cut into many portions."""
    monkeypatch.setattr(ranked, "CELLS_AT_ONCE", room)
    rng = np.random.default_rng(levels)
    tested = random_presentations(rng, 150, levels=levels)
    weights_ds = rng.integers(3, size=(20, 6)).astype(float)
    counts = ranked_counts(tested)

    def half_rejected(rejected: np.ndarray, totals: np.ndarray) -> np.ndarray:
        return 2 * rejected.sum(axis=-1) >= totals.sum(axis=-1)

    found = crossings(counts, borders(counts), weights_ds, half_rejected)
    distinct = np.unique(tested.score_n[tested.scored_n])
    for draw, weight_s in enumerate(weights_ds):
        weight_n = weight_s[tested.subject_n] * tested.scored_n
        rejected_ik = np.array(
            [
                [
                    weight_n[(tested.kind_n == kind) & (tested.score_n < t)].sum()
                    for kind in range(3)
                ]
                for t in (*distinct, np.inf)
            ]
        )
        first = max(1, int(np.argmax(2 * rejected_ik.sum(axis=1) >= weight_n.sum())))
        assert found.totals_dk[draw].sum() == weight_n.sum()
        assert found.at_dk[draw].tolist() == rejected_ik[first].tolist()
        assert found.before_dk[draw].tolist() == rejected_ik[first - 1].tolist()


def test_equal_scores_of_a_subject_merge() -> None:
    tested = Presentations(
        score_n=np.array([0.5, 0.5, 0.5, 0.1, np.nan]),
        kind_n=np.array([0, 0, 1, 1, 0]),
        subject_n=np.array([0, 0, 0, 1, 1]),
        species=("cut",),
        subjects=("a", "b"),
    )
    counts = ranked_counts(tested)
    assert counts.count_p.tolist() == [1, 2, 1]
    assert counts.kind_p.tolist() == [1, 0, 1]
    assert counts.start_i.tolist() == [0, 1, 3]
