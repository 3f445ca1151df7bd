"""Videos and pictures to try a bundle on: own folders, or the test videos of a corpus."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from msfans.corpora.corpus import Corpus
from msfans.deploy.images import read_image
from msfans.deploy.sources import Kind, in_folder, kind_of, video_frames
from msfans.errors import DataError
from msfans.media.video import RgbFrame, UnreadableVideo
from msfans.media.weights import file_sha256
from msfans.records import Label, Split

UNNAMED_SPECIES = "unspecified"
UNLABELLED = "unlabelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """One video or picture; `label` None where the truth is not known, species "" with it.

    `name` is its own among those that are scored together, and says nothing of the disk.
    """

    path: Path
    name: str
    label: Label | None = None
    pai_species: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """Which frames of a video are taken: every `stride_frames`-th, at most `max_frames`."""

    stride_frames: int = 5
    max_frames: int = 10


def own_material(folders: Mapping[Label, Path] | Mapping[None, Path]) -> list[Presentation]:
    """The presentations of each folder, by their label; DataError where one is there twice."""
    material = [
        seen for label, folder in folders.items() for seen in presentations_in(folder, label)
    ]
    refuse_copies(material)
    return material


def presentations_in(folder: Path, label: Label | None) -> list[Presentation]:
    """Every video and picture below `folder`; DataError where there is none.

    Attacks in a folder of `folder` are of the species that it is called.
    """
    if not folder.is_dir():
        raise DataError(folder, "is not a folder", fix="give a folder of videos or pictures")
    paths = [source.path.relative_to(folder) for source in in_folder(folder)]
    if not paths:
        raise DataError(folder, "holds no video or picture", fix="give a folder that does")
    return [
        Presentation(
            path=folder / path,
            name=f"{label or UNLABELLED}/{path.as_posix()}",
            label=label,
            pai_species=_species(path) if label is Label.ATTACK else "",
        )
        for path in paths
    ]


def _species(path: Path) -> str:
    return path.parts[0] if len(path.parts) > 1 else UNNAMED_SPECIES


def refuse_copies(material: Iterable[Presentation]) -> None:
    """DataError where two files, or links, have the same content: they would count as two.

    What can not be read has none, and is told when its turn comes.
    """
    of_size: dict[int, list[Presentation]] = {}
    for seen in material:
        if size := seen.path.is_file() and seen.path.stat().st_size:
            of_size.setdefault(size, []).append(seen)
    of_content: dict[str, Presentation] = {}
    copies: list[tuple[Presentation, Presentation]] = []
    for seen in chain.from_iterable(alike for alike in of_size.values() if len(alike) > 1):
        with suppress(OSError):
            first = of_content.setdefault(file_sha256(seen.path), seen)
            if first is not seen:
                copies.append((seen, first))
    if copies:
        raise _copy(*copies[0], n_more=len(copies) - 1)


def _copy(seen: Presentation, first: Presentation, *, n_more: int) -> DataError:
    """The refusal of the second of two with the same content, and of more of the kind."""
    fact = f"has the same content as {first.path}"
    if seen.path == first.path:
        fact = "lies in the folders of both classes"
    elif seen.label is not first.label:
        fact += f", which is {first.label}"
    if n_more:
        fact += f"; so it is with {n_more} more"
    return DataError(seen.path, fact, fix="take one of them away: each counts once, in one class")


def of_corpus(corpus: Corpus, split: Split = Split.TEST) -> list[Presentation]:
    """The videos of a split of the corpus's protocol."""
    return [
        Presentation(
            path=corpus.root / clip.path,
            name=clip.path,
            label=clip.label,
            pai_species=clip.pai_species,
        )
        for clip in corpus.protocol().split(split)
    ]


def without_labels(material: Iterable[Presentation]) -> list[Presentation]:
    """The same as if the truth were not known."""
    return [replace(seen, label=None, pai_species="") for seen in material]


def spread(material: list[Presentation], at_most: int | None) -> list[Presentation]:
    """At most so many, evenly spread over the list."""
    if at_most is None or len(material) <= at_most:
        return material
    return [material[index * len(material) // at_most] for index in range(at_most)]


def is_picture(path: Path) -> bool:
    """Whether the file is a picture."""
    return kind_of(path) is Kind.IMAGE


def sampled_frames(seen: Presentation, sampling: Sampling) -> Iterator[tuple[int, RgbFrame]]:
    """The sampled frames of a video, those before any damage; a picture is its own frame 0.

    DataError where there is none, or frames are too large.
    """
    if is_picture(seen.path):
        yield 0, read_image(seen.path)
        return
    frames = video_frames(
        seen.path, stride_frames=sampling.stride_frames, max_frames=sampling.max_frames
    )
    any_taken = False
    try:
        for numbered in frames:
            any_taken = True
            yield numbered
    except UnreadableVideo:
        if not any_taken:
            raise
