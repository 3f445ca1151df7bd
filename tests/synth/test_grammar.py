import re
from collections import Counter

import pytest

from msfans.records import Label
from msfans.synth.difficulty import Difficulty
from msfans.synth.grammar import Instrument, VideoPlan
from msfans.synth.settings import SIZES, Settings

CASIA = re.compile(r"(train|test)_release/\d+/(HR_)?[1-8]\.avi")
REPLAY = re.compile(
    r"(enroll/)?(train|devel|test)/"
    r"(real/client\d{3}_session01_webcam_authenticate_(adverse|controlled)_[12]"
    r"|client\d{3}_session01_webcam_enroll_(adverse|controlled)_1"
    r"|attack/(fixed|hand)/attack_(print|mobile|highdef)_client\d{3}_session01_"
    r"(highdef|mobile)_(photo|video)_(adverse|controlled))\.mov"
)


def videos(corpus: str, size: str = "full") -> list[VideoPlan]:
    return Settings(corpus=corpus, size=size, seed=0, difficulty=Difficulty()).videos()


def test_the_full_casia_has_the_real_counts():
    plans = videos("casia_fasd")
    assert all(CASIA.fullmatch(plan.path) for plan in plans)
    counts = Counter((plan.subject.split, plan.instrument.label) for plan in plans)
    assert counts == {
        ("train", Label.BONA_FIDE): 60,
        ("train", Label.ATTACK): 180,
        ("test", Label.BONA_FIDE): 90,
        ("test", Label.ATTACK): 270,
    }


def test_the_full_replay_attack_has_the_real_counts():
    plans = videos("replay_attack")
    assert all(REPLAY.fullmatch(plan.path) for plan in plans)
    enrolment = [plan for plan in plans if plan.path.startswith("enroll/")]
    attacks = [plan for plan in plans if plan.instrument.label is Label.ATTACK]
    assert (len(plans), len(enrolment), len(attacks)) == (1300, 100, 1000)
    assert Counter(plan.subject.split for plan in attacks) == {
        "train": 300,
        "devel": 300,
        "test": 400,
    }


@pytest.mark.parametrize("corpus", ["casia_fasd", "replay_attack"])
@pytest.mark.parametrize("size", ["tiny", "small", "full"])
def test_paths_are_unique_and_nobody_is_in_two_splits(corpus, size):
    plans = videos(corpus, size)
    assert len({plan.path for plan in plans}) == len(plans)
    people = {plan.subject for plan in plans}
    assert len({person.ordinal for person in people}) == len(people)
    counts = SIZES[corpus][size].counts
    assert len(people) == counts.train + counts.devel + counts.test


def test_client_numbers_have_gaps_and_are_never_shared():
    numbers = {plan.subject.number for plan in videos("replay_attack")}
    people = {plan.subject for plan in videos("replay_attack")}
    assert len(numbers) == len(people) == 50
    assert max(numbers) > 50


def test_a_row_of_casia_shows_the_four_kinds_in_order():
    by_name = {plan.path: plan.instrument for plan in videos("casia_fasd")}
    row = [by_name[f"test_release/30/HR_{n}.avi"] for n in (1, 2, 3, 4)]
    assert row == [
        Instrument.LIVE,
        Instrument.WARPED_PHOTO,
        Instrument.CUT_PHOTO,
        Instrument.TABLET_VIDEO,
    ]


def test_fixed_media_are_not_held():
    attacks = [p for p in videos("replay_attack", "tiny") if "/attack/" in p.path]
    assert all(plan.hand_held == ("/hand/" in plan.path) for plan in attacks)
