"""Wonde's API v1.0 as the practice school answers it: paths, sign-in, envelopes, errors.

Answers are made at once and then held back until the latency asked for has passed, so that requests made
together wait together, as over a real line. Facts: the collected reference on Wonde's API.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.practice.lifecycle import Stage
from app.practice.listings import SCOPES, Listing, yes
from app.practice.pages import PageRequest, Query
from app.practice.schools import (
    access_list,
    neighbour_row,
    neighbour_state_row,
    permission_rows,
    school_row,
    state_row,
    which_lists,
)
from app.practice.wonde_details import dump
from app.practice.world import Caller, NeighbourSchool, World

ROOT = "/v1.0"
SCHOOL_LISTS = ("all", "pending", "audited", "offline", "revoked", "declined")
REFUSED_LISTS = (
    "contacts", "photos", "behaviours", "achievements", "exclusions", "detentions", "events", "doctors",
    "attendance-summaries", "medical-conditions", "medical-events", "employee-absences", "rooms", "periods",
    "lessons",
)  # fmt: skip
"""Lists that exist at Wonde and that itslearning has no permission for."""
COUNTED = ("students", "employees", "classes")
READ_AHEAD = 32
"""Pages rendered beforehand, while the answer to the first is on its way."""
Answer = Callable[[Request], Awaitable[bytes]]
"""Makes the JSON of an answer, or raises Refused."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Refused(Exception):
    """A request that is answered with an error. `body` is the JSON of the answer."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


def refusal(status: int, code: str, message: str) -> Refused:
    """An error in the form this server gives all of them; Wonde's own form was not found."""
    return Refused(status, {"error": {"code": code, "message": message}})


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request with who asks."""

    request: Request
    caller: Caller
    base: str
    query: Query

    def value(self, name: str) -> str | None:
        return dict(self.query).get(name)


class Api:
    """The endpoints."""

    def __init__(self, world: World, *, latency_s: float = 0.0) -> None:
        self.world = world
        self._latency_s = latency_s
        self._ahead: set[asyncio.Task[None]] = set()

    def routes(self) -> list[Route]:
        """Every path, longest first."""
        one = "/schools/{school}"
        table: list[tuple[str, Callable[[_Asked], bytes], tuple[str, ...]]] = [
            ("", self._root, ("GET",)),
            ("/", self._root, ("GET",)),
            ("/schools", self._schools, ("GET",)),
            *((f"/schools/{name}", self._schools, ("GET",)) for name in SCHOOL_LISTS),
            ("/meta" + one, self._meta, ("GET",)),
            ("/meta" + one + "/permissions", self._permissions, ("GET",)),
            ("/meta" + one + "/acl", self._acl, ("GET",)),
            (one, self._school, ("GET",)),
            (one + "/counts", self._counts, ("GET",)),
            (one + "/{name}", self._list, ("GET",)),
            (one + "/{name}/{row}", self._row, ("GET",)),
        ]
        routes = [
            Route(
                ROOT + one + "/request-access", self._slow_endpoint(self._request_access), methods=["POST"]
            ),
            Route(
                ROOT + one + "/revoke-access",
                self._slow_endpoint(self._plain(self._revoke)),
                methods=["DELETE"],
            ),
        ]
        routes += [
            Route(ROOT + path, self._slow_endpoint(self._plain(answer)), methods=list(methods))
            for path, answer, methods in table
        ]
        return routes

    async def nothing_here(self, request: Request) -> Response:
        """The answer to every other path."""
        return await self._slow_endpoint(self._plain(self._unknown))(request)

    # -- around every answer

    def _slow_endpoint(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            loop = asyncio.get_running_loop()
            begun = loop.time()
            try:
                body, status = await answer(request), 200
            except Refused as refused:
                body, status = dump(refused.body), refused.status
            left = self._latency_s - (loop.time() - begun)
            if left > 0:
                await asyncio.sleep(left)
            return Response(body, status, media_type="application/json")

        return endpoint

    def _plain(self, answer: Callable[[_Asked], bytes]) -> Answer:
        async def run(request: Request) -> bytes:
            return answer(self._asked(request))

        return run

    def _asked(self, request: Request, *, while_revoked: bool = False) -> _Asked:
        token = token_in(request.headers.get("authorization", ""))
        caller = self.world.caller(token) if token else None
        dead = caller is Caller.SCHOOL and self.world.stage is Stage.REVOKED and not while_revoked
        if caller is None or dead:
            raise refusal(401, "unauthenticated", "The key is missing, invalid or expired.")
        base = f"{request.url.scheme}://{request.url.netloc}{ROOT}"
        query = tuple((str(name), str(value)) for name, value in request.query_params.multi_items())
        return _Asked(request, caller, base, query)

    # -- schools

    def _root(self, _: _Asked) -> bytes:
        return dump({"data": {"version": "1.0", "practice": True}})

    def _unknown(self, _: _Asked) -> bytes:
        raise refusal(404, "not_found", "There is nothing at this address.")

    def _schools(self, asked: _Asked) -> bytes:
        name = asked.request.url.path.rstrip("/").rsplit("/", 1)[1]
        wanted = "approved" if name == "schools" else name
        rows = [school_row(self.world, asked.base)] if wanted in which_lists(self.world) else []
        if asked.caller is Caller.APPLICATION:
            rows += [
                neighbour_row(other, asked.base)
                for other in self.world.neighbours
                if wanted in which_lists(self.world, other)
            ]
        rows = [row for row in rows if _fits(row, asked)]
        listing = Listing(
            "schools",
            range(len(rows)),
            lambda number, _: dump(rows[number]),
            lambda _: "2026-09-01 00:00:00",
            lambda number: str(rows[number]["id"]),
            ("cbds",),
            variant=(self.world.lifecycle.version, self.world.stage, str(asked.request.url), asked.caller),
        )
        return self.world.pages.body(listing, _address(asked), asked.query)

    def _school(self, asked: _Asked) -> bytes:
        other = self._which(asked)
        row = school_row(self.world, asked.base) if other is None else neighbour_row(other, asked.base)
        return dump({"data": row, "meta": {"includes": ["cbds"]}})

    def _meta(self, asked: _Asked) -> bytes:
        other = self._which(asked)
        return dump({"data": state_row(self.world) if other is None else neighbour_state_row(other)})

    def _permissions(self, asked: _Asked) -> bytes:
        return dump({"data": permission_rows(self.world) if self._which(asked) is None else []})

    def _acl(self, asked: _Asked) -> bytes:
        if self._which(asked) is not None:
            return dump({"data": {"mode": None, "ids": []}})
        with_types = yes(asked.value("with_user_type")) or False
        return dump({"data": access_list(self.world, with_types=with_types)})

    def _which(self, asked: _Asked) -> NeighbourSchool | None:
        """The neighbour a path names; None for the practice school. Refuses what the token can't see."""
        wanted = asked.request.path_params["school"]
        if wanted == self.world.school_id:
            return None
        if asked.caller is Caller.APPLICATION:
            for other in self.world.neighbours:
                if other.id == wanted:
                    return other
        raise refusal(404, "not_found", "There is no such school, or it did not approve this app.")

    # -- data

    def _counts(self, asked: _Asked) -> bytes:
        listed = self._data_of(asked, "")
        names = [name.strip() for name in (asked.value("include") or "").split(",")]
        counts: dict[str, Any] = {}
        for name in names:
            if name in COUNTED and (not listed or self.world.lifecycle.access.may_list(name)):
                listing = self.world.listing(name) if listed else None
                counts[name] = {"data": {"count": len(listing.rows) if listing is not None else 0}}
        return dump({"data": counts or []})

    def _list(self, asked: _Asked) -> bytes:
        name = asked.request.path_params["name"]
        listing = self._listing(asked, name)
        filters = {key: value for key, value in asked.query if key not in _NOT_FILTERS}
        if filters:
            listing = listing.filtered(filters)
        body = self.world.pages.body(listing, _address(asked), asked.query)
        self._read_ahead(listing, asked)
        return body

    def _row(self, asked: _Asked) -> bytes:
        wanted = asked.request.path_params["row"]
        listing = self._listing(asked, asked.request.path_params["name"])
        place = next((n for n, row in enumerate(listing.rows) if listing.id_at(row) == wanted), None)
        if place is None:
            raise refusal(404, "not_found", "There is no such record.")
        include = asked.value("include") or ""
        one = listing.with_rows(listing.rows[place : place + 1], ("one", wanted))
        body = self.world.pages.body(one, "", (("include", include),))
        row = body[len(b'{"data":[') : body.rindex(b'],"meta":')]
        return b'{"data":' + row + b',"meta":' + dump({"includes": list(listing.includes)}) + b"}"

    def _listing(self, asked: _Asked, name: str) -> Listing:
        ours = self._data_of(asked, name)
        if self.world.churning and name == "students" and ours:
            page = PageRequest.of(asked.query, 250)
            self.world.churn.before_page(2 if page.after is not None else page.page)
        listing = self.world.listing(name)
        if listing is None:
            raise refusal(404, "not_found", "There is nothing at this address.")
        return listing if ours else listing.with_rows((), "other school")

    def _data_of(self, asked: _Asked, name: str) -> bool:
        """Whether the rows of the practice school may be read; False for a neighbour, which has none.

        Refuses schools that did not approve and lists without permission.
        """
        other = self._which(asked)
        agreed = self.world.stage.agreed if other is None else other.about.state == "approved"
        if not agreed:
            raise refusal(403, "invalid_permissions", "This school has not approved this app.")
        if name in REFUSED_LISTS:
            raise refusal(403, "invalid_permissions", f"The scope {name.replace('-', '_')}.read is missing.")
        if other is None and name in SCOPES and not self.world.lifecycle.access.may_list(SCOPES[name]):
            raise refusal(403, "invalid_permissions", f"The scope {SCOPES[name]}.read is missing.")
        return other is None

    def _read_ahead(self, listing: Listing, asked: _Asked) -> None:
        """Renders the following pages while this answer waits for its latency."""
        request = PageRequest.of(asked.query, listing.most_per_page)
        if self.world.churning or request.cursor or request.page > 1:
            return
        pages = range(2, 2 + min(READ_AHEAD, -(-len(listing.rows) // request.per_page) - 1))
        if pages:
            task = asyncio.get_running_loop().create_task(self._prepare(listing, asked.query, pages))
            self._ahead.add(task)
            task.add_done_callback(self._ahead.discard)

    async def _prepare(self, listing: Listing, query: Query, pages: range) -> None:
        for page in pages:
            await asyncio.sleep(0)
            self.world.pages.body(listing, "", (*query, ("page", str(page))))

    # -- asking for access and giving it up

    async def _request_access(self, request: Request) -> bytes:
        asked = self._asked(request, while_revoked=True)
        if self._which(asked) is not None:
            raise refusal(404, "not_found", "Access to this school can't be asked for here.")
        problems = contact_problems(await request.body())
        if problems:
            raise Refused(422, {"message": "The given data was invalid.", "errors": problems})
        if self.world.stage.agreed:
            return dump({"success": False, "state": "approved", "message": "School Already Approved"})
        self.world.lifecycle.change(decision="pending", approved_at=None, audited_at=None, online_at=None)
        return dump({"success": True, "state": "pending", "message": "Access to this school was requested."})

    def _revoke(self, asked: _Asked) -> bytes:
        if self._which(asked) is not None:
            raise refusal(404, "not_found", "Access to this school can't be given up here.")
        self.world.lifecycle.change(decision="revoked", approved_at=None, audited_at=None, online_at=None)
        return dump({"success": True, "state": "revoked", "message": "Access to this school was revoked."})


_NOT_FILTERS = frozenset({"include", "per_page", "page", "cursor"})


def token_in(authorization: str) -> str | None:
    """The token of a Bearer header, or of Basic with the token as user name and no password."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip() or None
    if scheme.lower() != "basic":
        return None
    try:
        name, _, password = base64.b64decode(rest.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return None
    return name if name and not password else None


def contact_problems(body: bytes) -> dict[str, list[str]]:
    """What is wrong with the contacts of a request for access, by field; empty for none at all."""
    if not body.strip():
        return {}
    try:
        value = json.loads(body)
    except ValueError:
        return {"body": ["The body is not JSON."]}
    contacts = value.get("contacts", []) if isinstance(value, dict) else None
    if not isinstance(contacts, list):
        return {"contacts": ["The contacts must be a list."]}
    problems: dict[str, list[str]] = {}
    for number, contact in enumerate(contacts):
        if not isinstance(contact, dict):
            problems[f"contacts.{number}"] = ["The contact must be an object."]
            continue
        for name in ("first_name", "last_name"):
            if not isinstance(contact.get(name), str) or not contact[name].strip():
                problems[f"contacts.{number}.{name}"] = [f"The {name.replace('_', ' ')} is required."]
        address = contact.get("email_address")
        if not isinstance(address, str) or not _EMAIL.fullmatch(address):
            problems[f"contacts.{number}.email_address"] = ["The e-mail address must be valid."]
    return problems


def _fits(row: dict[str, Any], asked: _Asked) -> bool:
    postcode = (asked.value("postcode") or "").replace(" ", "").upper()
    if not row["address"]["address_postcode"].replace(" ", "").startswith(postcode):
        return False
    names = ("la_code", "establishment_number", "urn")
    return all(str(row[name]) == asked.value(name) for name in names if asked.value(name))


def _address(asked: _Asked) -> str:
    url = asked.request.url
    return f"{url.scheme}://{url.netloc}{url.path}"
