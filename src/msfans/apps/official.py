"""A score file held against a corpus's official list of videos, by their names alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from msfans.corpora import casia_fasd, replay_attack
from msfans.corpora.layout import require_choice
from msfans.errors import ScoreError, UsageError
from msfans.metrics.presentations import origin
from msfans.protocols import first_named
from msfans.records import Clip, Split
from msfans.scores import TEXT_COLUMNS, checked


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """The videos of a protocol; `clips_of` lists them, for a file that names these clients.

    `place_of` gives the official path a name stands for, `roles` the official splits that each
    role in a score file may take its videos from.
    """

    name: str
    chosen: Callable[[Clip], bool]
    clips_of: Callable[[list[str]], tuple[Clip, ...]]
    place_of: Callable[[str], str | None]
    roles: Mapping[Split, tuple[Split, ...]]
    notices: list[str] = field(default_factory=list)


def official_list(corpus: str | None, protocol: str | None) -> Official | None:
    """The list of a corpus by name, None without one; UsageError where there is no such list."""
    if corpus is None:
        if protocol:
            raise UsageError("--protocol", "there is no --corpus", fix="name the corpus as well")
        return None
    makers = {"casia_fasd": casia_list, "replay_attack": replay_list}
    require_choice("--corpus", corpus, tuple(makers))
    return makers[corpus](protocol)


def casia_list(protocol: str | None) -> Official:
    """CASIA-FASD's list; its devel videos are taken out of train."""
    name = protocol or "overall"
    require_choice("--protocol", name, tuple(casia_fasd.SCENARIOS))
    qualities, species = casia_fasd.SCENARIOS[name]
    clips = tuple(
        clip
        for split, folder in casia_fasd.FOLDERS.items()
        for subject in casia_fasd.OFFICIAL_SUBJECTS[split]
        for clip in casia_fasd.official_clips(split, folder, subject, "low")
    )
    train = (Split.TRAIN,)
    return Official(
        name=f"casia_fasd/{name}",
        chosen=lambda clip: clip.attributes["quality"] in qualities and clip.pai_species in species,
        clips_of=lambda _: clips,
        place_of=casia_fasd.place_of,
        roles={Split.TRAIN: train, Split.DEVEL: train, Split.TEST: (Split.TEST,)},
    )


def replay_list(protocol: str | None) -> Official:
    """REPLAY-ATTACK's list; filters follow the name, as in grandtest-hand-adverse."""
    name, *filters = (protocol or "grandtest").split("-")
    require_choice("--protocol", name, tuple(replay_attack.PROTOCOLS))
    for each in filters:
        require_choice("--protocol", each, (*replay_attack.SUPPORTS, *replay_attack.LIGHTS))
    supports = {each for each in filters if each in replay_attack.SUPPORTS}
    lights = {each for each in filters if each in replay_attack.LIGHTS}

    def chosen(clip: Clip) -> bool:
        return (
            clip.pai_species in ("", *replay_attack.PROTOCOLS[name])
            and (not supports or clip.attributes["support"] in ("", *supports))
            and (not lights or clip.attributes["light"] in lights)
        )

    return Official(
        name=f"replay_attack/{'-'.join((name, *filters))}",
        chosen=chosen,
        clips_of=replay_clips,
        place_of=replay_attack.place_of,
        roles={split: (split,) for split in Split},
    )


def replay_clips(places: list[str]) -> tuple[Clip, ...]:
    """The videos of the clients named, and of stand-ins for those that are not (no list exists)."""
    clients: dict[Split, tuple[int | str, ...]] = {}
    for split, n_official in replay_attack.OFFICIAL_CLIENTS.items():
        of_split = (place for place in places if place.startswith(f"{split}/"))
        numbers = sorted({replay_attack.client_of(place) for place in of_split})
        absent = (f"-absent-{k}" for k in range(1, n_official - len(numbers) + 1))
        clients[split] = (*numbers, *absent)
    return tuple(replay_attack.official(clients))


