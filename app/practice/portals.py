"""Practice pages for the tasks people do in two portals and their MIS: plain, our own, nobody's likeness.

    /portal         Wonde's tasks, `wonde_portal`         /portal/mis       the office's reports, here
    /portal/head    the Head's tasks, `head_portal`       /portal/practice  what only a practice can do, here

What is done changes what the API answers, and survives a restart if a state file was given. No JavaScript.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from app.practice.head_portal import head_routes
from app.practice.lifecycle import START_STAGES, Stage
from app.practice.portal_pages import HEADERS, FormRefused, Pages, value_of
from app.practice.report import FILES
from app.practice.wonde_portal import wonde_routes
from app.practice.world import World
from app.storage.paths import resource

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def portal_app(world: World) -> ASGIApp:
    """Everything under `/portal`."""
    pages = Pages(world)
    office = _Office(pages)
    routes = [
        *wonde_routes(pages),
        *head_routes(pages),
        Route("/portal/mis", office.mis, methods=["GET"]),
        Route("/portal/mis/{name}", office.download, methods=["GET"]),
        Route("/portal/practice", office.controls, methods=["GET", "POST"]),
        Route("/portal/style.css", _style, methods=["GET"]),
    ]

    async def nothing_here(scope: Scope, receive: Receive, send: Send) -> None:
        await pages.not_found()(scope, receive, send)

    return Router([_guarded(pages, route) for route in routes], default=nothing_here)


def _guarded(pages: Pages, route: Route) -> Route:
    """The same route, with refused forms answered by a page."""
    endpoint: Callable[[Request], Awaitable[Response]] = route.endpoint

    async def run(request: Request) -> Response:
        try:
            return await endpoint(request)
        except FormRefused as problem:
            return pages.refused(request, pages.session(request), problem)
        except OSError as problem:
            said = f"What you did could not be kept on disk ({problem.strerror or type(problem).__name__})."
            return pages.refused(request, pages.session(request), FormRefused(said))

    return Route(route.path, run, methods=list(route.methods or ()))


async def _style(_: Request) -> Response:
    return FileResponse(resource("practice", "pages", "style.css"), media_type="text/css", headers=HEADERS)


class _Office:
    """The MIS's reports, and what only a practice can do."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.world = pages.world
        self._made: dict[str, bytes] = {}
        self._making = asyncio.Lock()

    async def mis(self, request: Request) -> Response:
        """Where the office downloads reports."""
        session = self.pages.session(request)
        return self.pages.show(
            request, session, "mis.html", title="MIS reports",
            students=len(self.world.school.students), staff=len(self.world.school.staff),
        )  # fmt: skip

    async def download(self, request: Request) -> Response:
        """One report; made on a worker thread, once."""
        name = request.path_params["name"]
        make = FILES.get(name)
        if make is None:
            return self.pages.not_found()
        async with self._making:
            if name not in self._made:
                self._made[name] = await asyncio.to_thread(make, self.world.school)
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(self._made[name], headers=headers, media_type=_TYPES[name.rsplit(".", 1)[1]])

    async def controls(self, request: Request) -> Response:
        """What Wonde's staff or a cable would do, at the press of a button."""
        session = self.pages.session(request)
        lifecycle = self.world.lifecycle
        if request.method == "POST":
            form = await self.pages.form(request, session)
            return self.pages.go(request, session, "/portal/practice", self._act(value_of(form, "action")))
        return self.pages.show(
            request, session, "practice.html", title="Practice controls",
            state=lifecycle.state, audited_at=lifecycle.audited_at, online_at=lifecycle.online_at,
        )  # fmt: skip

    def _act(self, action: str) -> str:
        lifecycle = self.world.lifecycle
        if action in (Stage.AUDITED.value, Stage.ONLINE.value):
            if not self.world.stage.agreed:
                return "Nothing happened: the school has not approved itslearning."
            lifecycle.advance(Stage(action))
            return "Wonde’s audit is done." if action == "audited" else "The data has arrived."
        if action in ("connect", "disconnect"):
            lifecycle.change(connected=action == "connect")
            return "The connection to the MIS is " + ("back." if action == "connect" else "gone.")
        to = action.removeprefix("restart-")
        if action.startswith("restart-") and to in START_STAGES:
            lifecycle.replace(lifecycle.beginning(lifecycle.state.school, Stage(to)))
            return "The practice school was set back."
        return "Nothing happened."
