"""Counts are those of the corpus's description; the trees come from conftest, not the product."""

from collections import Counter
from pathlib import Path

import pytest

from msfans.corpora.replay_attack import ReplayAttack
from msfans.errors import ProtocolError, UsageError
from msfans.protocols import Protocol
from msfans.records import Clip, Label, Split

SIZES = {  # protocol: train bona fide, attack; devel; test
    "grandtest": (60, 300, 60, 300, 80, 400),
    "print": (60, 60, 60, 60, 80, 80),
    "mobile": (60, 120, 60, 120, 80, 160),
    "highdef": (60, 120, 60, 120, 80, 160),
    "photo": (60, 180, 60, 180, 80, 240),
    "digitalphoto": (60, 120, 60, 120, 80, 160),
    "video": (60, 120, 60, 120, 80, 160),
}


def sizes(protocol: Protocol) -> tuple[int, ...]:
    return tuple(
        sum(clip.label is label for clip in protocol.split(split))
        for split in Split
        for label in (Label.BONA_FIDE, Label.ATTACK)
    )


def halved(counts: tuple[int, ...], *, bona_fide: bool) -> tuple[int, ...]:
    divisors = (2 if bona_fide else 1, 2) * 3
    return tuple(n // divisor for n, divisor in zip(counts, divisors, strict=True))


@pytest.mark.parametrize("name", SIZES)
def test_official_sizes_of_a_protocol(replay_root: Path, name: str) -> None:
    protocol = ReplayAttack(replay_root, protocol=name).protocol()
    assert sizes(protocol) == SIZES[name]
    assert (protocol.corpus, protocol.name, protocol.missing) == ("replay_attack", name, ())


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("support", ["fixed", "hand"])
def test_support_halves_the_attacks(replay_root: Path, name: str, support: str) -> None:
    protocol = ReplayAttack(replay_root, protocol=name, support=support).protocol()
    assert sizes(protocol) == halved(SIZES[name], bona_fide=False)
    assert {clip.attributes["support"] for clip in protocol.clips} == {"", support}


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("light", ["controlled", "adverse"])
def test_light_halves_attacks_and_bona_fide(replay_root: Path, name: str, light: str) -> None:
    protocol = ReplayAttack(replay_root, protocol=name, light=light).protocol()
    assert sizes(protocol) == halved(SIZES[name], bona_fide=True)
    assert {clip.attributes["light"] for clip in protocol.clips} == {light}


def test_both_filters_leave_a_quarter_of_the_attacks(replay_root: Path) -> None:
    protocol = ReplayAttack(replay_root, support="hand", light="adverse").protocol()
    assert sizes(protocol) == (30, 75, 30, 75, 40, 100)
    assert protocol.name == "grandtest-hand-adverse"


def test_protocols_are_all_of_them_unfiltered(replay_root: Path) -> None:
    protocols = ReplayAttack(replay_root, protocol="print", light="adverse").protocols()
    assert {protocol.name: sizes(protocol) for protocol in protocols} == SIZES


@pytest.mark.parametrize(
    ("name", "species"),
    [
        ("print", {"print_photo"}),
        ("mobile", {"mobile_photo", "mobile_video"}),
        ("highdef", {"highdef_photo", "highdef_video"}),
        ("video", {"mobile_video", "highdef_video"}),
        ("digitalphoto", {"mobile_photo", "highdef_photo"}),
        ("photo", {"print_photo", "mobile_photo", "highdef_photo"}),
    ],
)
def test_species_of_a_protocol(replay_root: Path, name: str, species: set[str]) -> None:
    assert set(ReplayAttack(replay_root, protocol=name).protocol().species) == species


def test_1200_videos_and_no_enrolment(replay_root: Path) -> None:
    corpus = ReplayAttack(replay_root)
    assert len(corpus.clips()) == 1200
    assert not any("enroll" in clip.path for clip in corpus.clips())
    assert corpus.strays() == ()
    assert Counter(clip.pai_species for clip in corpus.clips()) == {
        "": 200,
        "print_photo": 200,
        "mobile_photo": 200,
        "mobile_video": 200,
        "highdef_photo": 200,
        "highdef_video": 200,
    }


def test_clients_without_gaps_in_none_of_the_splits(replay_root: Path) -> None:
    clips = ReplayAttack(replay_root).clips()
    clients = {s: {clip.subject for clip in clips if clip.split is s} for s in Split}
    assert [len(of) for of in clients.values()] == [15, 15, 20]
    assert len(set().union(*clients.values())) == 50


def test_every_clip_says_what_it_is(small_replay: Path) -> None:
    clips = {clip.path: clip for clip in ReplayAttack(small_replay).clips()}
    name = "attack_print_client109_session01_highdef_photo_adverse.mov"
    assert clips[f"test/attack/hand/{name}"] == Clip(
        path=f"test/attack/hand/{name}",
        subject="client109",
        split=Split.TEST,
        label=Label.ATTACK,
        pai_species="print_photo",
        attributes={"device": "print", "light": "adverse", "support": "hand"},
    )
    real = clips["devel/real/client003_session01_webcam_authenticate_controlled_2.mov"]
    assert (real.subject, real.label) == ("client003", Label.BONA_FIDE)
    assert dict(real.attributes) == {"device": "", "light": "controlled", "support": ""}


def test_missing_files_of_a_client_and_missing_clients(small_replay: Path) -> None:
    gone = "train/real/client001_session01_webcam_authenticate_adverse_1.mov"
    (small_replay / gone).unlink()
    missing = {clip.path: clip for clip in ReplayAttack(small_replay).missing()}
    assert gone in missing
    assert len(missing) == 1200 - 72 + 1
    absent = {clip.subject for clip in missing.values()} - {"client001"}
    assert len(absent) == 14 + 14 + 19
    assert "client-absent-19-test" in absent


def test_a_split_that_is_not_there_is_missing(small_replay: Path) -> None:
    (small_replay / "devel").rename(small_replay / "elsewhere")
    protocol = ReplayAttack(small_replay).protocol()
    assert protocol.split(Split.DEVEL) == ()
    assert protocol.n_expected(Split.DEVEL) == 360


def test_other_spellings_of_a_file_count(small_replay: Path) -> None:
    folder = small_replay / "test/attack/fixed"
    old = folder / "attack_mobile_client109_session01_mobile_photo_adverse.mov"
    new = old.rename(folder / "attack_mobile_client109_session01_highdef_photo_adverse.MOV")
    clips = {clip.path: clip for clip in ReplayAttack(small_replay).clips()}
    assert len(clips) == 72
    assert clips[new.relative_to(small_replay).as_posix()].pai_species == "mobile_photo"


def test_unknown_videos_are_strays(small_replay: Path) -> None:
    stray = "attack_print_client109_session01_highdef_video_adverse.mov"  # paper does not move
    (small_replay / "test/attack/fixed" / stray).touch()
    (small_replay / "test/real/._client109_session01_webcam_authenticate_adverse_1.mov").touch()
    (small_replay / "test/real/client109_session01_webcam_authenticate_adverse_1.face").touch()
    assert ReplayAttack(small_replay).strays() == (f"test/attack/fixed/{stray}",)


def test_more_clients_than_the_corpus_has_are_refused(small_replay: Path) -> None:
    for number in range(1, 17):
        name = f"client{number:03d}_session01_webcam_authenticate_adverse_1.mov"
        (small_replay / "train/real" / name).touch()
    with pytest.raises(ProtocolError, match="holds 16 clients, and the corpus has 15"):
        ReplayAttack(small_replay).clips()


def test_a_client_in_two_splits_is_refused(small_replay: Path) -> None:
    name = "client001_session01_webcam_authenticate_adverse_1.mov"
    (small_replay / "test/real" / name).touch()
    with pytest.raises(ProtocolError, match=r"client001 \(test and train\)"):
        ReplayAttack(small_replay).protocol()


@pytest.mark.parametrize(
    "setting", [{"protocol": "grandtests"}, {"support": "hands"}, {"light": "advers"}]
)
def test_a_mistyped_setting_names_the_nearest(replay_root: Path, setting: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=r"Did you mean (grandtest|hand|adverse)\?"):
        ReplayAttack(replay_root, **setting)
