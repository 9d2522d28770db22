"""How people come into a practice portal: a role and a name instead of a password, kept for the session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.practice.portal_pages import Pages, Session, SignedIn, choice_of, value_of

Endpoint = Callable[[Request, Session], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Entrance:
    """One portal's way in."""

    portal: str
    """The key under which the session keeps who is signed in there."""
    address: str
    """What its own pages begin with: `/sign-in` and `/sign-out` follow it."""
    home: str
    """Where somebody who has just signed in goes."""
    template: str
    roles: Mapping[str, str]
    looks_only: str
    """The role that sees every page and changes nothing."""
    refusal: str
    """What such a person is told on trying."""
    asks_position: bool
    incomplete: str
    """What somebody is told who leaves an answer out."""


class SignIn:
    """Pages to sign in and out by, and the wrapper that lets only those who have signed in reach the rest."""

    def __init__(self, pages: Pages, entrance: Entrance) -> None:
        self._pages = pages
        self._entrance = entrance

    def routes(self) -> list[Route]:
        """The routes of the two pages."""
        address = self._entrance.address
        return [
            Route(f"{address}/sign-in", self._sign_in, methods=["GET", "POST"]),
            Route(f"{address}/sign-out", self._sign_out, methods=["POST"]),
        ]

    def who(self, session: Session) -> SignedIn | None:
        """Who is signed in here, if anyone is."""
        return session.signed_in.get(self._entrance.portal)

    def may_change(self, session: Session) -> bool:
        """Whether somebody is signed in who may do more than look."""
        who = self.who(session)
        return who is not None and who.role != self._entrance.looks_only

    def needed(
        self, endpoint: Endpoint, *, open_to_all: bool = False
    ) -> Callable[[Request], Awaitable[Response]]:
        """`endpoint` for those signed in; strangers go to the sign-in page.

        A form from somebody who may only look is refused, unless the page is `open_to_all`.
        """

        async def run(request: Request) -> Response:
            session = self._pages.session(request)
            if self.who(session) is None:
                return self._pages.go(request, session, f"{self._entrance.address}/sign-in")
            if request.method == "POST" and not open_to_all and not self.may_change(session):
                await self._pages.form(request, session)
                return self._pages.show(
                    request, session, "refused.html", 403, title="Not allowed", problem=self._entrance.refusal
                )
            return await endpoint(request, session)

        return run

    async def _sign_in(self, request: Request) -> Response:
        entrance, session, problem = self._entrance, self._pages.session(request), ""
        if request.method == "POST":
            form = await self._pages.form(request, session)
            role, name = choice_of(form, "role", entrance.roles), value_of(form, "name")
            position = entrance.roles.get(role or "", "")
            if entrance.asks_position:
                position = value_of(form, "position")
            if role and name and position:
                session.signed_in[entrance.portal] = SignedIn(role, name, position)
                return self._pages.go(request, session, entrance.home)
            problem = entrance.incomplete
        return self._pages.show(
            request, session, entrance.template, 422 if problem else 200,
            title="Sign in", roles=entrance.roles, problem=problem,
        )  # fmt: skip

    async def _sign_out(self, request: Request) -> Response:
        session = self._pages.session(request)
        await self._pages.form(request, session)
        session.signed_in.pop(self._entrance.portal, None)
        return self._pages.go(request, session, f"{self._entrance.address}/sign-in", "You are signed out.")
