"""`msfans evaluate`: error rates of anyone's scores, with what stands behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msfans.errors import UsageError
from msfans.metrics.pooling import Pooling
from msfans.records import Label, Split

if TYPE_CHECKING:
    import pandas as pd

    from msfans.apps.adoption import Adoption
    from msfans.apps.official_lists import Official
    from msfans.metrics.origins import Origins
    from msfans.metrics.report import ScoreReport


TestFile = Annotated[
    Path, typer.Option("--test", help="scores.csv; its rows of split test are judged.")
]
DevelFile = Annotated[
    Path | None,
    typer.Option("--devel", help="scores.csv whose rows of split devel give the thresholds."),
]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Write all figures to this file.")]
PoolingChoice = Annotated[
    Pooling, typer.Option(help="A video's score is this statistic of its frames' scores.")
]
Window = Annotated[
    int | None,
    typer.Option(min=1, help="Decide a video after this many frames; show the error over N."),
]
Columns = Annotated[
    str, typer.Option(help="Other column names: clip=video,score=prob,... (ours=theirs).")
]
BonaFideValue = Annotated[
    str | None,
    typer.Option(help="What the label column holds for bona fide; all else is attack."),
]
HigherIs = Annotated[
    Label, typer.Option(help="What a higher score means; attack turns every sign.")
]
CorpusName = Annotated[
    str | None,
    typer.Option(help="casia_fasd or replay_attack: check the rows by its official list."),
]
ProtocolName = Annotated[
    str | None,
    typer.Option(help="Protocol of the corpus, e.g. overall, grandtest or grandtest-hand."),
]
DevelCorpus = Annotated[
    str | None,
    typer.Option(help="The corpus of the devel file.", show_default="as --corpus"),
]
DevelProtocol = Annotated[
    str | None,
    typer.Option(help="Protocol of the devel file's corpus.", show_default="as --protocol"),
]
Draws = Annotated[
    int, typer.Option(min=0, help="Bootstrap draws of subjects; 0 gives no intervals.")
]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the bootstrap.")]


def evaluate(
    test: TestFile,
    devel: DevelFile = None,
    json_file: JsonFile = None,
    pooling: PoolingChoice = Pooling.MEAN,
    window: Window = None,
    columns: Columns = "",
    bona_fide_value: BonaFideValue = None,
    higher_is: HigherIs = Label.BONA_FIDE,
    corpus: CorpusName = None,
    protocol: ProtocolName = None,
    devel_corpus: DevelCorpus = None,
    devel_protocol: DevelProtocol = None,
    draws: Draws = 2_000,
    seed: Seed = 0,
) -> None:
    """Judge a score file: EER, HTER, APCER by species, BPCER, each with its interval and n.

    Thresholds come from devel. Figures whose threshold needs the test set are labelled so.
    """
    from msfans.apps.out_file import require_place, save_json
    from msfans.metrics.intervals import Bootstrap
    from msfans.metrics.report import judge

    require_place(json_file, inputs=(test, devel))
    reading = Reading(
        columns=columns,
        bona_fide_value=bona_fide_value,
        higher_is=higher_is,
        corpus=corpus,
        protocol=protocol,
        devel_corpus=devel_corpus,
        devel_protocol=devel_protocol,
    )
    scores, notices = scores_to_judge(test, devel, reading)
    report = judge(
        scores[Split.TEST],
        scores.get(Split.DEVEL),
        pooling=pooling,
        window_frames=window,
        bootstrap=Bootstrap(draws=draws, seed=seed) if draws else None,
    )
    origins = origins_of(scores)
    document = origins.to_json() | document_of(report, scores)
    document["cautions"][:0] = [*notices, *origins.cautions()]
    tell(report, document, title=str(test), devel_name=origins.devel_name)
    if json_file:
        save_json(json_file, document)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How score files are to be read, in the words of the command line."""

    columns: str = ""
    bona_fide_value: str | None = None
    higher_is: Label = Label.BONA_FIDE
    corpus: str | None = None
    protocol: str | None = None
    devel_corpus: str | None = None
    devel_protocol: str | None = None


