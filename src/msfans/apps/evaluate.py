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


def evaluate(
    test: Annotated[Path, typer.Option(help="scores.csv; its rows of split test are judged.")],
    devel: Annotated[
        Path | None,
        typer.Option(help="scores.csv whose rows of split devel give the thresholds."),
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write all figures to this file.")
    ] = None,
    pooling: Annotated[
        Pooling, typer.Option(help="A video's score is this statistic of its frames' scores.")
    ] = Pooling.MEAN,
    window: Annotated[
        int | None,
        typer.Option(min=1, help="Decide a video after this many frames; show the error over N."),
    ] = None,
    columns: Annotated[
        str,
        typer.Option(help="Other column names: clip=video,score=prob,... (ours=theirs)."),
    ] = "",
    bona_fide_value: Annotated[
        str | None,
        typer.Option(help="What the label column holds for bona fide; all else is attack."),
    ] = None,
    higher_is: Annotated[
        Label, typer.Option(help="What a higher score means; attack turns every sign.")
    ] = Label.BONA_FIDE,
    corpus: Annotated[
        str | None,
        typer.Option(help="casia_fasd or replay_attack: check the rows by its official list."),
    ] = None,
    protocol: Annotated[
        str | None,
        typer.Option(help="Protocol of the corpus, e.g. overall, grandtest or grandtest-hand."),
    ] = None,
    draws: Annotated[
        int, typer.Option(min=0, help="Bootstrap draws of subjects; 0 gives no intervals.")
    ] = 2_000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the bootstrap.")] = 0,
) -> None:
    """Judge a score file: EER, HTER, APCER by species, BPCER, each with its interval and n.

    Thresholds come from devel. Figures whose threshold needs the test set are labelled so.
    """
    from msfans.apps.adoption import Adoption
    from msfans.apps.official import held_against, official_list
    from msfans.metrics.intervals import Bootstrap
    from msfans.metrics.report import judge

    if protocol and not corpus:
        raise UsageError("--protocol", "there is no --corpus", fix="name the corpus as well")
    official = official_list(corpus, protocol) if corpus else None
    adoption = Adoption(
        columns=parse_columns(columns), bona_fide_value=bona_fide_value, higher_is=higher_is
    )
    scores = read_both(test, devel, adoption)
    notices = list(adoption.notices)
    if official:
        scores = {split: held_against(rows, split, official) for split, rows in scores.items()}
        notices += official.notices
    report = judge(
        scores[Split.TEST],
        scores.get(Split.DEVEL),
        pooling=pooling,
        window_frames=window,
        bootstrap=Bootstrap(draws=draws, seed=seed) if draws else None,
    )
    tell(report, scores, test=test, notices=notices, json_file=json_file)


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


def tell(
    report: "ScoreReport",
    scores: Mapping[Split, "pd.DataFrame"],
    *,
    test: Path,
    notices: list[str],
    json_file: Path | None,
) -> None:
    """Print the report, its cautions on stderr, and write the JSON."""
    from rich.console import Console

    from msfans.apps.evaluation_table import show_over_time, show_report

    console = Console()
    show_report(report, console, title=str(test))
    document = report.to_json()
    document["cautions"] = notices + document["cautions"]
    if report.window_frames is not None:
        document |= over_time(report, scores)
        show_over_time(document["over_time"], console)
    for caution in document["cautions"]:
        typer.echo(f"warning: {caution}", err=True)
    if json_file:
        save_json(json_file, document)


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
