"""REPLAY-ATTACK: 50 clients, 24 videos each for presentation attack detection, seven protocols.

    {train,devel,test}/real/clientNNN_session01_webcam_authenticate_{adverse,controlled}_{1,2}.mov
    {train,devel,test}/attack/{fixed,hand}/
        attack_{print,mobile,highdef}_clientNNN_session01_{highdef,mobile}_{photo,video}_{light}.mov

`enroll/` serves face verification; no protocol here uses it. Client numbers are not contiguous
and no list of them is shipped: who is official is read off the file names.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import product
from pathlib import Path

from msfans.corpora.folders import Stock, take_stock, videos_below
from msfans.corpora.layout import require_choice, require_layout
from msfans.corpora.synthetic import read_card
from msfans.errors import ProtocolError
from msfans.protocols import Protocol
from msfans.records import Clip, Label, Split

OTHER_SPELLINGS = {
    "train": ("training", "train_set"),
    "devel": ("dev", "development", "val", "valid", "validation"),
    "test": ("testing", "test_set"),
}
OFFICIAL_CLIENTS: Mapping[Split, int] = {Split.TRAIN: 15, Split.DEVEL: 15, Split.TEST: 20}
LIGHTS = ("controlled", "adverse")
SUPPORTS = ("fixed", "hand")
TAKES = (1, 2)
# species: the device that shows it and the camera its picture was taken with, as file names say
INSTRUMENTS: Mapping[str, tuple[str, str]] = {
    "print_photo": ("print", "highdef"),
    "mobile_photo": ("mobile", "mobile"),
    "mobile_video": ("mobile", "mobile"),
    "highdef_photo": ("highdef", "highdef"),
    "highdef_video": ("highdef", "highdef"),
}
PROTOCOLS: Mapping[str, tuple[str, ...]] = {
    "grandtest": tuple(INSTRUMENTS),
    "print": ("print_photo",),
    "mobile": ("mobile_photo", "mobile_video"),
    "highdef": ("highdef_photo", "highdef_video"),
    "photo": ("print_photo", "mobile_photo", "highdef_photo"),
    "digitalphoto": ("mobile_photo", "highdef_photo"),
    "video": ("mobile_video", "highdef_video"),
}
REAL = re.compile(
    r"(train|devel|test)/real/"
    r"client0*([1-9]\d*)_session01_webcam_authenticate_(adverse|controlled)_([12])\.\w+"
)
ATTACK = re.compile(
    r"(train|devel|test)/attack/(fixed|hand)/attack_(print|mobile|highdef)_"
    r"client0*([1-9]\d*)_session01_(?:highdef|mobile)_(photo|video)_(adverse|controlled)\.\w+"
)


class ReplayAttack:
    """The corpus below `root`, which holds `train`, `devel` and `test`.

    `protocol` is one of PROTOCOLS; `support` keeps the attacks held in `hand` or on a `fixed`
    support, `light` keeps the attacks and bona fide of one lighting.
    """

    name = "replay_attack"

    def __init__(
        self,
        root: Path | str,
        *,
        protocol: str = "grandtest",
        support: str = "all",
        light: str = "all",
    ) -> None:
        self.root = Path(root).expanduser()
        require_choice("protocol", protocol, tuple(PROTOCOLS))
        require_choice("support", support, ("all", *SUPPORTS))
        require_choice("light", light, ("all", *LIGHTS))
        require_layout(self.root, "REPLAY-ATTACK", OTHER_SPELLINGS)
        self.attack_protocol, self.support, self.light = protocol, support, light
        self.card = read_card(self.root, corpus=self.name)
        self.embedded = self.card is not None

    @cached_property
    def stock(self) -> Stock:
        """The official list held against the disk, which is read once."""
        found = videos_below(self.root, OTHER_SPELLINGS, depth=3)
        clients = self.card.subjects if self.card else self.clients_of(found)
        return take_stock(official(clients), found, place_of=place_of)

    def clients_of(self, found: list[str]) -> dict[Split, tuple[int | str, ...]]:
        """Official clients by split: those that have a video, then stand-ins for absent ones.

        ProtocolError when a split has more clients than the corpus.
        """
        places = [place for path in found if (place := place_of(path))]
        clients: dict[Split, tuple[int | str, ...]] = {}
        for split, n_official in OFFICIAL_CLIENTS.items():
            numbers = {client_of(place) for place in places if place.startswith(f"{split}/")}
            if len(numbers) > n_official:
                raise ProtocolError(
                    self.root / split,
                    f"holds {len(numbers)} clients, and the corpus has {n_official}",
                    fix="remove the videos that are not of the corpus",
                )
            absent = (f"-absent-{k}" for k in range(1, n_official - len(numbers) + 1))
            clients[split] = (*sorted(numbers), *absent)
        return clients

    def clips(self) -> tuple[Clip, ...]:
        """Every video on disk of real/ and attack/; enrolment is not among them."""
        return self.stock.present

    def missing(self) -> tuple[Clip, ...]:
        """Official videos that are not on disk; a client without any is `client-absent-1`, ..."""
        return self.stock.missing

    def strays(self) -> tuple[str, ...]:
        """Video files in the three folders that the official list does not hold."""
        return self.stock.strays

    def protocol(self) -> Protocol:
        """The chosen protocol, filtered by support and light."""
        return self.protocol_of(self.attack_protocol, support=self.support, light=self.light)

    def protocols(self) -> tuple[Protocol, ...]:
        """All protocols, without filters."""
        return tuple(self.protocol_of(name) for name in PROTOCOLS)

    def protocol_of(self, name: str, *, support: str = "all", light: str = "all") -> Protocol:
        """One protocol; filters become part of its name."""

        def chosen(clips: tuple[Clip, ...]) -> tuple[Clip, ...]:
            return tuple(
                clip
                for clip in clips
                if clip.pai_species in ("", *PROTOCOLS[name])
                and clip.attributes["support"] in ("", *filtered(SUPPORTS, support))
                and clip.attributes["light"] in filtered(LIGHTS, light)
            )

        return Protocol(
            corpus=self.name,
            name="-".join((name, *(part for part in (support, light) if part != "all"))),
            clips=chosen(self.stock.present),
            missing=chosen(self.stock.missing),
        )


def filtered(values: tuple[str, ...], choice: str) -> tuple[str, ...]:
    """The values that a filter lets through."""
    return values if choice == "all" else (choice,)


def official(clients: Mapping[Split, tuple[int | str, ...]]) -> Iterator[Clip]:
    """The clips of the official list under their official paths, client by client."""
    for split in OFFICIAL_CLIENTS:
        for number in clients[split]:
            client = f"client{number:03d}" if isinstance(number, int) else f"client{number}"
            subject = client if isinstance(number, int) else f"{client}-{split}"
            yield from bona_fide_clips(split, client, subject)
            yield from attack_clips(split, client, subject)


def bona_fide_clips(split: Split, client: str, subject: str) -> Iterator[Clip]:
    """The four recordings of a client in person."""
    for light, take in product(LIGHTS, TAKES):
        yield Clip(
            path=f"{split}/real/{client}_session01_webcam_authenticate_{light}_{take}.mov",
            subject=subject,
            split=split,
            label=Label.BONA_FIDE,
            attributes={"device": "", "light": light, "support": ""},
        )


def attack_clips(split: Split, client: str, subject: str) -> Iterator[Clip]:
    """The twenty attacks on a client."""
    for support, (species, (device, camera)), light in product(
        SUPPORTS, INSTRUMENTS.items(), LIGHTS
    ):
        medium = species.removeprefix(f"{device}_")
        name = f"attack_{device}_{client}_session01_{camera}_{medium}_{light}.mov"
        yield Clip(
            path=f"{split}/attack/{support}/{name}",
            subject=subject,
            split=split,
            label=Label.ATTACK,
            pai_species=species,
            attributes={"device": device, "light": light, "support": support},
        )


def place_of(path: str) -> str | None:
    """The official path that a file stands for, whatever its letter case and suffix."""
    if found := REAL.fullmatch(path.lower()):
        split, number, light, take = found.groups()
        client = f"client{int(number):03d}"
        return f"{split}/real/{client}_session01_webcam_authenticate_{light}_{take}.mov"
    if found := ATTACK.fullmatch(path.lower()):
        split, support, device, number, medium, light = found.groups()
        camera = INSTRUMENTS.get(f"{device}_{medium}", ("", ""))[1]
        client = f"client{int(number):03d}"
        name = f"attack_{device}_{client}_session01_{camera}_{medium}_{light}.mov"
        return f"{split}/attack/{support}/{name}"
    return None


def client_of(place: str) -> int:
    """The client's number in an official path."""
    return int(place.split("client")[1][:3])
