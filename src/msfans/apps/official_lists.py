"""Official lists of videos, against which score files are held by file names alone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from msfans.corpora import casia_fasd, replay_attack
from msfans.corpora.layout import require_choice
from msfans.errors import UsageError
from msfans.records import Clip, Split


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """The videos of a protocol; `clips_of` lists them, for a file that names these clients.

    `place_of` gives the official path a name stands for, `roles` the official splits that each
    role in a score file may take its videos from; all videos of the `whole` roles are expected.
    `n_subjects` is how many there are in an official split.
    """

    name: str
    chosen: Callable[[Clip], bool]
    clips_of: Callable[[list[str]], tuple[Clip, ...]]
    place_of: Callable[[str], str | None]
    roles: Mapping[Split, tuple[Split, ...]]
    whole: tuple[Split, ...]
    n_subjects: Mapping[Split, int]
    notices: list[str] = field(default_factory=list)


PLACES = {
    casia_fasd.CasiaFasd.name: casia_fasd.place_of,
    replay_attack.ReplayAttack.name: replay_attack.place_of,
}


def corpus_of(names: Iterable[str]) -> str | None:
    """The corpus whose way of naming all these videos follow, None where there is none."""
    names = list(names)
    return next((c for c, place_of in PLACES.items() if names and all(map(place_of, names))), None)


def official_list(corpus: str | None, protocol: str | None, *, prefix: str = "") -> Official | None:
    """The list of a corpus by name, None without one; UsageError where there is no such list.

    `prefix` stands before the names of the options that said so, for the errors.
    """
    options = f"--{prefix}corpus", f"--{prefix}protocol"
    if corpus is None:
        if protocol:
            raise UsageError(options[1], f"there is no {options[0]}", fix="name the corpus as well")
        return None
    makers = {"casia_fasd": casia_list, "replay_attack": replay_list}
    require_choice(options[0], corpus, tuple(makers))
    return makers[corpus](protocol, options[1])


def casia_list(protocol: str | None, option: str) -> Official:
    """CASIA-FASD's list; its devel videos are taken out of train."""
    name = protocol or "overall"
    require_choice(option, name, tuple(casia_fasd.SCENARIOS))
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
        whole=(Split.TEST,),
        n_subjects={split: len(them) for split, them in casia_fasd.OFFICIAL_SUBJECTS.items()},
    )


def replay_list(protocol: str | None, option: str) -> Official:
    """REPLAY-ATTACK's list; filters follow the name, as in grandtest-hand-adverse."""
    name, *filters = (protocol or "grandtest").split("-")
    require_choice(option, name, tuple(replay_attack.PROTOCOLS))
    for each in filters:
        require_choice(option, each, (*replay_attack.SUPPORTS, *replay_attack.LIGHTS))
    support = one_of(replay_attack.SUPPORTS, filters, option)
    light = one_of(replay_attack.LIGHTS, filters, option)

    def chosen(clip: Clip) -> bool:
        return (
            clip.pai_species in ("", *replay_attack.PROTOCOLS[name])
            and (not support or clip.attributes["support"] in ("", support))
            and (not light or clip.attributes["light"] == light)
        )

    return Official(
        name=f"replay_attack/{'-'.join((name, *filters))}",
        chosen=chosen,
        clips_of=replay_clips,
        place_of=replay_attack.place_of,
        roles={split: (split,) for split in Split},
        whole=(Split.DEVEL, Split.TEST),
        n_subjects=replay_attack.OFFICIAL_CLIENTS,
    )


def one_of(values: Sequence[str], filters: Sequence[str], option: str) -> str:
    """The value that the filters choose, empty where they leave all; UsageError for two."""
    chosen = [each for each in filters if each in values]
    if len(chosen) > 1:
        fact = f"{' and '.join(chosen)} can not both be chosen"
        raise UsageError(option, fix="keep one, or leave both out for all", fact=fact)
    return "".join(chosen)


def replay_clips(places: list[str]) -> tuple[Clip, ...]:
    """The videos of the clients named, and of stand-ins for those that are not (no list exists)."""
    clients: dict[Split, tuple[int | str, ...]] = {}
    for split, n_official in replay_attack.OFFICIAL_CLIENTS.items():
        of_split = (place for place in places if place.startswith(f"{split}/"))
        numbers = sorted({replay_attack.client_of(place) for place in of_split})
        absent = (f"-absent-{k}" for k in range(1, n_official - len(numbers) + 1))
        clients[split] = (*numbers, *absent)
    return tuple(replay_attack.official(clients))
