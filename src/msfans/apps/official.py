"""A score file held against a corpus's official list of videos."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from msfans.apps.adoption import UNSPECIFIED
from msfans.apps.official_lists import Official
from msfans.errors import ScoreError
from msfans.metrics.presentations import origin
from msfans.protocols import first_named
from msfans.records import Clip, Split
from msfans.score_csv import TEXT_COLUMNS
from msfans.scores import checked


def held_against(scores: pd.DataFrame, split: Split, official: Official) -> pd.DataFrame:
    """The rows of one split that the protocol holds, and a non-response for each missing video.

    Subjects are the official ones. ScoreError for videos that the corpus has not, that stand there
    twice or belong to another split, or whose label or species is not the official one.
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
    refuse_twins(known, where)
    refuse_other_roles(known, split, where, official)
    refuse_crowds(known, where, official)
    refuse_other_truth(rows, known, where, official)
    kept = {name: clip for name, clip in known.items() if official.chosen(clip)}
    wanted = [c for c in clips.values() if c.split in official.roles[split] and official.chosen(c)]
    missing = lacking(wanted, kept) if split in official.whole else []
    note_coverage(official, split, names, kept, missing)
    own = rows.loc[rows["clip"].isin(list(kept)).to_numpy()]
    return completed(own, kept, missing, split, where)


def refuse_unknown(unknown: Sequence[str], where: str, official: Official) -> None:
    """ScoreError that names videos which are not the corpus's."""
    if unknown:
        fact = f"{len(unknown)} clips are not of {official.name}: {first_named(unknown)}"
        fix = "give paths below the corpus root, of its videos only (--devel-corpus names the list "
        raise ScoreError(where, fact, fix=f"{fix}of a devel file from another corpus)")


def refuse_twins(known: Mapping[str, Clip], where: str) -> None:
    """ScoreError for two names of one video, as test_release/1/1.avi and test_release/01/1.avi."""
    first: dict[str, str] = {}
    for name, clip in known.items():
        if (twin := first.setdefault(clip.path, name)) != name:
            fact = f"{twin!r} and {name!r} are the same video, {clip.path}"
            raise ScoreError(where, fact, fix="score each video once")


def refuse_other_roles(
    known: Mapping[str, Clip], split: Split, where: str, official: Official
) -> None:
    """ScoreError for videos that officially belong to another split than the rows say."""
    wrong = [name for name, clip in known.items() if clip.split not in official.roles[split]]
    if wrong:
        actual = known[wrong[0]].split
        fact = f"{len(wrong)} clips in split {split} are officially {actual}: {first_named(wrong)}"
        raise ScoreError(where, fact, fix="judge each video in its own split")


def refuse_crowds(known: Mapping[str, Clip], where: str, official: Official) -> None:
    """ScoreError for more subjects in a split than the corpus has."""
    for split, n_official in official.n_subjects.items():
        found = {clip.subject for clip in known.values() if clip.split is split}
        if len(found) > n_official:
            fact = f"{len(found)} subjects in split {split}, and {official.name} has {n_official}"
            raise ScoreError(where, fact, fix="give scores of the corpus's own videos only")


def refuse_other_truth(
    rows: pd.DataFrame, known: Mapping[str, Clip], where: str, official: Official
) -> None:
    """ScoreError for a clip whose label or species is not what the corpus says."""
    first = rows.drop_duplicates("clip")
    truths = first[["clip", "label", "pai_species"]].astype(object).fillna("")
    for index, (name, label, species) in zip(first.index, truths.to_numpy(), strict=True):
        clip = known[name]
        if label != clip.label or species not in (clip.pai_species, UNSPECIFIED):
            said, true = f"{label} {species}", f"{clip.label} {clip.pai_species}"
            fact = f"line {index + 2}: {name!r} is {said.strip()}, not {true.strip()} as in"
            raise ScoreError(where, f"{fact} {official.name}", fix="correct label or pai_species")


def lacking(wanted: Sequence[Clip], kept: Mapping[str, Clip]) -> list[Clip]:
    """Official videos that no row scores."""
    there = {clip.path for clip in kept.values()}
    return [clip for clip in wanted if clip.path not in there]


def note_coverage(
    official: Official,
    split: Split,
    names: Sequence[str],
    kept: Mapping[str, Clip],
    missing: Sequence[Clip],
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


def completed(
    rows: pd.DataFrame, kept: Mapping[str, Clip], missing: Sequence[Clip], split: Split, where: str
) -> pd.DataFrame:
    """The rows with official subjects and species, and one without a score for each missing video.

    A file may call subject 1 of train and subject 1 of test the same, or name no subject at all.
    """
    clip = pd.Series(rows["clip"]).cat.remove_unused_categories().cat
    official = [kept[str(name)] for name in clip.categories]
    own = rows.assign(
        subject=pd.Categorical([c.subject for c in official]).take(clip.codes),
        pai_species=pd.Categorical([c.pai_species or None for c in official]).take(clip.codes),
    )
    if not missing:
        return checked(own, Path(where))
    texts = dict.fromkeys(TEXT_COLUMNS, object)
    both = [own.astype(texts), non_responses(missing, split).astype(texts)]
    return checked(pd.concat(both, ignore_index=True), Path(where))


def non_responses(missing: Sequence[Clip], split: Split) -> pd.DataFrame:
    """A row without a score for each video."""
    return pd.DataFrame(
        {
            "clip": [clip.path for clip in missing],
            "frame": pd.array([pd.NA] * len(missing), dtype="Int64"),
            "subject": [clip.subject for clip in missing],
            "split": split.value,
            "label": [clip.label.value for clip in missing],
            "pai_species": [clip.pai_species or None for clip in missing],
            "score": float("nan"),
        }
    )
