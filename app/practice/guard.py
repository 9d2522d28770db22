"""Keeps other web pages away from a practice server, which any page in a browser on this PC can reach.

The Host header must name this server on loopback, or a page elsewhere could rebind its own name to 127.0.0.1.
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


def allowed_hosts(port: int) -> frozenset[str]:
    """The Host headers by which this server may be called."""
    return frozenset(f"{name}:{port}" for name in LOOPBACK_NAMES)


class HostGuard:
    """Answers 421 to requests that call this server by another name."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or Headers(scope=scope).get("host", "").lower() in self._hosts:
            await self._app(scope, receive, send)
            return
        refused = PlainTextResponse("This practice server answers to its own address only.\n", 421)
        await refused(scope, receive, send)
