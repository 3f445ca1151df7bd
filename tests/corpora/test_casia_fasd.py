"""Counts are those of the corpus's description; the trees come from conftest, not the product."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from msfans.corpora.casia_fasd import CasiaFasd
from msfans.errors import ProtocolError, UsageError
from msfans.protocols import Protocol
from msfans.records import Label, Split

SIZES = {  # scenario: train bona fide, attack; test bona fide, attack
    "low": (20, 60, 30, 90),
    "normal": (20, 60, 30, 90),
    "high": (20, 60, 30, 90),
    "warped": (60, 60, 90, 90),
    "cut": (60, 60, 90, 90),
    "video": (60, 60, 90, 90),
    "overall": (60, 180, 90, 270),
}


def size(protocol: Protocol, split: Split) -> tuple[int, int]:
    labels = Counter(clip.label for clip in protocol.split(split))
    return labels[Label.BONA_FIDE], labels[Label.ATTACK]


def names(corpus: CasiaFasd) -> set[str]:
    return {clip.path.split("/")[2].removesuffix(".avi") for clip in corpus.protocol().clips}


@pytest.mark.parametrize("scenario", SIZES)
def test_official_sizes_of_a_scenario(casia_root: Path, scenario: str) -> None:
    protocol = CasiaFasd(casia_root, protocol=scenario, devel="none").protocol()
    sizes = (*size(protocol, Split.TRAIN), *size(protocol, Split.TEST))
    assert sizes == SIZES[scenario]
    assert size(protocol, Split.DEVEL) == (0, 0)
    assert protocol.missing == ()
    assert (protocol.corpus, protocol.name) == ("casia_fasd", scenario)


def test_protocols_are_the_seven_scenarios(casia_root: Path) -> None:
    protocols = CasiaFasd(casia_root).protocols()
    assert [protocol.name for protocol in protocols] == list(SIZES)
    assert [size(protocol, Split.TEST) for protocol in protocols] == [
        counts[2:] for counts in SIZES.values()
    ]


@pytest.mark.parametrize(
    ("scenario", "files"),
    [
        ("low", {"1", "3", "5", "7"}),
        ("normal", {"2", "4", "6", "8"}),
        ("high", {"HR_1", "HR_2", "HR_3", "HR_4"}),
        ("warped", {"1", "2", "HR_1", "3", "4", "HR_2"}),
        ("cut", {"1", "2", "HR_1", "5", "6", "HR_3"}),
        ("video", {"1", "2", "HR_1", "7", "8", "HR_4"}),
    ],
)
def test_files_of_a_scenario(casia_root: Path, scenario: str, files: set[str]) -> None:
    assert names(CasiaFasd(casia_root, protocol=scenario)) == files


def test_bob_mapping_swaps_low_with_normal(casia_root: Path) -> None:
    bob = {"landscape_quality": "normal"}
    assert names(CasiaFasd(casia_root, protocol="low", **bob)) == {"2", "4", "6", "8"}
    assert names(CasiaFasd(casia_root, protocol="normal", **bob)) == {"1", "3", "5", "7"}
    assert names(CasiaFasd(casia_root, protocol="high", **bob)) == {"HR_1", "HR_2", "HR_3", "HR_4"}


def test_every_clip_says_what_it_is(casia_root: Path) -> None:
    clips = {clip.path: clip for clip in CasiaFasd(casia_root).clips()}
    assert len(clips) == 600
    cut = clips["test_release/30/6.avi"]
    assert (cut.subject, cut.split, cut.label) == ("test_30", Split.TEST, Label.ATTACK)
    assert (cut.pai_species, dict(cut.attributes)) == ("cut_photo", {"quality": "normal"})
    real = clips["train_release/7/HR_1.avi"]
    assert (real.subject, real.label, real.pai_species) == ("train_7", Label.BONA_FIDE, "")
    assert Counter(clip.pai_species for clip in clips.values()) == {
        "": 150,
        "warped_photo": 150,
        "cut_photo": 150,
        "video_replay": 150,
    }


def test_subject_1_of_train_and_of_test_are_two_people(casia_root: Path) -> None:
    assert len({clip.subject for clip in CasiaFasd(casia_root).clips()}) == 50


def test_subjects_come_in_natural_order(casia_root: Path) -> None:
    order = list(dict.fromkeys(clip.subject for clip in CasiaFasd(casia_root).clips()))
    assert order == [f"train_{n}" for n in range(1, 21)] + [f"test_{n}" for n in range(1, 31)]


def test_default_devel_is_subjects_17_to_20_out_of_train(casia_root: Path) -> None:
    protocol = CasiaFasd(casia_root).protocol()
    assert {clip.subject for clip in protocol.split(Split.DEVEL)} == {
        f"train_{n}" for n in (17, 18, 19, 20)
    }
    assert size(protocol, Split.DEVEL) == (12, 36)
    assert size(protocol, Split.TRAIN) == (48, 144)
    assert size(protocol, Split.TEST) == (90, 270)


def test_the_five_folds_share_out_the_train_subjects(casia_root: Path) -> None:
    folds = [
        {
            clip.subject
            for clip in CasiaFasd(casia_root, devel=f"fold_{k}").protocol().split(Split.DEVEL)
        }
        for k in range(1, 6)
    ]
    assert [len(fold) for fold in folds] == [4] * 5
    assert set().union(*folds) == {f"train_{n}" for n in range(1, 21)}


def test_a_missing_subject_does_not_move_the_folds(tmp_path: Path, casia_root: Path) -> None:
    shutil.copytree(casia_root / "train_release", tmp_path / "train_release")
    shutil.rmtree(tmp_path / "train_release" / "18")
    protocol = CasiaFasd(tmp_path).protocol()
    devel = {clip.subject for clip in protocol.split(Split.DEVEL)}
    assert devel == {"train_17", "train_19", "train_20"}
    assert sum(clip.split is Split.DEVEL for clip in protocol.missing) == 12
    assert sum(clip.split is Split.TEST for clip in protocol.missing) == 360


def test_missing_videos_are_named_where_they_belong(small_casia: Path) -> None:
    (small_casia / "test_release/1/HR_3.avi").unlink()
    corpus = CasiaFasd(small_casia, devel="none")
    assert len(corpus.clips()) == 35
    assert len(corpus.missing()) == 600 - 35
    assert "test_release/1/HR_3.avi" in {clip.path for clip in corpus.missing()}


def test_other_spellings_of_a_file_count_and_keep_their_own_path(small_casia: Path) -> None:
    folder = small_casia / "train_release/1"
    (folder / "1.avi").rename(folder / "1.AVI")
    (folder / "HR_2.avi").rename(folder / "hr_2.mp4")
    (small_casia / "train_release/2").rename(small_casia / "train_release/02")
    corpus = CasiaFasd(small_casia)
    paths = {clip.path: clip for clip in corpus.clips()}
    assert len(paths) == 36
    assert paths["train_release/1/1.AVI"].label is Label.BONA_FIDE
    assert paths["train_release/1/hr_2.mp4"].pai_species == "warped_photo"
    assert paths["train_release/02/3.avi"].subject == "train_2"


def test_litter_is_ignored_and_unknown_videos_are_strays(small_casia: Path) -> None:
    folder = small_casia / "train_release/1"
    for name in ("Thumbs.db", ".DS_Store", "._1.avi", "1.txt"):
        (folder / name).touch()
    for name in ("9.avi", "HR_5.avi", "copy of 1.avi"):
        (folder / name).touch()
    corpus = CasiaFasd(small_casia)
    assert len(corpus.clips()) == 36
    assert {Path(stray).name for stray in corpus.strays()} == {"9.avi", "HR_5.avi", "copy of 1.avi"}


def test_a_subject_beyond_the_official_ones_is_a_stray(small_casia: Path) -> None:
    (small_casia / "train_release/2").rename(small_casia / "train_release/21")
    corpus = CasiaFasd(small_casia)
    assert len(corpus.clips()) == 24
    assert len(corpus.strays()) == 12


def test_two_files_for_one_video_are_refused(small_casia: Path) -> None:
    (small_casia / "train_release/1/1.mp4").touch()
    with pytest.raises(ProtocolError, match=r"1\.avi and train_release/1/1\.mp4"):
        CasiaFasd(small_casia).clips()


@pytest.mark.parametrize("setting", [{"protocol": "overal"}, {"devel": "fold_6"}])
def test_a_mistyped_setting_names_the_nearest(casia_root: Path, setting: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=r"[Dd]id you mean (overall|fold_\d)"):
        CasiaFasd(casia_root, **setting)


def test_landscape_quality_has_two_values(casia_root: Path) -> None:
    with pytest.raises(UsageError, match="low, normal"):
        CasiaFasd(casia_root, landscape_quality="high")
