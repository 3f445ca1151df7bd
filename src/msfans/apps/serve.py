"""`msfans serve`: a local page that shows what a bundle decides, on a webcam or on files."""

from contextlib import suppress
from ipaddress import ip_address
from socket import AF_INET, AF_INET6, create_server, socket
from typing import TYPE_CHECKING, Annotated

import typer

from msfans.apps.material_options import BundleFolder, FaceModel
from msfans.errors import UsageError

if TYPE_CHECKING:
    from starlette.applications import Starlette

LOOPBACK = ("127.0.0.1", "localhost", "::1")
CONNECTIONS = 32
EXPOSED = (
    "warning: other machines can reach this page; it asks for no password and is not encrypted, "
    "and their browsers give it no camera"
)


def serve(
    bundle: BundleFolder,
    host: Annotated[
        str, typer.Option(help="Address to listen on; others than this machine's are exposed.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 takes any free one.", min=0, max=65535)] = 8000,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="Another name by which the page may be called.")
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

    limits = Limits(upload_bytes=round(max_upload_mb * MB))
    names = [*LOOPBACK, host, *(allow_host or [])]
    app = create_app(Detector(bundle, face_model=face_model), hosts=names, limits=limits)
    listener = listening(host, port)
    typer.echo(f"{address(listener)}  (Ctrl-C ends it)")
    if not is_loopback(host):
        typer.echo(EXPOSED, err=True)
    run(app, listener)


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