def held_against(scores: pd.DataFrame, split: Split, official: Official) -> pd.DataFrame:
    """The rows of one split that the protocol holds, and a non-response for each missing video.

    ScoreError for videos that the corpus has not, that belong to another split, or whose label or
    species is not the official one.
    """
    where = origin(scores)
    rows = scores.loc[(scores["split"] == split).to_numpy()]
    if rows.empty:
        return scores
    names = [str(name) for name in rows["clip"].unique()]
    places = {name: official.place_of(name) for name in names}
    clips = {clip.path: clip for clip in official.clips_of([p for p in places.values() if p])}
    known = {name: clips[place] for name, place in places.items() if place in clips}
    refuse_unknown([name for name in names if name not in known], where, official)
    refuse_other_roles(known, split, where, official)
    refuse_other_truth(rows, known, where, official)
    kept = {name: clip for name, clip in known.items() if official.chosen(clip)}
    wanted = [c for c in clips.values() if c.split in official.roles[split] and official.chosen(c)]
    missing = [] if split is Split.DEVEL else lacking(wanted, kept)
    note_coverage(official, split, names, kept, missing)
    own = rows.loc[rows["clip"].isin(list(kept)).to_numpy()]
    return with_non_responses(own, missing, split, subjects_of(own, known), where)


def refuse_unknown(unknown: list[str], where: str, official: Official) -> None:
    """ScoreError that names videos which are not the corpus's."""
    if unknown:
        fact = f"{len(unknown)} clips are not of {official.name}: {first_named(unknown)}"
        raise ScoreError(where, fact, fix="give paths below the corpus root, of its videos only")


def refuse_other_roles(
    known: Mapping[str, Clip], split: Split, where: str, official: Official
) -> None:
    """ScoreError for videos that officially belong to another split than the rows say."""
    wrong = [name for name, clip in known.items() if clip.split not in official.roles[split]]
    if wrong:
        actual = known[wrong[0]].split
        fact = f"{len(wrong)} clips in split {split} are officially {actual}: {first_named(wrong)}"
        raise ScoreError(where, fact, fix="judge each video in its own split")


def refuse_other_truth(
    rows: pd.DataFrame, known: Mapping[str, Clip], where: str, official: Official
) -> None:
    """ScoreError for a clip whose label or species is not what the corpus says."""
    first = rows.drop_duplicates("clip")
    truths = first[["clip", "label", "pai_species"]].astype(object).fillna("")
    for index, (name, label, species) in zip(first.index, truths.to_numpy(), strict=True):
        clip = known[name]
        if (label, species) != (clip.label, clip.pai_species):
            said, true = f"{label} {species}", f"{clip.label} {clip.pai_species}"
            fact = f"line {index + 2}: {name!r} is {said.strip()}, not {true.strip()} as in"
            raise ScoreError(where, f"{fact} {official.name}", fix="correct label or pai_species")


def lacking(wanted: list[Clip], kept: Mapping[str, Clip]) -> list[Clip]:
    """Official videos that no row scores."""
    there = {clip.path for clip in kept.values()}
    return [clip for clip in wanted if clip.path not in there]


def note_coverage(
    official: Official,
    split: Split,
    names: list[str],
    kept: Mapping[str, Clip],
    missing: list[Clip],
) -> None:
    """Say how much of the official list the file covers, and what was left out."""
    if missing:
        official.notices.append(
            f"{official.name}: {len(missing)} of {len(missing) + len(kept)} {split} videos are "
            f"missing and count as non-responses: {first_named([clip.path for clip in missing])}"
        )
    if len(kept) < len(names):
        official.notices.append(
            f"{len(names) - len(kept)} {split} clips of other protocols than {official.name} "
            "were left out"
        )


def subjects_of(rows: pd.DataFrame, known: Mapping[str, Clip]) -> dict[str, str]:
    """What the file calls the official subjects."""
    first = rows.drop_duplicates("clip")
    return {
        known[str(clip)].subject: str(subject)
        for clip, subject in zip(first["clip"], first["subject"], strict=True)
    }


def with_non_responses(
    rows: pd.DataFrame, missing: list[Clip], split: Split, subjects: Mapping[str, str], where: str
) -> pd.DataFrame:
    """The rows, and one without a score for each missing video."""
    if not missing:
        return rows
    silent = pd.DataFrame(
        {
            "clip": [clip.path for clip in missing],
            "frame": pd.array([pd.NA] * len(missing), dtype="Int64"),
            "subject": [subjects.get(clip.subject, clip.subject) for clip in missing],
            "split": split.value,
            "label": [clip.label.value for clip in missing],
            "pai_species": [clip.pai_species or None for clip in missing],
            "score": float("nan"),
        }
    )
    texts = dict.fromkeys(TEXT_COLUMNS, object)
    both = pd.concat([rows.astype(texts), silent.astype(texts)], ignore_index=True)
    return checked(both, Path(where))
