"""`msfans serve`: a local page that shows what a bundle decides, on a webcam or on files."""

import re
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import ip_address
from math import isfinite
from socket import AF_INET, AF_INET6, create_server, socket
from typing import TYPE_CHECKING, Annotated

import typer

from msfans.apps.material_options import BundleFolder, FaceModel
from msfans.errors import UsageError

if TYPE_CHECKING:
    from starlette.applications import Starlette

LOOPBACK = ("127.0.0.1", "localhost", "::1")
UNSPECIFIED = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""All addresses of the machine, and the one of them that is this machine's own."""

CONNECTIONS = 32
NAME = re.compile(r"[0-9a-z_-]+(\.[0-9a-z_-]+)*", re.IGNORECASE | re.ASCII)
EXPOSED = (
    "warning: other machines can reach this page; it asks for no password and is not encrypted, "
    "and their browsers give it no camera. It answers them only as {names}"
)
UNNAMED = "what --allow-host gives, such as --allow-host 192.168.1.5 or --allow-host my-pc.local"


def serve(
    bundle: BundleFolder,
    host: Annotated[
        str, typer.Option(help="Address to listen on; others than this machine's are exposed.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 takes any free one.", min=0, max=65535)] = 8000,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="Another name or address that the page is called by.")
    ] = None,
    max_upload_mb: Annotated[float, typer.Option(help="Of one picture or video.", min=0.1)] = 64,
    face_model: FaceModel = None,
) -> None:
    """Show a page with webcam and file drop: score over time, weights by scale, a threshold slider.

    It listens on this machine only, stores nothing and asks nothing of the network. Ctrl-C ends it.
    """
    require_server()
    from msfans.deploy.server import create_app
    from msfans.deploy.session import Detector
    from msfans.deploy.uploads import MB, Limits

    others = [as_called(name) for name in (host, *(allow_host or []))]
    if not isfinite(max_upload_mb):
        raise UsageError("--max-upload-mb", f"is {max_upload_mb}", fix="give a number, such as 64")
    limits = Limits(upload_bytes=round(max_upload_mb * MB))
    detector = Detector(bundle, face_model=face_model)
    app = create_app(detector, hosts=[*LOOPBACK, *others], limits=limits)
    listener = listening(host, port)
    typer.echo(f"{address(listener)}  (Ctrl-C ends it)")
    if not is_loopback(listener.getsockname()[0]):
        typer.echo(exposed(others), err=True)
    run(app, listener)


def as_called(name: str) -> str:
    """The name or address as browsers send it; UsageError for a pattern, or one with its port."""
    try:
        return str(ip_address(name.partition("%")[0]))
    except ValueError:
        bare = name.removesuffix(".")
    if not NAME.fullmatch(bare):
        fix = "give it without http:// and port, such as 192.168.1.5 or my-pc.local"
        raise UsageError(f"{name!r}", "is no name or address of a machine", fix=fix)
    return bare


def exposed(others: Sequence[str]) -> str:
    """A warning, and how the page can be called from elsewhere."""
    names = [name for name in others if name not in UNSPECIFIED]
    return EXPOSED.format(names=" or ".join(names) or UNNAMED)


def require_server() -> None:
    """UsageError where the packages of the extra are missing."""
    try:
        import starlette  # noqa: F401 - only whether it is there
        import uvicorn  # noqa: F401 - the same
    except ImportError as error:
        fix = "run: pip install 'msfans[serve]'"
        raise UsageError("serve", "needs starlette and uvicorn", fix=fix) from error


def listening(host: str, port: int) -> socket:
    """A socket that listens there; UsageError where that is not possible."""
    family = AF_INET6 if ":" in host else AF_INET
    try:
        return create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        fact = f"can not be listened on ({error})"
        raise UsageError(f"{host}:{port}", fact, fix="give another --port or --host") from error


def address(listener: socket) -> str:
    """What to type into a browser."""
    host, port = listener.getsockname()[:2]
    host = str(UNSPECIFIED.get(host, host))
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def run(app: "Starlette", listener: socket) -> None:
    """Serve until Ctrl-C."""
    import uvicorn

    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=CONNECTIONS,
        lifespan="off",
    )
    with suppress(KeyboardInterrupt):  # Ctrl-C is how it ends, and no failure
        uvicorn.Server(config).run(sockets=[listener])
