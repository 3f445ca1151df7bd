"""Thresholds that a count supports: by hand on whole numbers, and by drawing many sets."""

import numpy as np
import pytest

from msfans.metrics.supported_threshold import (
    TooFewPresentations,
    threshold_for_apcer,
    threshold_for_bpcer,
)

ATTACKS = np.arange(59.0)  # 0 ... 58
BONA_FIDE = np.arange(100.0, 159.0)


def test_apcer_by_hand() -> None:
    """Of 59 attacks none may be accepted; 7 and more accepted would speak against 5 %."""
    found = threshold_for_apcer(BONA_FIDE, {"print": ATTACKS}, target=0.05, confidence=0.95)
    assert found.threshold == found.high == (58 + 100) / 2
    assert found.low == (51 + 52) / 2  # accepts 52 ... 58, which are 7
    assert (found.kind, found.n, found.errors_allowed) == ("print", 59, 0)


def test_measured_keeps_the_target_without_a_margin() -> None:
    """2 of 59 are 3.4 %, 3 would be 5.1 %; of the species' thresholds the highest holds all."""
    find = threshold_for_apcer
    found = find(BONA_FIDE, {"print": ATTACKS}, target=0.05, confidence=0.95)
    assert found.measured == (56 + 57) / 2
    attacks = {"print": ATTACKS, "video": ATTACKS + 0.5}
    both = find(BONA_FIDE, attacks, target=0.05, confidence=0.95)
    assert both.measured == (56.5 + 57) / 2
    mirrored = threshold_for_bpcer(BONA_FIDE, {"print": ATTACKS}, target=0.05, confidence=0.95)
    assert mirrored.measured == (101 + 102) / 2


def test_a_share_that_floats_miss_by_a_hair_is_kept() -> None:
    """0.29 * 100 is 28.999999999999996 as floats; 29 of 100 are 29 %."""
    found = threshold_for_apcer(
        BONA_FIDE, {"print": np.arange(100.0)}, target=0.29, confidence=0.95
    )
    assert found.measured == (70 + 71) / 2


def test_with_more_attacks_one_may_pass() -> None:
    found = threshold_for_apcer(BONA_FIDE, {"print": np.arange(93.0)}, target=0.05, confidence=0.95)
    assert (found.threshold, found.errors_allowed) == ((91 + 92) / 2, 1)


def test_the_species_with_the_highest_bound_decides() -> None:
    attacks = {"print": ATTACKS, "video": ATTACKS + 10}
    found = threshold_for_apcer(BONA_FIDE, attacks, target=0.05, confidence=0.95)
    assert (found.kind, found.threshold) == ("video", (68 + 100) / 2)


def test_the_measured_threshold_may_be_another_species_than_the_careful_one() -> None:
    """One print stands far out and sets the bound; without a margin it is one of 2 to pass."""
    attacks = {"print": np.append(np.arange(58.0), 90.0), "video": ATTACKS + 10}
    found = threshold_for_apcer(BONA_FIDE, attacks, target=0.05, confidence=0.95)
    assert (found.kind, found.threshold) == ("print", (90 + 100) / 2)
    assert found.measured == (66 + 67) / 2


def test_bpcer_is_its_mirror() -> None:
    found = threshold_for_bpcer(BONA_FIDE, {"print": ATTACKS}, target=0.05, confidence=0.95)
    assert found.threshold == found.low == (58 + 100) / 2
    assert found.high == (106 + 107) / 2  # rejects 100 ... 106, which are 7
    assert (found.kind, found.n, found.errors_allowed) == ("bona_fide", 59, 0)


def test_ties_are_rejected_together() -> None:
    attacks = np.append(np.zeros(92), [1.0, 1.0])  # one may pass, but these two stand together
    found = threshold_for_apcer(BONA_FIDE, {"print": attacks}, target=0.05, confidence=0.95)
    assert found.threshold == (1 + 100) / 2


