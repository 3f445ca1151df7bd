"""From checked score rows, and the run they are of, to the evidence of a report."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from msfans.errors import ScoreError
from msfans.metrics.curves import error_counts
from msfans.metrics.det import area_under_roc
from msfans.metrics.expected_performance import expected_performance
from msfans.metrics.intervals import Bootstrap
from msfans.metrics.pad_report import PadReport
from msfans.metrics.pooling import Pooling
from msfans.metrics.presentations import presentations, video_scores
from msfans.metrics.reliability import reliability
from msfans.metrics.report import ScoreReport, judge, split_rows
from msfans.metrics.subject_errors import subject_errors
from msfans.records import Split
from msfans.results.finished_run import FinishedRun, comparable_runs
from msfans.results.fusion_weights import AlphaSummary, alpha_summaries, read_fusion_weights
from msfans.results.report.evidence import Evidence, Face, Level, Silent, Source
from msfans.results.report.robustness import Robustness, read_robustness
from msfans.results.scale_errors import ScaleError, scale_errors

LEVELS = ("video", "frame")


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a report is made from: rows by the split they are for, and the files behind them.

    `files` are by their role. `run` is None for a bare score file.
    """

    name: str
    scores: Mapping[Split, pd.DataFrame]
    files: Mapping[str, Path]
    run: FinishedRun | None = None
    corpus: str = ""
    protocol: str = ""
    notices: Sequence[str] = ()
    robustness: Path | None = None


def gather(
    material: Material,
    *,
    date: str,
    pooling: Pooling = Pooling.MEAN,
    bootstrap: Bootstrap | None = None,
    faces: Sequence[Face] = (),
) -> Evidence:
    """Judge the material and look at it from all sides.

    ScoreError where the rows can not be judged or a file of the run is damaged.
    """
    test, devel = split_rows(material.scores[Split.TEST], material.scores.get(Split.DEVEL))
    results = judge(test, devel, pooling=pooling, bootstrap=bootstrap)
    robustness = robustness_of(material)
    return Evidence(
        date=date,
        name=material.name,
        version=version("msfans"),
        results=results,
        levels=tuple(levels(results, test, devel)),
        sources=tuple(sources(material)),
        silent=tuple(silent_videos(test)),
        n_devel_subjects=None if devel is None else len(presentations(devel).subjects),
        notices=(
            *material.notices,
            *disagreements(material.run, results),
            *untied(robustness, material.run),
        ),
        corpus=material.corpus,
        protocol=material.protocol,
        run=material.run,
        alphas=alphas_of(material.run),
        scale_errors=errors_beside(material.run),
        robustness=robustness,
        faces=tuple(faces),
    )


def levels(results: ScoreReport, test: pd.DataFrame, devel: pd.DataFrame | None) -> Iterator[Level]:
    """Videos, and frames where they have scores of their own."""
    pool = partial(video_scores, pooling=results.pooling)
    videos = None if devel is None else pool(devel)
    yield level("video", results.video, pool(test), videos, results.bootstrap)
    if results.frame:
        yield level("frame", results.frame, test, devel, results.bootstrap)


def level(
    name: str,
    report: PadReport,
    test: pd.DataFrame,
    devel: pd.DataFrame | None,
    bootstrap: Bootstrap | None,
) -> Level:
    """One level: each row is a presentation."""
    tested = presentations(test)
    expected = (
        []
        if devel is None
        else expected_performance(tested, presentations(devel), bootstrap=bootstrap)
    )
    return Level(
        name=name,
        report=report,
        tested=tested,
        expected=tuple(expected),
        reliability=reliability(tested),
        subject_errors=tuple(subject_errors(tested, report.decided.threshold)),
        roc_area=area_under_roc(error_counts(tested.bona_fide, tested.attack)),
    )


def silent_videos(test: pd.DataFrame) -> Iterator[Silent]:
    """Videos of which no row has a score, by name."""
    answered = test.loc[test["score"].notna().to_numpy(), "clip"].unique()
    rows = test.loc[~test["clip"].isin(list(answered)).to_numpy()].drop_duplicates("clip")
    for clip, label, species in zip(rows["clip"], rows["label"], rows["pai_species"], strict=True):
        yield Silent(clip=str(clip), kind=str(species) if label == "attack" else "bona fide")


def sources(material: Material) -> Iterator[Source]:
    """Every file that was read, each once, with its digest."""
    files = dict(material.files)
    if run := material.run:
        files |= {"settings": run.path / "config.yaml", "provenance": run.path / "provenance.json"}
        if run.fusion_weights.is_file():
            files["fusion weights"] = run.fusion_weights
    if material.robustness:
        files["robustness"] = material.robustness
    for role, path in files.items():
        with path.open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
        yield Source(role=role, path=str(path), sha256=digest, n_bytes=path.stat().st_size)


def alphas_of(run: FinishedRun | None) -> tuple[AlphaSummary, ...]:
    """The fusion weights of a run; none where its fusion has none."""
    if run is None or not run.fusion_weights.is_file():
        return ()
    return tuple(alpha_summaries(read_fusion_weights(run.fusion_weights)))


def errors_beside(run: FinishedRun | None) -> tuple[ScaleError, ...]:
    """The errors of this run and of those it can be compared with; none where it is alone."""
    runs = comparable_runs(run) if run else []
    return tuple(scale_errors(runs)) if len(runs) > 1 else ()


def robustness_of(material: Material) -> Robustness | None:
    """The record of robustness, where there is one; ScoreError where it is of another run."""
    if material.robustness is None:
        return None
    found = read_robustness(material.robustness)
    if material.run and found.fingerprint not in ("", fingerprint_of(material.run)):
        fact = f"this is of the model of another run than {material.name}"
        fix = "give the record of a bundle of this run"
        raise ScoreError(material.robustness, fact, fix=fix)
    return found


def fingerprint_of(run: FinishedRun) -> str:
    """What the run was made of, as one word."""
    return str(run.provenance.get("fingerprint", ""))


def untied(found: Robustness | None, run: FinishedRun | None) -> Iterator[str]:
    """Where nothing says that what was changed and what was scored are of one system."""
    if found and not (run and found.fingerprint):
        yield "the record of robustness is not tied to these scores: it may be of another system"


def disagreements(run: FinishedRun | None, results: ScoreReport) -> Iterator[str]:
    """Where the run's own metrics.json says otherwise than its scores do."""
    for name in LEVELS if run and results.pooling is Pooling.MEAN else ():
        found: PadReport | None = getattr(results, name)
        told = run.cell.metrics.get(name) if run else None
        if found and told and told["eer"] != found.eer:
            yield (
                f"metrics.json of the run says a {name} EER of {told['eer']:.4%}, its scores give "
                f"{found.eer:.4%}: this report goes by the scores"
            )
