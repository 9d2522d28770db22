"""Practice-only controls under `/practice`, for tests: what Wonde's staff or a pulled cable would do.

    GET  /practice/state                          {"stage", "connected", "granted", "sso": {...}}
    POST /practice/advance     {"to": "audited" | "online"}
    POST /practice/connection  {"connected": bool}
    POST /practice/restart     {"to": STAGE}

All need the token as Bearer, which also keeps other web pages out.
"""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.practice.api import token_in
from app.practice.lifecycle import START_STAGES, Stage
from app.practice.world import World


def control_routes(world: World) -> list[Route]:
    """The routes."""

    def state_now() -> dict[str, Any]:
        state = world.lifecycle.state
        return {
            "stage": world.stage.value,
            "connected": state.connected,
            "granted": list(state.granted),
            "mode": state.mode,
            "listed": len(state.listed),
            "sso": {
                "declaration_approved": state.sso.approved_at is not None,
                "released": state.sso.released,
                "signed_in": state.sso.signed_in_at is not None,
            },
        }

    async def act(request: Request) -> Response:
        if world.caller(token_in(request.headers.get("authorization", "")) or "") is None:
            return JSONResponse({"error": "unauthenticated"}, 401)
        if request.method == "POST":
            problem = _apply(world, request.url.path.rsplit("/", 1)[1], await request.body())
            if problem:
                return JSONResponse({"error": problem}, 422)
        return JSONResponse(state_now())

    return [
        Route("/practice/state", act, methods=["GET"]),
        Route("/practice/advance", act, methods=["POST"]),
        Route("/practice/connection", act, methods=["POST"]),
        Route("/practice/restart", act, methods=["POST"]),
    ]


def _apply(world: World, what: str, body: bytes) -> str | None:
    """Does it, or says what is wrong with the request."""
    try:
        wanted = json.loads(body or b"{}")
    except ValueError:
        return "the body is not JSON"
    if not isinstance(wanted, dict):
        return "the body is not an object"
    to = wanted.get("to")
    lifecycle = world.lifecycle
    if what == "connection" and isinstance(wanted.get("connected"), bool):
        lifecycle.change(connected=wanted["connected"])
        return None
    if what == "advance" and to in (Stage.AUDITED, Stage.ONLINE):
        if not world.stage.agreed:
            return "the school has not approved yet"
        lifecycle.advance(Stage(to))
        return None
    if what == "restart" and to in START_STAGES:
        lifecycle.replace(lifecycle.beginning(lifecycle.state.school, Stage(to)))
        return None
    return "unknown value"
