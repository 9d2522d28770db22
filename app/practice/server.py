"""The practice server as one application: Wonde's API, the portals, the controls, behind the host guard.

    /v1.0       the API
    /portal     the portals' tasks; /portal/head the Head's, /portal/mis the office's
    /practice   practice-only controls

Latency and faults apply to the API alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from app.practice.api import ROOT, Api
from app.practice.controls import control_routes
from app.practice.faults import FaultSettings, with_fault
from app.practice.guard import HostGuard, allowed_hosts
from app.practice.portals import portal_app
from app.practice.world import World


def build_app(
    world: World,
    *,
    port: int,
    latency_s: float = 0.0,
    fault: str | None = None,
    fault_settings: FaultSettings | None = None,
) -> ASGIApp:
    """The application for one practice school, to be served on loopback at `port`, without a lifespan.

    Raises SpecNotPossible for an unknown fault.
    """
    api = Api(world, latency_s=latency_s)

    async def nothing_here(scope: Scope, receive: Receive, send: Send) -> None:
        response = await api.nothing_here(Request(scope, receive))
        await response(scope, receive, send)

    router = Router(api.routes(), default=nothing_here, redirect_slashes=False)
    parts: dict[str, ASGIApp] = {
        ROOT: with_fault(router, fault, fault_settings),
        "/practice": Router(control_routes(world)),
        "/portal": portal_app(world),
        "/": RedirectResponse("/portal", 303),
    }
    return HostGuard(_by_prefix(parts), allowed_hosts(port))


def _by_prefix(parts: Mapping[str, ASGIApp]) -> ASGIApp:
    """Hands each request to the part whose prefix it has; the last part takes the rest."""
    *named, (_, rest) = parts.items()

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        for prefix, app in named:
            if path == prefix or path.startswith(prefix + "/"):
                await app(scope, receive, send)
                return
        await rest(scope, receive, send)

    return run
