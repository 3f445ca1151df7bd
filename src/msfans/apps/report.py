"""`msfans report`: a test report of a run or of a score file, as one file to hand over."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from msfans.apps.evaluate import (
    BonaFideValue,
    Columns,
    CorpusName,
    DevelCorpus,
    DevelFile,
    DevelProtocol,
    Draws,
    HigherIs,
    PoolingChoice,
    ProtocolName,
    Seed,
)
from msfans.apps.reading import Reading
from msfans.errors import UsageError
from msfans.metrics.pooling import Pooling
from msfans.records import Label


class ReportFormat(StrEnum):
    """What a report is written as; also the suffix that asks for it."""

    HTML = "html"
    MARKDOWN = "md"
    JSON = "json"


SourcePath = Annotated[
    Path, typer.Argument(metavar="RUN_OR_SCORES", help="Folder of a finished run, or a scores.csv.")
]
OutFile = Annotated[Path, typer.Option("--out", help="The report: .html, .md or .json.")]
FormatChoice = Annotated[
    ReportFormat | None, typer.Option("--format", help="Default: what --out ends with.")
]
RobustnessFile = Annotated[
    Path | None,
    typer.Option("--robustness", help="robustness.json or .csv; default: the run's own."),
]
WithFaces = Annotated[
    bool, typer.Option("--with-faces", help="Show the frames scored worst: pictures of persons.")
]
CorpusRoot = Annotated[
    Path | None, typer.Option("--root", help="Where the videos lie, for --with-faces.")
]


def report(
    source: SourcePath,
    out: OutFile,
    output_format: FormatChoice = None,
    devel: DevelFile = None,
    robustness: RobustnessFile = None,
    with_faces: WithFaces = False,
    root: CorpusRoot = None,
    pooling: PoolingChoice = Pooling.MEAN,
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
    """Write a test report in the order of ISO/IEC 30107-3: figures, intervals, what was not tested.

    Thresholds come from a run's devel set or from --devel; without either all are on test.
    """
    from datetime import UTC, datetime

    from msfans.apps.out_file import require_place
    from msfans.apps.report_files import write
    from msfans.apps.report_material import faces_of, material_of_run, material_of_scores
    from msfans.metrics.intervals import Bootstrap
    from msfans.results.report.gather import gather

    form = chosen_format(out, output_format)
    require_root(form, with_faces=with_faces, root=root)
    require_place(out, inputs=[source, devel, robustness])
    reading = Reading(
        columns=columns,
        bona_fide_value=bona_fide_value,
        higher_is=higher_is,
        corpus=corpus,
        protocol=protocol,
        devel_corpus=devel_corpus,
        devel_protocol=devel_protocol,
    )
    if source.is_dir():
        refuse_foreign(
            {
                "--devel": devel,
                "--columns": columns,
                "--bona-fide-value": bona_fide_value,
                "--higher-is": higher_is is not Label.BONA_FIDE,
                "--devel-corpus": devel_corpus,
                "--devel-protocol": devel_protocol,
            }
        )
        material = material_of_run(source, reading)
    else:
        material = material_of_scores(source, devel, reading)
    evidence = gather(
        replace(material, robustness=robustness or material.robustness),
        date=datetime.now(UTC).date().isoformat(),
        pooling=pooling,
        bootstrap=Bootstrap(draws=draws, seed=seed) if draws else None,
        faces=faces_of(material, root) if root else (),
    )
    write(evidence, out, form)
    typer.echo(f"{out}: {out.stat().st_size / 1000:,.0f} kB")


def chosen_format(out: Path, named: ReportFormat | None) -> ReportFormat:
    """The format that was named, or the one that the file's name asks for."""
    if named is not None:
        return named
    try:
        return ReportFormat(out.suffix.removeprefix("."))
    except ValueError as error:
        fact = f"the name does not say which of {', '.join(ReportFormat)} to write"
        raise UsageError(out, fact, fix="end it with one of these, or give --format") from error


def require_root(form: ReportFormat, *, with_faces: bool, root: Path | None) -> None:
    """UsageError unless pictures are asked for by both options, or by neither, and of a page."""
    if with_faces and root is None:
        fact = "pictures are cut from the videos, and --root is not given"
        raise UsageError("--with-faces", fact, fix="give --root, the folder of the corpus")
    if root is not None and not with_faces:
        raise UsageError("--root", "nothing reads it without --with-faces", fix="leave it out")
    if with_faces and form is not ReportFormat.HTML:
        fix = "write .html, or leave --with-faces out"
        raise UsageError(
            "--with-faces", f"a report as {form} holds no pictures of persons", fix=fix
        )


def refuse_foreign(options: Mapping[str, object]) -> None:
    """UsageError for what only a bare score file needs: a run brings its own."""
    given = [name for name, value in options.items() if value]
    if given:
        fact = "a run's scores are read as they are, with its own devel rows"
        raise UsageError(given[0], fact, fix="leave it out, or name the scores.csv instead")