def test_an_open_end_lies_beyond_all_scores() -> None:
    attacks = np.arange(1.0, 5.0)  # (1 - 0.6)^4 = 0.026; even 4 of 4 do not speak for more: 0.13
    found = threshold_for_apcer(BONA_FIDE, {"print": attacks}, target=0.6, confidence=0.95)
    assert found.low == np.nextafter(1.0, 0.0)
    assert found.low < found.high
    mirrored = threshold_for_bpcer(attacks, {"print": -attacks}, target=0.6, confidence=0.95)
    assert mirrored.high == np.nextafter(4.0, 5.0)


@pytest.mark.parametrize(("n", "needed"), [(58, 59), (0, 59)])
def test_too_few_say_how_many_are_needed(n: int, needed: int) -> None:
    with pytest.raises(TooFewPresentations) as caught:
        threshold_for_apcer(
            BONA_FIDE, {"video": ATTACKS, "print": ATTACKS[:n]}, target=0.05, confidence=0.95
        )
    assert (caught.value.lacking, caught.value.needed) == ({"print": n}, needed)
    with pytest.raises(TooFewPresentations):
        threshold_for_bpcer(BONA_FIDE[:n], {}, target=0.05, confidence=0.95)


def test_all_that_are_too_few_are_named() -> None:
    attacks = {"mask": ATTACKS[:3], "print": ATTACKS, "video": ATTACKS[:0]}
    with pytest.raises(TooFewPresentations) as caught:
        threshold_for_apcer(BONA_FIDE, attacks, target=0.05, confidence=0.95)
    assert caught.value.lacking == {"mask": 3, "video": 0}
    assert str(caught.value) == "3 of mask, 0 of video where 59 of each are needed"


def test_the_promise_holds_when_scores_are_drawn() -> None:
    """Uniform scores: the true APCER at threshold t is 1 - t, so the target lies at 0.9."""
    rng = np.random.default_rng(0)
    found = [
        threshold_for_apcer(np.ones(1), {"a": rng.random(100)}, target=0.1, confidence=0.95)
        for _ in range(400)
    ]
    assert np.mean([each.high < 0.9 for each in found]) <= 0.05
    assert np.mean([each.low > 0.9 for each in found]) <= 0.05
    assert np.mean([1 - each.threshold for each in found]) > 0.03  # careful, and not idle


def test_less_confidence_needs_fewer_presentations() -> None:
    """0.95^45 = 0.099 is the first power below 1 - 0.9."""
    with pytest.raises(TooFewPresentations) as caught:
        threshold_for_apcer(BONA_FIDE, {"print": ATTACKS[:44]}, target=0.05, confidence=0.9)
    assert str(caught.value) == "44 of print where 45 of each are needed"
    found = threshold_for_apcer(BONA_FIDE, {"print": ATTACKS[:45]}, target=0.05, confidence=0.9)
    assert found.errors_allowed == 0
    assert found.low == (39 + 40) / 2  # accepts 40 ... 44: 5 of 45 speak against 5 %, 6 at 95 %
    with pytest.raises(TooFewPresentations) as caught:
        threshold_for_bpcer(BONA_FIDE[:44], {"print": ATTACKS}, target=0.05, confidence=0.9)
    assert (caught.value.lacking, caught.value.needed) == ({"bona_fide": 44}, 45)


def test_the_measured_threshold_holds_for_every_species() -> None:
    species = {"print": ATTACKS, "video": ATTACKS / 2}
    asked = {"target": 0.05, "confidence": 0.95}
    alone = [threshold_for_apcer(BONA_FIDE, {n: s}, **asked).measured for n, s in species.items()]
    assert threshold_for_apcer(BONA_FIDE, species, **asked).measured >= max(alone)
    assert alone[0] > alone[1]


def test_a_score_that_is_not_finite_is_told_by_its_class() -> None:
    asked = {"target": 0.05, "confidence": 0.95}
    with pytest.raises(ValueError, match=r"^some print score is not finite$"):
        threshold_for_apcer(BONA_FIDE, {"print": np.append(ATTACKS, np.inf)}, **asked)
    with pytest.raises(ValueError, match=r"^some bona fide score is not finite$"):
        threshold_for_bpcer(np.append(BONA_FIDE, -np.inf), {"print": ATTACKS}, **asked)
