"""CASIA-FASD: 50 subjects, 12 videos each, and the seven scenarios of its authors.

`train_release/<1..20>/` and `test_release/<1..30>/` hold `1 2 3 4 5 6 7 8 HR_1 HR_2 HR_3 HR_4`,
`.avi`. Subject 1 of train and subject 1 of test are different people.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from msfans.corpora.folders import Stock, take_stock, videos_below
from msfans.corpora.layout import require_choice, require_layout
from msfans.corpora.synthetic import read_card
from msfans.errors import ProtocolError
from msfans.protocols import Protocol
from msfans.records import Clip, Label, Split

FOLDERS: Mapping[Split, str] = {Split.TRAIN: "train_release", Split.TEST: "test_release"}
OTHER_SPELLINGS = {
    "train_release": ("train", "training", "train_set"),
    "test_release": ("test", "testing", "test_set"),
}
OFFICIAL_SUBJECTS: Mapping[Split, tuple[int, ...]] = {
    Split.TRAIN: tuple(range(1, 21)),
    Split.TEST: tuple(range(1, 31)),
}
SPECIES = ("", "warped_photo", "cut_photo", "video_replay")
QUALITIES = ("low", "normal", "high")
# scenario: the qualities and the PAI species it takes; bona fide are in all of them
SCENARIOS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "low": (("low",), SPECIES),
    "normal": (("normal",), SPECIES),
    "high": (("high",), SPECIES),
    "warped": (QUALITIES, ("", "warped_photo")),
    "cut": (QUALITIES, ("", "cut_photo")),
    "video": (QUALITIES, ("", "video_replay")),
    "overall": (QUALITIES, SPECIES),
}
N_FOLDS = 5
DEVEL_CHOICES = ("none", *(f"fold_{k}" for k in range(1, N_FOLDS + 1)))
PLACE = re.compile(r"(train|test)_release/0*([1-9]\d*)/(hr_)?([1-8])\.\w+", re.IGNORECASE)


class CasiaFasd:
    """The corpus below `root`, which holds `train_release` and `test_release`.

    `protocol` is one of SCENARIOS. There is no official devel set: `devel` takes one of five
    subject-disjoint folds out of train (fold_5: subjects 17 to 20 of 20), or none.
    `landscape_quality` says which quality the 640x480 landscape videos (1, 3, 5, 7) are: surveys
    call them low and the 480x640 portrait ones normal, the Bob toolkit has it the other way round
    (`normal`). It moves the scenarios low and normal only.
    """

    name = "casia_fasd"

    def __init__(
        self,
        root: Path | str,
        *,
        protocol: str = "overall",
        devel: str = "fold_5",
        landscape_quality: str = "low",
    ) -> None:
        self.root = Path(root).expanduser()
        require_choice("protocol", protocol, tuple(SCENARIOS))
        require_choice("devel", devel, DEVEL_CHOICES)
        require_choice("landscape_quality", landscape_quality, ("low", "normal"))
        require_layout(self.root, "CASIA-FASD", OTHER_SPELLINGS)
        self.scenario, self.devel, self.landscape_quality = protocol, devel, landscape_quality
        card = read_card(self.root, corpus=self.name)
        self.embedded = card is not None
        self.subjects = card.subjects if card else OFFICIAL_SUBJECTS

    @cached_property
    def stock(self) -> Stock:
        """The official list held against the disk, which is read once."""
        found = videos_below(self.root, FOLDERS.values(), depth=2)
        return take_stock(self.official(), found, place_of=place_of)

    def official(self) -> Iterator[Clip]:
        """The clips of the official list under their official paths, subject by subject."""
        for split, folder in FOLDERS.items():
            for subject in self.subjects[split]:
                yield from official_clips(split, folder, subject, self.landscape_quality)

    def clips(self) -> tuple[Clip, ...]:
        """Every video on disk, in train or test as its folder says."""
        return self.stock.present

    def missing(self) -> tuple[Clip, ...]:
        """Official videos that are not on disk."""
        return self.stock.missing

    def strays(self) -> tuple[str, ...]:
        """Video files in the two folders that the official list does not hold."""
        return self.stock.strays

    def protocol(self) -> Protocol:
        """The chosen scenario, with the devel fold taken out of train."""
        return self.scenario_of(self.scenario)

    def protocols(self) -> tuple[Protocol, ...]:
        """All seven scenarios."""
        return tuple(self.scenario_of(name) for name in SCENARIOS)

    def scenario_of(self, name: str) -> Protocol:
        """One scenario; ProtocolError when the devel fold would empty train or hold nobody."""
        qualities, species = SCENARIOS[name]
        fold = self.devel_fold()

        def chosen(clips: tuple[Clip, ...]) -> tuple[Clip, ...]:
            return tuple(
                replace(clip, split=Split.DEVEL) if clip.subject in fold else clip
                for clip in clips
                if clip.attributes["quality"] in qualities and clip.pai_species in species
            )

        return Protocol(
            corpus=self.name,
            name=name,
            clips=chosen(self.stock.present),
            missing=chosen(self.stock.missing),
        )

    def devel_fold(self) -> frozenset[str]:
        """Subjects that are judged as devel; consecutive train subjects of the official list."""
        if self.devel == "none":
            return frozenset()
        subjects = self.subjects[Split.TRAIN]
        k = int(self.devel.removeprefix("fold_"))
        fold = subjects[(k - 1) * len(subjects) // N_FOLDS : k * len(subjects) // N_FOLDS]
        if not fold or len(fold) == len(subjects):
            raise ProtocolError(
                self.root,
                f"{len(subjects)} train subjects leave devel={self.devel} or train empty",
                fix="set devel=none or take a corpus with more subjects",
            )
        return frozenset(f"train_{number}" for number in fold)


def official_clips(split: Split, folder: str, subject: int, landscape: str) -> Iterator[Clip]:
    """The 12 videos of a subject: `1` to `8` (landscape odd, portrait even), `HR_1` to `HR_4`."""
    portrait = "normal" if landscape == "low" else "low"
    takes = [(str(k), (k - 1) // 2, landscape if k % 2 else portrait) for k in range(1, 9)]
    takes += [(f"HR_{k}", k - 1, "high") for k in range(1, 5)]
    for name, kind, quality in takes:
        yield Clip(
            path=f"{folder}/{subject}/{name}.avi",
            subject=f"{split}_{subject}",
            split=split,
            label=Label.ATTACK if kind else Label.BONA_FIDE,
            pai_species=SPECIES[kind],
            attributes={"quality": quality},
        )


def place_of(path: str) -> str | None:
    """The official path that a file stands for, whatever its letter case and suffix."""
    found = PLACE.fullmatch(path)
    if not found:
        return None
    split, subject, high, number = found.groups()
    return f"{split.lower()}_release/{subject}/{'HR_' if high else ''}{number}.avi"
