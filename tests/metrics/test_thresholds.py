"""Operating points: by hand, by brute force, and the properties that any EER must have."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_curve

from msfans.metrics.thresholds import (
    equal_error_point,
    highest_rejected,
    threshold_above,
    threshold_at_apcer,
    threshold_below,
)

eighths = st.integers(-8, 8).map(lambda k: k / 8)
some = st.lists(eighths, min_size=1, max_size=25).map(np.array)


def test_ties_of_counts_go_to_the_higher_threshold() -> None:
    """Five scores whose two best points tie: as rounded rates the wrong one would win."""
    eer, threshold = equal_error_point(np.array([0.1, 0.9]), np.array([0.2, 0.4, 0.6]))
    assert eer == pytest.approx(5 / 12)
    assert threshold == 0.5
    assert abs(2 / 3 - 1 / 2) < abs(1 / 3 - 1 / 2)  # the rounding that would choose 58.3 %


@pytest.mark.parametrize(
    ("bona_fide", "attack", "eer", "threshold"),
    [
        ([0.8, 0.9], [0.1, 0.2], 0.0, 0.5),
        ([0.1, 0.2], [0.8, 0.9], 1.0, 0.5),
        ([0.5, 0.5], [0.5, 0.5], 0.5, np.nextafter(0.5, 1)),
        ([1.0, 2.0, 3.0, 4.0], [0.0, 0.5, 1.5, 2.5], 0.25, 1.75),
        ([1.0], [0.0], 0.0, 0.5),
    ],
)
def test_by_hand(bona_fide: list[float], attack: list[float], eer: float, threshold: float) -> None:
    point = equal_error_point(np.array(bona_fide), np.array(attack))
    assert point.eer == pytest.approx(eer)
    assert point.threshold == threshold


@given(bona_fide=some, attack=some)
def test_brute_force_over_fractions(bona_fide: np.ndarray, attack: np.ndarray) -> None:
    distinct = np.unique(np.concatenate([bona_fide, attack]))
    candidates = np.concatenate([[-9.0], (distinct[1:] + distinct[:-1]) / 2, [9.0]])
    best = None
    for t in candidates:
        fa, fr = int((attack >= t).sum()), int((bona_fide < t).sum())
        gap = abs(fa * len(bona_fide) - fr * len(attack))
        if best is None or gap <= best[0]:
            best = (gap, (fa / len(attack) + fr / len(bona_fide)) / 2)
    assert best is not None
    assert equal_error_point(bona_fide, attack).eer == pytest.approx(best[1])


@given(bona_fide=some, attack=some)
def test_no_point_of_scikit_learn_is_nearer_to_equal(
    bona_fide: np.ndarray, attack: np.ndarray
) -> None:
    _, threshold = equal_error_point(bona_fide, attack)
    truth = np.repeat([1, 0], [len(bona_fide), len(attack)])
    far, tpr, _ = roc_curve(truth, np.concatenate([bona_fide, attack]), drop_intermediate=False)
    gap = abs((attack >= threshold).mean() - (bona_fide < threshold).mean())
    assert gap <= np.abs(far - (1 - tpr)).min() + 1e-12


@given(bona_fide=some, attack=some, data=st.data())
def test_eer_forgets_order_and_monotone_transforms(
    bona_fide: np.ndarray, attack: np.ndarray, data: st.DataObject
) -> None:
    eer = equal_error_point(bona_fide, attack).eer
    shuffled = np.array(data.draw(st.permutations(list(bona_fide))))
    assert equal_error_point(shuffled, attack) == equal_error_point(bona_fide, attack)
    for transform in (np.exp, lambda x: 1e300 * x, lambda x: x**3 - 7):
        assert equal_error_point(transform(bona_fide), transform(attack)).eer == eer


@given(bona_fide=some, attack=some)
def test_flip_of_label_and_sign_mirrors_the_errors(
    bona_fide: np.ndarray, attack: np.ndarray
) -> None:
    """FAR and FRR change places; only a tie, which goes to the higher threshold, may differ."""
    distance = []
    for bf, at in ((bona_fide, attack), (-attack, -bona_fide)):
        threshold = equal_error_point(bf, at).threshold
        distance.append(abs(int((at >= threshold).sum()) * len(bf)
                            - int((bf < threshold).sum()) * len(at)))  # fmt: skip
    assert distance[0] == distance[1]


@given(bona_fide=some, attack=some)
def test_a_sample_that_is_surely_right_never_raises_the_least_worst_error(
    bona_fide: np.ndarray, attack: np.ndarray
) -> None:
    """At the old threshold no error rate rises, so that the least max(FAR, FRR) does not either."""

    def least_worst(bf: np.ndarray, at: np.ndarray) -> float:
        thresholds = [-9.0, *np.unique(np.concatenate([bf, at])), 9.0]
        return min(max((at >= t).mean(), (bf < t).mean()) for t in thresholds)

    threshold = equal_error_point(bona_fide, attack).threshold
    more = np.append(bona_fide, 99.0)
    assert (more < threshold).mean() <= (bona_fide < threshold).mean()
    assert least_worst(more, attack) <= least_worst(bona_fide, attack)
    assert least_worst(bona_fide, np.append(attack, -99.0)) <= least_worst(bona_fide, attack)


@given(bona_fide=some, attack=some)
def test_eer_lies_between_the_errors_where_they_cross(
    bona_fide: np.ndarray, attack: np.ndarray
) -> None:
    eer, threshold = equal_error_point(bona_fide, attack)
    far, frr = (attack >= threshold).mean(), (bona_fide < threshold).mean()
    assert eer == pytest.approx((far + frr) / 2)
    assert 0 <= eer <= 1


def test_bpcer_limits_by_hand() -> None:
    bona_fide = np.array([0.35, 0.5, 0.95, 0.97, 0.99])
    attack = np.arange(10) / 10  # 0.0 ... 0.9
    for limit, threshold in ((10, 0.85), (5, 0.925), (1, 0.925), (40, 0.55)):
        assert threshold_at_apcer(bona_fide, [attack], limit_percent=limit) == pytest.approx(
            threshold
        )


def test_the_worst_species_binds() -> None:
    bona_fide, easy, hard = np.array([0.5, 1.0]), np.zeros(10), np.full(2, 0.7)
    assert threshold_at_apcer(bona_fide, [easy], limit_percent=10) == 0.25
    assert threshold_at_apcer(bona_fide, [easy, hard], limit_percent=10) == 0.85


def test_a_limit_of_everything_accepts_everything() -> None:
    threshold = threshold_at_apcer(np.array([1.0]), [np.array([0.0])], limit_percent=100)
    assert threshold < 0


species = st.lists(some, min_size=1, max_size=3)


@given(bona_fide=some, attacks=species, limit=st.sampled_from([1, 5, 10, 25]))
def test_bpcer_limit_is_the_lowest_candidate_that_holds(
    bona_fide: np.ndarray, attacks: list[np.ndarray], limit: int
) -> None:
    threshold = threshold_at_apcer(bona_fide, attacks, limit_percent=limit)
    scores = np.unique(np.concatenate([bona_fide, *attacks]))

    def held(t: float) -> bool:
        return all(int((a >= t).sum()) * 100 <= limit * len(a) for a in attacks)

    assert held(threshold)
    below = scores[scores < threshold]
    assert not len(below) or not held(below[-1])


@given(bona_fide=some, attacks=species)
def test_bpcer_falls_as_the_limit_rises(bona_fide: np.ndarray, attacks: list[np.ndarray]) -> None:
    thresholds = [
        threshold_at_apcer(bona_fide, attacks, limit_percent=limit) for limit in (1, 5, 10, 50)
    ]
    assert thresholds == sorted(thresholds, reverse=True)


def test_a_score_that_is_not_finite_is_named_by_what_it_is_of() -> None:
    lost = np.array([0.5, np.inf])
    with pytest.raises(ValueError, match=r"^some attack score is not finite$"):
        highest_rejected(lost, limit_percent=10)
    for threshold in (threshold_above, threshold_below):
        with pytest.raises(ValueError, match=r"^some presentation score is not finite$"):
            threshold(0.5, lost)
