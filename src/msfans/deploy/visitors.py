"""Who may ask, and what the page may do: only this origin, and nothing from elsewhere."""

import re
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' blob:",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "content-security-policy": "; ".join(f"{what} {whence}" for what, whence in POLICY.items()),
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(), geolocation=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
HOST = re.compile(r"(?:\[(?P<ipv6>[0-9a-f:.]+)]|(?P<name>[0-9a-z._-]+))(?::[0-9]+)?", re.IGNORECASE)
"""A Host header: a name, or an address, which stands in brackets if it is of IPv6; and a port."""


class Guard:
    """ASGI middleware: answers to its own `hosts` and to its own page alone, with HEADERS on all.

    Another name is DNS rebinding: a page of another site that was given this machine's address.
    """

    def __init__(self, app: ASGIApp, *, hosts: Sequence[str]) -> None:
        self.app = app
        self.hosts = {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with 400 or 403."""

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refused = scope["type"] == "http" and self.refusal(Headers(scope=scope))
        await (refused or self.app)(scope, receive, send_guarded)

    def refusal(self, headers: Headers) -> Response | None:
        """The answer to who may not ask; None for who may."""
        if called(headers) not in self.hosts:
            return JSONResponse({"error": "called by a name that --allow-host does not give"}, 400)
        if is_foreign(headers):
            return JSONResponse({"error": "asked by a page of another site"}, 403)
        return None


def called(headers: Headers) -> str | None:
    """The name or address by which the page was called, in lower case; None for nonsense."""
    host = HOST.fullmatch(headers.get("host", ""))
    return host and (host["ipv6"] or host["name"]).lower()


def is_foreign(headers: Headers) -> bool:
    """Whether a browser says that the request comes from a page of another origin."""
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host")
