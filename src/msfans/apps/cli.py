"""The `msfans` command: registers the commands, and turns errors into one message."""

import sys

import typer

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

app = typer.Typer(
    name="msfans",
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
    except KeyboardInterrupt:
        print("interrupted: what was finished is kept, the same command goes on", file=sys.stderr)
        sys.exit(130)
