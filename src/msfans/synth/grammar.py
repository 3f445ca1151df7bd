"""The two folder grammars: which videos a corpus has, and what each of them shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from msfans.records import Label, Split
from msfans.synth.camera import HIGH, LOW, NORMAL, WEBCAM, CameraKind
from msfans.synth.light import LightKind


class Instrument(StrEnum):
    """What stands before the camera."""

    LIVE = "live"
    WARPED_PHOTO = "warped_photo"
    CUT_PHOTO = "cut_photo"
    PRINT_PHOTO = "print_photo"
    TABLET_PHOTO = "tablet_photo"
    TABLET_VIDEO = "tablet_video"
    PHONE_PHOTO = "phone_photo"
    PHONE_VIDEO = "phone_video"

    @property
    def on_paper(self) -> bool:
        """A print, as against a screen."""
        return self in (Instrument.WARPED_PHOTO, Instrument.CUT_PHOTO, Instrument.PRINT_PHOTO)

    @property
    def moves(self) -> bool:
        """A video is shown, not a photo."""
        return self in (Instrument.TABLET_VIDEO, Instrument.PHONE_VIDEO)

    @property
    def label(self) -> Label:
        """Ground truth."""
        return Label.BONA_FIDE if self is Instrument.LIVE else Label.ATTACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """`number` is what the names say; `ordinal` counts over the corpus and gives the skin tone."""

    split: Split
    number: int
    ordinal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A recording format; sizes in px, `iod_px` a typical distance between the eyes."""

    height_px: int
    width_px: int
    iod_px: float
    camera: CameraKind


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoPlan:
    """One video; `path` is relative to the root. `light` None: drawn."""

    path: str
    subject: Subject
    instrument: Instrument
    format: Format
    hand_held: bool
    light: LightKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Subjects of each split."""

    train: int
    devel: int
    test: int

    def subjects(self, numbers: "NumberRule") -> Iterator[Subject]:
        """All subjects; no person is in two splits, whatever the numbers say."""
        ordinal = 0
        for split in Split:
            for place in range(getattr(self, split.value)):
                number = numbers.number(place, ordinal)
                yield Subject(split=split, number=number, ordinal=ordinal)
                ordinal += 1


class NumberRule(StrEnum):
    """CASIA-FASD counts from 1 in each split; REPLAY-ATTACK's client numbers have gaps."""

    FROM_ONE = "from_one"
    WITH_GAPS = "with_gaps"

    def number(self, place: int, ordinal: int) -> int:
        """The number of the subject at `place` of its split."""
        return place + 1 if self is NumberRule.FROM_ONE else 1 + ordinal + ordinal // 3


CASIA_FORMATS = {
    ("1", "3", "5", "7"): Format(height_px=480, width_px=640, iod_px=80, camera=LOW),
    ("2", "4", "6", "8"): Format(height_px=640, width_px=480, iod_px=82, camera=NORMAL),
    ("HR_1", "HR_2", "HR_3", "HR_4"): Format(height_px=1280, width_px=720, iod_px=150, camera=HIGH),
}
CASIA_INSTRUMENTS = (
    Instrument.LIVE,
    Instrument.WARPED_PHOTO,
    Instrument.CUT_PHOTO,
    Instrument.TABLET_VIDEO,
)
REPLAY_FORMAT = Format(height_px=240, width_px=320, iod_px=43, camera=WEBCAM)
REPLAY_ATTACKS = {
    "attack_highdef_{client}_highdef_photo_{light}": Instrument.TABLET_PHOTO,
    "attack_highdef_{client}_highdef_video_{light}": Instrument.TABLET_VIDEO,
    "attack_mobile_{client}_mobile_photo_{light}": Instrument.PHONE_PHOTO,
    "attack_mobile_{client}_mobile_video_{light}": Instrument.PHONE_VIDEO,
    "attack_print_{client}_highdef_photo_{light}": Instrument.PRINT_PHOTO,
}


def casia_fasd(counts: Counts) -> Iterator[VideoPlan]:
    """`train_release/<n>/<file>.avi`, twelve files a subject; there is no devel split."""
    for subject in counts.subjects(NumberRule.FROM_ONE):
        for names, form in CASIA_FORMATS.items():
            for name, instrument in zip(names, CASIA_INSTRUMENTS, strict=True):
                yield VideoPlan(
                    path=f"{subject.split}_release/{subject.number}/{name}.avi",
                    subject=subject,
                    instrument=instrument,
                    format=form,
                    hand_held=True,
                )


def replay_attack(counts: Counts) -> Iterator[VideoPlan]:
    """Four bona fide, two enrolment and twenty attack videos a client."""
    for subject in counts.subjects(NumberRule.WITH_GAPS):
        yield from replay_live(subject)
        for support in ("fixed", "hand"):
            for light in LightKind:
                yield from replay_attacks(subject, support, light)


def replay_live(subject: Subject) -> Iterator[VideoPlan]:
    """The bona fide accesses, and the enrolment that no PAD protocol uses."""
    client = f"client{subject.number:03d}_session01_webcam"
    for light in LightKind:
        paths = [
            f"{subject.split}/real/{client}_authenticate_{light}_{take}.mov" for take in (1, 2)
        ]
        paths.append(f"enroll/{subject.split}/{client}_enroll_{light}_1.mov")
        for path in paths:
            yield VideoPlan(
                path=path,
                subject=subject,
                instrument=Instrument.LIVE,
                format=REPLAY_FORMAT,
                hand_held=False,
                light=light,
            )


def replay_attacks(subject: Subject, support: str, light: LightKind) -> Iterator[VideoPlan]:
    """The five attacks of one support and light."""
    client = f"client{subject.number:03d}_session01"
    for pattern, instrument in REPLAY_ATTACKS.items():
        name = pattern.format(client=client, light=light)
        yield VideoPlan(
            path=f"{subject.split}/attack/{support}/{name}.mov",
            subject=subject,
            instrument=instrument,
            format=REPLAY_FORMAT,
            hand_held=support == "hand",
            light=light,
        )
