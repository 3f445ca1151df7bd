"""The `msfans` command: registers the commands, and turns errors into one message."""

import sys
from typing import Any

import typer
from typer.core import TyperGroup

from msfans.apps import (
    calibrate,
    compare,
    doctor,
    evaluate,
    export,
    predict,
    prepare,
    report,
    robustness,
    serve,
    synth,
    tables,
)
from msfans.errors import MsfansError

KEPT = {"prepare": ": finished videos are kept, and the same command goes on"}


class Commands(TyperGroup):
    """The commands; Ctrl-C ends each in one way, whatever this version of typer makes of it."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that is named."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            kept = KEPT.get(ctx.invoked_subcommand or "", "")
            typer.echo(f"interrupted{kept}", err=True)
            raise typer.Exit(130) from None


app = typer.Typer(
    name="msfans",
    cls=Commands,
    help="Multi-scale face anti-spoofing: look at a corpus, prepare it, judge scores, report, "
    "decide on pictures and videos. Training and sweeps: python train.py --help",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("synth")(synth.synth)
app.command("doctor")(doctor.doctor)
app.command("prepare")(prepare.prepare)
app.command("evaluate")(evaluate.evaluate)
app.command("compare")(compare.compare)
app.command("export")(export.export)
app.command("predict")(predict.predict)
app.command("report")(report.report)
app.command("calibrate")(calibrate.calibrate)
app.command("robustness")(robustness.robustness)
app.command("serve")(serve.serve)
app.command("tables")(tables.tables)


@app.callback()
def commands() -> None:
    """Keep the commands as subcommands, however many there are."""


def main() -> None:
    """Run the command line; a known error is one message on stderr and its own exit code."""
    try:
        app(prog_name="msfans")
    except MsfansError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
