"""Practice pages of the portals' tasks."""

from __future__ import annotations

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp

from app.practice.world import World


def portal_app(world: World) -> ASGIApp:
    """Everything under `/portal`."""
    return PlainTextResponse(f"PRACTICE {world.school.identity.name}\n")
