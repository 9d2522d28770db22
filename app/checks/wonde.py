"""What Wonde itself says about the school, asked with a token. Without one, all of this is skipped, plainly.

Schools usually hold no token. One that opens several schools is not the school's own and is said to be so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import urlsplit

from app.checks.context import AsksWonde, Context
from app.checks.model import Check, Finding, Found, Mender
from app.checks.wording import finding
from app.guidance.permissions import Need, judge_permission
from app.wonde import errors
from app.wonde.errors import WondeError
from app.wonde.shapes import Permission, School, SchoolState

WITHOUT_ONE = (
    "No token for Wonde is kept here. That is usual: tokens are issued to itslearning, not to schools. "
    "What Wonde’s portal shows tells the same."
)
NOT_KNOWN = (
    "This PC’s keyring did not answer, so it is not known whether a token for Wonde is kept here. Unlock the "
    "keyring and check once more. What Wonde’s portal shows tells the same."
)
_LIMIT_S = 45.0
_MOST_NAMED = 50
_ONLINE = "wonde.online"
_COUNTED = {"students": "students", "employees": "staff", "classes": "classes"}

_CODES: tuple[tuple[type[WondeError], str], ...] = (
    (errors.TokenUnusable, "WON-01"),
    (errors.TokenRefused, "WON-01"),
    (errors.NotPermitted, "WON-04"),
    (errors.NotFound, "WON-05"),
    (errors.TooManyRequests, "WON-03"),
    (errors.WondeUnavailable, "WON-03"),
    (errors.NotWondeJson, "WON-06"),
    (errors.ForeignLink, "WON-06"),
    (errors.AddressNotAllowed, "WON-06"),
    (errors.Unreachable, "WON-02"),
    (WondeError, "WON-07"),
)
"""The first class that fits decides; the last fits all."""


def wonde_checks(way: str) -> tuple[Check, ...]:
    """`wonde.token`, `.schools`, `.school`, `.region`, `.online`, `.approved`, `.audited`, `.permissions`,
    `.counts`, each depending on what it can't be asked without. `way` is the check of the way to Wonde."""
    token, schools, school = "wonde.token", "wonde.schools", "wonde.school"
    region, online, approved, audited = "wonde.region", _ONLINE, "wonde.approved", "wonde.audited"
    return (
        Check(token, "Wonde accepts the token", _asking(_token, "whether the token works"), (way,), _LIMIT_S),
        Check(
            schools, "The token opens this school only", _asking(_schools, "its schools"), (token,), _LIMIT_S
        ),
        Check(school, "Wonde knows the school", _asking(_school, "the school"), (schools,), _LIMIT_S),
        Check(region, "The right region is asked", _region, (school,)),
        Check(online, "Wonde’s link to the MIS is online", _online, (school,)),
        Check(approved, "The school has approved itslearning", _approved, (school,)),
        Check(audited, "Wonde has checked the data", _audited, (approved,)),
        Check(
            "wonde.permissions",
            "What is shared is what is needed",
            _asking(_permissions, "the permissions"),
            (approved,),
            _LIMIT_S,
        ),
        Check(
            "wonde.counts",
            "Wonde counts students, staff and classes",
            _asking(_counts, "the counts"),
            (approved, audited, region),
            _LIMIT_S,
            after=(online,),
        ),
    )


def _asking(
    ask: Callable[[Context, AsksWonde], Awaitable[Found]], asking: str
) -> Callable[[Context], Awaitable[Found]]:
    async def run(ctx: Context) -> Found:
        if ctx.wonde is None:
            return Found(skip_reason=NOT_KNOWN if ctx.token_unknown else WITHOUT_ONE)
        try:
            return await ask(ctx, ctx.wonde)
        except WondeError as error:
            return Found(findings=(_wonde_finding(error, asking),), blocks=True)

    return run


def _wonde_finding(error: WondeError, asking: str) -> Finding:
    code = next(code for kind, code in _CODES if isinstance(error, kind))
    found = finding(code, said=error.summary, advice=error.remedy, asking=asking)
    if found.remedy is None or error.who not in {mender.value for mender in Mender}:
        return found
    return replace(found, remedy=replace(found.remedy, who=Mender(error.who)))


async def _token(_: Context, wonde: AsksWonde) -> Found:
    if await wonde.token_works():
        return Found()
    return Found(findings=(_wonde_finding(errors.TokenRefused(), "whether the token works"),))


