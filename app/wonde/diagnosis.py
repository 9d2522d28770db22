"""Why a school's list may be empty, from what Wonde says about the school elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TYPE_CHECKING, TypeVar

from app.wonde.errors import Cause, EmptyCause, WondeError
from app.wonde.shapes import AccessControl, Permission, School, SchoolState

if TYPE_CHECKING:
    from app.wonde.client import WondeClient

T = TypeVar("T")


async def empty_causes(
    client: WondeClient, school_id: str, kind: str, count: int | None, asked_host: str
) -> tuple[Cause, ...]:
    """The likely causes, the most telling first. Asks Wonde four questions; one unanswered is skipped."""
    async with asyncio.TaskGroup() as group:
        school = group.create_task(_if_told(client.school(school_id)))
        state = group.create_task(_if_told(client.state(school_id)))
        permissions = group.create_task(_if_told(client.permissions(school_id)))
        access = group.create_task(_if_told(client.access_control(school_id)))
    causes = [
        *_from_state(state.result(), count),
        *_from_permissions(permissions.result(), kind),
        *_from_access(access.result()),
        *_from_region(school.result(), asked_host),
    ]
    if count:
        facts = {"count": f"{count:,} {kind.replace('-', ' ')}"}
        causes.append(Cause(EmptyCause.COUNT_DIFFERS, facts))
    return tuple(causes) or (Cause(EmptyCause.UNKNOWN),)


async def _if_told(question: Awaitable[T]) -> T | None:
    try:
        return await question
    except WondeError:
        return None


def _from_region(school: School | None, asked_host: str) -> list[Cause]:
    if school is None or school.region_domain is None or school.region_domain == asked_host:
        return []
    return [Cause(EmptyCause.WRONG_REGION, {"domain": school.region_domain, "host": asked_host})]


def _from_state(state: SchoolState | None, count: int | None) -> list[Cause]:
    if state is None:
        return []
    if state.approved is False:
        return [Cause(EmptyCause.NOT_APPROVED)]
    causes = []
    if state.online is False:
        causes.append(Cause(EmptyCause.OFFLINE))
    if state.audited is False:
        causes.append(Cause(EmptyCause.AWAITING_AUDIT))
    if count == 0 and state.online is not False:
        causes.append(Cause(EmptyCause.FIRST_SYNC))
    return causes


def _from_permissions(permissions: list[Permission] | None, kind: str) -> list[Cause]:
    if not permissions:
        return []
    stem = kind.rstrip("s").split("-")[0]
    named = [p for p in permissions if stem in f"{p.group or ''} {p.name or ''}".lower()]
    if any(p.approved for p in named):
        return []
    return [Cause(EmptyCause.SCOPE_WITHHELD, {"what": kind.replace("-", " ")})]


def _from_access(access: AccessControl | None) -> list[Cause]:
    return [Cause(EmptyCause.ACCESS_CONTROL)] if access is not None and access.limits else []