def scores_to_judge(
    test: Path, devel: Path | None, reading: Reading
) -> tuple[dict[Split, "pd.DataFrame"], list[str]]:
    """The rows of both files as the options say to read them, and what was assumed on the way."""
    from msfans.apps.adoption import Adoption
    from msfans.apps.official import held_against

    lists = official_lists(
        (reading.corpus, reading.protocol), (reading.devel_corpus, reading.devel_protocol)
    )
    adoption = Adoption(
        columns=parse_columns(reading.columns),
        bona_fide_value=reading.bona_fide_value,
        higher_is=reading.higher_is,
        truth_known=all(lists.values()),
    )
    scores = {
        split: held_against(rows, split, official) if (official := lists[split]) else rows
        for split, rows in read_both(test, devel, adoption).items()
    }
    notices = dict.fromkeys(text for each in lists.values() if each for text in each.notices)
    return scores, [*adoption.notices, *notices]


Choice = tuple[str | None, str | None]  # a corpus and its protocol


def official_lists(test: Choice, devel: Choice) -> dict[Split, "Official | None"]:
    """The list of either file: devel's is that of test where nothing else is said."""
    from msfans.apps.official_lists import official_list

    of_test = official_list(*test)
    own = official_list(*devel, prefix="devel-")
    return {Split.TEST: of_test, Split.DEVEL: own or of_test}


def origins_of(scores: Mapping[Split, "pd.DataFrame"]) -> "Origins":
    """The corpora that the rows of test and devel are of, by the names of their videos."""
    from msfans.apps.official_lists import corpus_of
    from msfans.metrics.origins import Origins

    found = {
        split: corpus_of(map(str, rows.loc[(rows["split"] == split).to_numpy(), "clip"].unique()))
        for split, rows in scores.items()
    }
    return Origins(test=found[Split.TEST], devel=found.get(Split.DEVEL))


def parse_columns(text: str) -> dict[str, str]:
    """Our column names and the file's, from `ours=theirs,ours=theirs`."""
    from msfans.score_csv import COLUMNS

    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    mapping = {ours.strip(): theirs.strip() for ours, _, theirs in pairs}
    unknown = [ours for ours in mapping if ours not in COLUMNS]
    if unknown:
        fact = f"there is no column {unknown[0]!r}"
        raise UsageError("--columns", fact, fix=f"use {', '.join(COLUMNS)}")
    if "" in mapping.values() or len(set(mapping.values())) < len(pairs):
        fact = f"{text!r} is not a list of ours=theirs, each name once"
        raise UsageError("--columns", fact, fix="write it as clip=video,score=prob")
    return mapping


def read_both(test: Path, devel: Path | None, adoption: "Adoption") -> dict[Split, "pd.DataFrame"]:
    """The rows of both files by the split they are for; a file that serves both is read once."""
    if devel is None:
        return {Split.TEST: adoption.read(test, Split.TEST)}
    if devel == test and not adoption.fills_split(test):
        rows = adoption.read(test, Split.TEST)
        return {Split.TEST: rows, Split.DEVEL: rows}
    return {
        Split.TEST: adoption.read(test, Split.TEST),
        Split.DEVEL: adoption.read(devel, Split.DEVEL),
    }


def document_of(report: "ScoreReport", scores: Mapping[Split, "pd.DataFrame"]) -> dict[str, Any]:
    """What `--json` writes; with a window, errors and decisions over time besides."""
    document = report.to_json()
    return document if report.window_frames is None else document | over_time(report, scores)


def tell(
    report: "ScoreReport", document: Mapping[str, Any], *, title: str, devel_name: str
) -> None:
    """Print the tables, and the cautions on stderr."""
    from rich.console import Console

    from msfans.apps.evaluation_table import show_over_time, show_report

    console = Console()
    show_report(report, console, title=title, devel_name=devel_name)
    if "over_time" in document:
        show_over_time(document["over_time"], console)
    for caution in document["cautions"]:
        typer.echo(f"warning: {caution}", err=True)


def over_time(report: "ScoreReport", scores: Mapping[Split, "pd.DataFrame"]) -> dict[str, Any]:
    """Errors after 1, 2, 4, ... frames, and what is decided on each video after the last.

    The decisions are `oracle_decisions` where no devel set gives the threshold.
    """
    from msfans.metrics.over_time import decisions, errors_over_time
    from msfans.metrics.report import split_rows

    test, devel = split_rows(scores[Split.TEST], scores.get(Split.DEVEL))
    n_frames = report.window_frames
    assert n_frames is not None
    lines = [line.to_json() for line in errors_over_time(test, devel, window_frames=n_frames)]
    decided = decisions(
        test,
        threshold=report.video.decided.threshold,
        pooling=report.pooling,
        window_frames=n_frames,
    )
    name = "decisions" if report.video.devel else "oracle_decisions"
    return {"over_time": lines, name: decided}