async def _schools(ctx: Context, wonde: AsksWonde) -> Found:
    opened = await wonde.schools(limit=_MOST_NAMED + 1)
    if not opened:
        return Found(findings=(finding("WON-11"),))
    if len(opened) > 1:
        count = len(opened) if len(opened) <= _MOST_NAMED else f"more than {_MOST_NAMED}"
        ctx.learned["school_id"] = ctx.school_id
        # Which of them is meant can't be guessed: without an id, there is nothing more to ask.
        return Found(findings=(finding("WON-12", count=count),), blocks=ctx.school_id is None)
    only = opened[0]
    if ctx.school_id not in (None, only.id):
        return Found(findings=(finding("WON-13", name=only.name or "another school"),))
    ctx.learned["school_id"] = only.id
    return Found(note=only.name or "")


async def _school(ctx: Context, wonde: AsksWonde) -> Found:
    school_id = ctx.learned["school_id"]
    school, state = await asyncio.gather(wonde.school(school_id), wonde.state(school_id))
    ctx.learned["school"], ctx.learned["state"] = school, state
    return Found(note=", ".join(part for part in (school.name, school.mis) if part))


async def _region(ctx: Context) -> Found:
    school: School = ctx.learned["school"]
    asked = urlsplit(ctx.api_url).netloc.lower()
    if school.region_domain is None:
        return Found(skip_reason="Wonde does not say which region the school is in.", blocks=False)
    if school.region_domain != asked:
        return Found(findings=(finding("WON-21", domain=school.region_domain, asked=asked),))
    return Found(note=school.region_domain)


async def _online(ctx: Context) -> Found:
    return _flag(_state(ctx).online, "WON-31", "Wonde does not say whether its link to the MIS is online.")


async def _approved(ctx: Context) -> Found:
    return _flag(_state(ctx).approved, "WON-32", "Wonde does not say whether the school has approved.")


async def _audited(ctx: Context) -> Found:
    audited = _state(ctx).audited
    if audited is None:
        return Found(findings=(finding("WON-34"),))
    return Found() if audited else Found(findings=(finding("WON-33"),), blocks=True)


def _state(ctx: Context) -> SchoolState:
    state: SchoolState = ctx.learned["state"]
    return state


def _flag(value: bool | None, code: str, not_said: str) -> Found:
    if value is None:
        return Found(skip_reason=not_said, blocks=False)
    return Found() if value else Found(findings=(finding(code),))


async def _permissions(ctx: Context, wonde: AsksWonde) -> Found:
    permissions = await wonde.permissions(ctx.learned["school_id"])
    if not permissions:
        return Found(findings=(finding("WON-41"),))
    on = [entry for entry in permissions if entry.approved is True]
    off = [entry for entry in permissions if entry.approved is False]
    missing = _named(off, Need.NEEDED)
    beyond = _named(on, Need.BEYOND)
    findings = [finding("WON-42", fields=missing)] if missing else []
    findings += [finding("WON-43", fields=beyond)] if beyond else []
    unsaid = len(permissions) - len(on) - len(off)
    note = f"{len(on)} on, {len(off)} off" + (f", {unsaid} not said" if unsaid else "")
    return Found(tuple(findings), note=note)


def _named(permissions: list[Permission], need: Need) -> str:
    names = [entry.name for entry in permissions if entry.name]
    return ", ".join(name for name in names if judge_permission(name).need is need)


async def _counts(ctx: Context, wonde: AsksWonde) -> Found:
    counts = await wonde.counts(ctx.learned["school_id"], tuple(_COUNTED))
    if _state(ctx).online is False and not any(counts.get(kind) for kind in _COUNTED):
        return Found(skip_reason="Nothing has arrived, because Wonde’s link is offline.", because=_ONLINE)
    codes = {"students": "WON-51", "employees": "WON-52", "classes": "WON-53"}
    findings = [finding(codes[kind]) for kind in _COUNTED if counts.get(kind) == 0]
    unsaid = [word for kind, word in _COUNTED.items() if counts.get(kind) is None]
    if unsaid:
        findings.append(finding("WON-54", kinds=", ".join(unsaid)))
    said = [f"{counts[kind]:,} {word}" for kind, word in _COUNTED.items() if counts.get(kind)]
    return Found(tuple(findings), note=", ".join(said))
