"""`msfans evaluate`: error rates of anyone's scores, with what stands behind them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msfans.errors import UsageError
from msfans.metrics.pooling import Pooling
from msfans.records import Label, Split

if TYPE_CHECKING:
    import pandas as pd

    from msfans.apps.adoption import Adoption
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
    draws: Draws = 2_000,
    seed: Seed = 0,
) -> None:
    """Judge a score file: EER, HTER, APCER by species, BPCER, each with its interval and n.

    Thresholds come from devel. Figures whose threshold needs the test set are labelled so.
    """
    from msfans.metrics.intervals import Bootstrap
    from msfans.metrics.report import judge

    scores, notices = scores_to_judge(
        test,
        devel,
        columns=columns,
        bona_fide_value=bona_fide_value,
        higher_is=higher_is,
        corpus=corpus,
        protocol=protocol,
    )
    report = judge(
        scores[Split.TEST],
        scores.get(Split.DEVEL),
        pooling=pooling,
        window_frames=window,
        bootstrap=Bootstrap(draws=draws, seed=seed) if draws else None,
    )
    document = document_of(report, scores)
    document["cautions"][:0] = notices
    tell(report, document, title=str(test))
    if json_file:
        save_json(json_file, document)


def scores_to_judge(
    test: Path,
    devel: Path | None,
    *,
    columns: str,
    bona_fide_value: str | None,
    higher_is: Label,
    corpus: str | None,
    protocol: str | None,
) -> tuple[dict[Split, "pd.DataFrame"], list[str]]:
    """The rows of both files as the options say to read them, and what was assumed on the way."""
    from msfans.apps.adoption import Adoption
    from msfans.apps.official import held_against, official_list

    official = official_list(corpus, protocol)
    adoption = Adoption(
        columns=parse_columns(columns), bona_fide_value=bona_fide_value, higher_is=higher_is
    )
    scores = {
        split: held_against(rows, split, official) if official else rows
        for split, rows in read_both(test, devel, adoption).items()
    }
    return scores, adoption.notices + (official.notices if official else [])


def parse_columns(text: str) -> dict[str, str]:
    """Our column names and the file's, from `ours=theirs,ours=theirs`."""
    from msfans.scores import COLUMNS

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


def tell(report: "ScoreReport", document: Mapping[str, Any], *, title: str) -> None:
    """Print the tables, and the cautions on stderr."""
    from rich.console import Console

    from msfans.apps.evaluation_table import show_over_time, show_report

    console = Console()
    show_report(report, console, title=title)
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


def save_json(path: Path, document: Mapping[str, Any]) -> None:
    """Write a whole JSON file; UsageError where that is not possible."""
    import json

    from msfans.files import replacing

    try:
        with replacing(path) as temporary:
            text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
            temporary.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        fact = f"can not be written ({error.strerror})"
        raise UsageError(path, fact, fix="give a place where you may write") from error
