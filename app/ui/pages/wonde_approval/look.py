"""Asks Wonde how far the approval is, what it covers and whom it leaves out. Runs on the background loop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from app.guidance.permissions import permission_code
from app.journey.events import ApprovalSeen
from app.wonde.client import WondeClient
from app.wonde.errors import NotFound, NotPermitted
from app.wonde.shapes import AccessControl, Permission, SchoolState

if TYPE_CHECKING:
    from app.ui.services import Services

T = TypeVar("T")

UNDECIDED = ("pending", "declined", "revoked")
"""Wonde's lists of schools that have not, or no longer, approved."""


class WhichSchool(Exception):
    """The token opens several schools, or none that can be found; `summary` and `remedy` say which."""

    def __init__(self, code: str, summary: str, remedy: str) -> None:
        super().__init__(summary)
        self.code, self.summary, self.remedy = code, summary, remedy


class NoToken(Exception):
    """There is no token to look with."""


@dataclass(frozen=True, slots=True)
class Look:
    """What Wonde answered. None where it did not say."""

    at: datetime
    school_id: str
    state: SchoolState
    pending: bool | None = None
    declined: bool | None = None
    revoked: bool | None = None
    permissions: tuple[Permission, ...] | None = None
    access: AccessControl | None = None
    students: int | None = None
    """How many students Wonde counts; None also before it may say."""

    def event(self) -> ApprovalSeen | None:
        """For the ledger; None where Wonde said nothing that can be noted."""
        flags = {
            "pending": self.pending,
            "approved": self.state.approved,
            "audited": self.state.audited,
            "online": self.state.online,
            "declined": self.declined if not self.state.approved else None,
            "revoked": self.revoked if not self.state.approved else None,
        }
        if all(flag is None for flag in flags.values()):
            return None
        return ApprovalSeen(via="wonde-api", **flags, **_covered(self.permissions))


def _covered(permissions: tuple[Permission, ...] | None) -> dict[str, Any]:
    """What the approval covers, as the ledger keeps it."""
    if permissions is None:
        return {}
    on = [permission_code(entry.name or "") for entry in permissions if entry.approved is True]
    return {
        "permissions": tuple(sorted({code for code in on if code is not None})),
        "permissions_more": on.count(None),
    }


def looking(services: Services, school_id: str | None) -> Callable[[object], Coroutine[Any, Any, Look]]:
    """The work to hand to the task runner. Raises NoToken, WhichSchool or WondeError."""

    async def run(_report: object) -> Look:
        token = await asyncio.to_thread(services.token)
        if not token:
            raise NoToken
        async with services.transport() as transport:
            client = WondeClient(transport, api_url=services.api_url, token=token)
            return await look(client, school_id, services.now)

    return run


async def look(client: WondeClient, school_id: str | None, now: Callable[[], datetime]) -> Look:
    """One look at everything there is to see. Raises WhichSchool or WondeError."""
    school = school_id or await _the_school(client)
    state = await _unless_shut(client.state(school)) or SchoolState(None, None, None)
    if state.approved:
        permissions, access, counts = await asyncio.gather(
            _unless_shut(client.permissions(school)),
            _unless_shut(client.access_control(school)),
            _unless_shut(client.counts(school, ("students",))),
        )
        return Look(
            now(),
            school,
            state,
            pending=False,
            permissions=None if permissions is None else tuple(permissions),
            access=access,
            students=None if counts is None else counts["students"],
        )
    pending, declined, revoked = await asyncio.gather(*(_is_in(client, name, school) for name in UNDECIDED))
    return Look(now(), school, state, pending, declined, revoked)


async def _the_school(client: WondeClient) -> str:
    """The one school that the token is about, wherever in Wonde's lists it is."""
    found = {school.id for school in await client.schools(limit=2)}
    if not found:
        lists = await asyncio.gather(*(_unless_shut(client.schools(name, limit=2)) for name in UNDECIDED))
        found = {school.id for each in lists for school in each or ()}
    if len(found) == 1:
        return found.pop()
    if found:
        raise WhichSchool(
            "WON-12",
            "The token opens several schools, so it is not your school’s own",
            "Ask itslearning for a token that opens your school alone. Until then, read the portal.",
        )
    raise WhichSchool(
        "WON-11",
        "Wonde accepts the token, and it opens no school",
        "The school has not approved yet, or approval was withdrawn. Read the portal’s status and note it.",
    )


async def _is_in(client: WondeClient, which: str, school_id: str) -> bool | None:
    schools = await _unless_shut(client.schools(which))
    return None if schools is None else any(school.id == school_id for school in schools)


async def _unless_shut(answer: Awaitable[T]) -> T | None:
    """None where Wonde has no such thing for this token; every other trouble is raised."""
    try:
        return await answer
    except (NotFound, NotPermitted):
        return None
