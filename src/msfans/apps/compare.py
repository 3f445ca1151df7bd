"""`msfans compare`: do two systems differ on the same videos?"""

from pathlib import Path
from typing import Annotated

import typer

from msfans.apps.evaluate import JsonFile, PoolingChoice, Seed
from msfans.metrics.pooling import Pooling


def compare(
    a: Annotated[Path, typer.Argument(help="scores.csv of the first system.")],
    b: Annotated[Path, typer.Argument(help="scores.csv of the second system.")],
    devel_a: Annotated[
        Path | None,
        typer.Option(help="Devel scores of A.", show_default="devel rows of A, if any"),
    ] = None,
    devel_b: Annotated[
        Path | None,
        typer.Option(help="Devel scores of B.", show_default="devel rows of B, if any"),
    ] = None,
    json_file: JsonFile = None,
    pooling: PoolingChoice = Pooling.MEAN,
    draws: Annotated[int, typer.Option(min=1, help="Bootstrap draws of subjects.")] = 2_000,
    seed: Seed = 0,
) -> None:
    """Compare two systems on the same test videos.

    Each figure's difference B - A gets an interval by a bootstrap that draws the same subjects for
    both; the decisions on videos are compared by McNemar's exact test. Thresholds come from devel
    where both systems have devel scores, and from the test set, labelled so, where not.
    """
    from rich.console import Console

    from msfans.apps.comparison_table import show_contest
    from msfans.apps.contest import held
    from msfans.apps.out_file import require_place, save_json
    from msfans.metrics.intervals import Bootstrap

    require_place(json_file, inputs=(a, b, devel_a, devel_b))
    contest = held(
        (a, b),
        (devel_a, devel_b),
        pooling=pooling,
        bootstrap=Bootstrap(draws=draws, seed=seed),
    )
    show_contest(contest, Console())
    for caution in contest.cautions:
        typer.echo(f"warning: {caution}", err=True)
    if json_file:
        save_json(json_file, contest.to_json())
