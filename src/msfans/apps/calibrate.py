"""`msfans calibrate`: a bundle's thresholds for a stated error rate, by own presentations."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from msfans.apps.material_options import (
    BundleFolder,
    FaceModel,
    MaxFrames,
    StrideFrames,
    Trial,
    Workers,
    naming_unreadable,
)
from msfans.deploy.choice import Choice
from msfans.errors import UsageError
from msfans.records import Label

if TYPE_CHECKING:
    from msfans.deploy.bundle import Bundle
    from msfans.deploy.calibrate import ChosenThreshold, Target
    from msfans.deploy.perturbed_scores import Scored
    from msfans.metrics.error_count import ErrorCount

BonaFide = Annotated[Path, typer.Option(help="Folder of bona fide videos or pictures.")]
Attacks = Annotated[
    Path, typer.Option(help="Folder of attacks; its folders are called as their species.")
]
Out = Annotated[Path, typer.Option(help="New or empty folder for the calibrated bundle.")]
Limit = Annotated[float | None, typer.Option(help="Such as 0.05; one of the two targets.")]
Confidence = Annotated[
    float, typer.Option(help="That the target holds on presentations like these.")
]
Margin = Annotated[
    Choice, typer.Option(help="safe: with the margin for the confidence; measured: without.")
]

LEAST_TARGET = 1e-6


def calibrate(
    bundle: BundleFolder,
    bona_fide: BonaFide,
    attacks: Attacks,
    out: Out,
    target_apcer: Limit = None,
    target_bpcer: Limit = None,
    confidence: Confidence = 0.95,
    choose: Margin = Choice.SAFE,
    stride_frames: StrideFrames = 5,
    max_frames: MaxFrames = 10,
    workers: Workers = None,
    face_model: FaceModel = None,
) -> None:
    """Choose thresholds on own presentations and write them into a new bundle.

    With --target-apcer the lowest threshold at which the worst species' APCER is at most the target
    with the given confidence; with --target-bpcer the highest one for the BPCER. Refused where the
    presentations are too few to support the target: 0.05 needs 59 of each kind that it bounds.

    Files that can not be read are named and left out, and the exit code is 4.
    """
    from msfans.deploy.material import own_material
    from msfans.deploy.publish import refuse_filled

    target = chosen_target(target_apcer, target_bpcer, confidence, choose)
    refuse_filled(out)
    trial = Trial(
        bundle=bundle,
        face_model=face_model,
        stride_frames=stride_frames,
        max_frames=max_frames,
        workers=workers,
    )
    before = trial.opened()
    folders = {Label.BONA_FIDE: bona_fide, Label.ATTACK: attacks}
    scored = trial.scored(own_material(folders), families=())
    with naming_unreadable(scored):
        choose_and_write(before, out, scored, target=target, folders=folders)


def choose_and_write(
    before: "Bundle",
    out: Path,
    scored: "Sequence[Scored]",
    *,
    target: "Target",
    folders: Mapping[Label, Path],
) -> None:
    """The thresholds that the scores support, as a new bundle and in words."""
    from msfans.deploy.calibrate import chosen_thresholds
    from msfans.deploy.calibrated_bundle import write_calibrated

    found = chosen_thresholds(scored, target, folders=folders)
    after = write_calibrated(out, before, found, target=target, scored=scored)
    tell(before, after, found, target)


def chosen_target(
    apcer: float | None, bpcer: float | None, confidence: float, choice: Choice
) -> "Target":
    """The one target that was given; UsageError for none, both, or what is no share."""
    from msfans.deploy.calibrate import Rate, Target

    given = {Rate.APCER: apcer, Rate.BPCER: bpcer}
    limits = {rate: limit for rate, limit in given.items() if limit is not None}
    if len(limits) != 1:
        fact = f"{'both' if limits else 'none'} of --target-apcer and --target-bpcer is given"
        raise UsageError("the target", fact, fix="give one of them, such as --target-apcer 0.05")
    ((rate, limit),) = limits.items()
    for name, share in (("the target", limit), ("--confidence", confidence)):
        if not 0 < share < 1:
            raise UsageError(name, f"is {share}", fix="give a share between 0 and 1, such as 0.05")
    if limit < LEAST_TARGET:
        fact = f"is {limit:g}, for which millions of presentations are needed"
        raise UsageError("the target", fact, fix=f"give {LEAST_TARGET:f} or more")
    return Target(rate=rate, limit=limit, confidence=confidence, choice=choice)


def tell(
    before: "Bundle", after: "Bundle", found: "dict[str, ChosenThreshold]", target: "Target"
) -> None:
    """Old and new thresholds, what the presentations show at the new one, and where it is."""
    typer.echo(target.rule)
    names = {"frame": "pictures", "video": "videos"}
    for level, each in found.items():
        old, new = (getattr(bundle.thresholds, level).value for bundle in (before, after))
        typer.echo(
            f"threshold for {names[level]}: {new:.4f}, before {old:.4f}; the rate is the target "
            f"between {each.found.low:.4f} and {each.found.high:.4f}, as measured at "
            f"{each.found.measured:.4f}"
        )
        for name, count in {**each.apcer, "bona_fide": each.bpcer}.items():
            typer.echo(f"  {name}: {in_words(name, count)}")
    if "video" not in found:
        typer.echo("the threshold for videos stays as it was: there are pictures in the material")
    typer.echo(after.folder)


def in_words(kind: str, count: "ErrorCount") -> str:
    """Such as `1 of 93 accepted, 1.1 % (0.0 to 5.8 %)`."""
    low, high = (100 * limit for limit in count.limits)
    done = "rejected" if kind == "bona_fide" else "accepted"
    rate = 100 * count.n_errors / count.n
    return f"{count.n_errors} of {count.n} {done}, {rate:.1f} % ({low:.1f} to {high:.1f} %)"
