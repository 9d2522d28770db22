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

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.practice.lifecycle import SingleSignOn, Stage
from app.practice.portal_pages import Pages, Session, value_of
from app.practice.sign_in import Entrance, SignIn

HEAD = "/portal/head"
ROLES = {
    "headteacher": "Headteacher",
    "proxy": "Headteacher’s proxy",
    "nominated-contact": "Nominated Contact",
}
BOROUGH = "Larkmoor Borough (practice)"
ENTRANCE = Entrance(
    portal="head",
    address=HEAD,
    home=HEAD,
    template="head-sign-in.html",
    roles=ROLES,
    looks_only="nominated-contact",
    refusal="Only the headteacher or the headteacher’s proxy can agree to a data release.",
    asks_position=False,
    incomplete="Choose who you are, and give a name. Any will do: this is practice.",
)


def head_routes(pages: Pages) -> list[Route]:
    """The routes."""
    portal = _Portal(pages)
    needed = portal.sign_in.needed
    get, both = ["GET"], ["GET", "POST"]
    return [
        Route(HEAD, needed(portal.first), methods=get),
        *portal.sign_in.routes(),
        Route(HEAD + "/my-account", needed(portal.my_account), methods=get),
        Route(HEAD + "/declaration", needed(portal.declaration), methods=both),
        Route(HEAD + "/user-accounts", needed(portal.user_accounts), methods=get),
        Route(HEAD + "/release", needed(portal.release), methods=["POST"]),
        Route(HEAD + "/try", needed(portal.attempt, open_to_all=True), methods=both),
    ]


class _Portal:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.world = pages.world
        self.lifecycle = pages.world.lifecycle
        self.sign_in = SignIn(pages, ENTRANCE)

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
                who = self.sign_in.who(session)
                self._change(approved_at=self.lifecycle.now(), approved_by=who.name if who else None)
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
        may_change = self.sign_in.may_change(session)
        return self.pages.show(
            request, session, template, title=title, sso=self._sso, roles=ROLES, borough=BOROUGH,
            may_change=may_change, **values,
        )  # fmt: skip
