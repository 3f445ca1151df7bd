"""`msfans synth`: render the embedded corpus as real video files."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from msfans.errors import UsageError


class CorpusName(StrEnum):
    """The folder grammar."""

    CASIA_FASD = "casia_fasd"
    REPLAY_ATTACK = "replay_attack"


class SizeName(StrEnum):
    """How much to render."""

    TINY = "tiny"
    SMALL = "small"
    FULL = "full"


def synth(
    corpus: Annotated[CorpusName, typer.Option(help="Folder grammar to write.")],
    out: Annotated[Path, typer.Option(help="New or empty folder, or one to go on with.")],
    size: Annotated[
        SizeName, typer.Option(help="tiny: seconds; small: the demo; full: the real counts.")
    ] = SizeName.SMALL,
    seed: Annotated[int, typer.Option(help="Same seed, same frames.", min=0)] = 0,
    difficulty: Annotated[
        list[str] | None,
        typer.Option(
            help="Change a strength, as texture=1.0 or alias_period_px=2.4,4; repeatable."
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes; all cores by default.", min=1)
    ] = None,
    sheet: Annotated[Path | None, typer.Option(help="Also draw a contact sheet (PNG).")] = None,
) -> None:
    """Render synthetic bona fide and attack videos in a known corpus's folder grammar.

    A run that was stopped goes on where it was. A low error on this corpus says nothing about
    real attacks.
    """
    from msfans.synth.corpus import render_corpus
    from msfans.synth.difficulty import difficulty_of

    root = render_corpus(
        corpus=corpus.value,
        size=size.value,
        seed=seed,
        out=out,
        workers=workers,
        difficulty=difficulty_of(dict(map(parse_strength, difficulty or []))),
    )
    typer.echo(root)
    if sheet is not None:
        from msfans.synth.contact_sheet import draw_contact_sheet

        draw_contact_sheet(root, sheet)
        typer.echo(sheet)


def parse_strength(text: str) -> tuple[str, float | list[float]]:
    """The name and the value of `name=1.0` or `name=2.4,4`."""
    name, _, value = text.partition("=")
    try:
        numbers = [float(number) for number in value.split(",")]
    except ValueError as error:
        fix = "write it as texture=1.0 or alias_period_px=2.4,4"
        raise UsageError("--difficulty", f"{text!r} gives no number", fix=fix) from error
    return name, numbers[0] if len(numbers) == 1 else numbers
