"""Practice pages for the Head's seven tasks in the Atomwide support portal.

    /portal/head                 the first page: Federation Data Release, with the declaration to approve
    /portal/head/my-account      Declaration Management, where newer menus keep the same declaration
    /portal/head/declaration     the declaration: Borough or Trust at the top, Approve at the bottom
    /portal/head/user-accounts   the list with Federation Data Release some way down
    /portal/head/try             a sign-in with a USO account

Forms and fields (all POST, besides the hidden `word`):

    /portal/head/sign-in        role (headteacher | proxy | nominated-contact), name
    /portal/head/declaration    -
    /portal/head/release        on (yes | no)
    /portal/head/try            -

A Nominated Contact sees every page and has no buttons.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.practice.lifecycle import SingleSignOn, Stage
from app.practice.portal_pages import Pages, Session, SignedIn, choice_of, value_of

HEAD = "/portal/head"
ROLES = {
    "headteacher": "Headteacher",
    "proxy": "Headteacher’s proxy",
    "nominated-contact": "Nominated Contact",
}
BOROUGH = "Larkmoor Borough (practice)"
Endpoint = Callable[[Request, Session], Awaitable[Response]]


def head_routes(pages: Pages) -> list[Route]:
    """The routes."""
    portal = _Portal(pages)
    get, both = ["GET"], ["GET", "POST"]
    return [
        Route(HEAD, portal.signed_in(portal.first), methods=get),
        Route(HEAD + "/sign-in", portal.sign_in, methods=both),
        Route(HEAD + "/sign-out", portal.sign_out, methods=["POST"]),
        Route(HEAD + "/my-account", portal.signed_in(portal.my_account), methods=get),
        Route(HEAD + "/declaration", portal.signed_in(portal.declaration), methods=both),
        Route(HEAD + "/user-accounts", portal.signed_in(portal.user_accounts), methods=get),
        Route(HEAD + "/release", portal.signed_in(portal.release), methods=["POST"]),
        Route(HEAD + "/try", portal.signed_in(portal.attempt), methods=both),
    ]


class _Portal:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.world = pages.world
        self.lifecycle = pages.world.lifecycle

    def signed_in(self, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
        """Sends strangers to the sign-in page, and lets only the Head or proxy change anything."""

        async def run(request: Request) -> Response:
            session = self.pages.session(request)
            if session.head is None:
                return self.pages.go(request, session, HEAD + "/sign-in")
            trying = request.url.path == HEAD + "/try"
            if request.method == "POST" and session.head.role == "nominated-contact" and not trying:
                await self.pages.form(request, session)
                return self.pages.show(
                    request, session, "refused.html", 403, title="Not allowed",
                    problem="Only the headteacher or the headteacher’s proxy can agree to a data release.",
                )  # fmt: skip
            return await endpoint(request, session)

        return run

    async def sign_in(self, request: Request) -> Response:
        session = self.pages.session(request)
        problem = ""
        if request.method == "POST":
            form = await self.pages.form(request, session)
            role, name = choice_of(form, "role", ROLES), value_of(form, "name")
            if role and name:
                session.head = SignedIn(role, name, ROLES[role])
                return self.pages.go(request, session, HEAD)
            problem = "Choose who you are, and give a name. Any will do: this is practice."
        status = 422 if problem else 200
        return self.pages.show(
            request, session, "head-sign-in.html", status, title="Sign in", roles=ROLES, problem=problem
        )

    async def sign_out(self, request: Request) -> Response:
        session = self.pages.session(request)
        await self.pages.form(request, session)
        session.head = None
        return self.pages.go(request, session, HEAD + "/sign-in", "You are signed out.")

    async def first(self, request: Request, session: Session) -> Response:
        return self._show(request, session, "head-first.html", "Federation Data Release")

    async def my_account(self, request: Request, session: Session) -> Response:
        return self._show(request, session, "head-account.html", "My Account: Declaration Management")

    async def user_accounts(self, request: Request, session: Session) -> Response:
        return self._show(request, session, "head-users.html", "User Accounts")

    async def declaration(self, request: Request, session: Session) -> Response:
        sso = self._sso
        if request.method == "POST":
            await self.pages.form(request, session)
            if sso.approved_at is None:
                who = session.head.name if session.head is not None else None
                self._change(approved_at=self.lifecycle.now(), approved_by=who)
            return self.pages.go(request, session, HEAD, "The declaration is approved.")
        if sso.seen_at is None:
            self._change(seen_at=self.lifecycle.now())
        return self._show(request, session, "head-declaration.html", "Data release self-determination")

    async def release(self, request: Request, session: Session) -> Response:
        form = await self.pages.form(request, session)
        if self._sso.approved_at is None:
            return self.pages.go(request, session, HEAD, "Approve the declaration first.")
        on = value_of(form, "on") == "yes"
        self._change(released=on, released_at=self.lifecycle.now() if on else None)
        told = "itslearning EU is enabled. It takes effect shortly." if on else "itslearning EU is off."
        return self.pages.go(request, session, HEAD, told)

    async def attempt(self, request: Request, session: Session) -> Response:
        outcome = ""
        if request.method == "POST":
            await self.pages.form(request, session)
            outcome = self._try()
        return self._show(request, session, "head-try.html", "Try a sign-in", outcome=outcome)

    def _try(self) -> str:
        if not self._sso.released:
            return "not-released"
        if self.world.stage is not Stage.ONLINE:
            return "not-provisioned"
        self._change(signed_in_at=self.lifecycle.now())
        return "works"

    @property
    def _sso(self) -> SingleSignOn:
        return self.lifecycle.state.sso

    def _change(self, **values: object) -> None:
        self.lifecycle.change(sso=self._sso.model_copy(update=values))

    def _show(self, request: Request, session: Session, template: str, title: str, **values: Any) -> Response:
        may_change = session.head is not None and session.head.role != "nominated-contact"
        return self.pages.show(
            request, session, template, title=title, sso=self._sso, roles=ROLES, borough=BOROUGH,
            may_change=may_change, **values,
        )  # fmt: skip
