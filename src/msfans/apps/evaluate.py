"""`msfans evaluate`: error rates of anyone's scores, with what stands behind them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msfans.apps.reading import Reading, origins_of, scores_to_judge
from msfans.metrics.pooling import Pooling
from msfans.records import Label, Split

if TYPE_CHECKING:
    import pandas as pd

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
