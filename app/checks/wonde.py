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
from app.wonde import errors
from app.wonde.errors import WondeError
from app.wonde.shapes import School, SchoolState

WITHOUT_ONE = (
    "No token for Wonde is kept here. That is usual: tokens are issued to itslearning, not to schools. "
    "What Wonde’s portal shows tells the same."
)
_LIMIT_S = 45.0
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


def wonde_checks() -> tuple[Check, ...]:
    """`wonde.token`, `.schools`, `.school`, `.region`, `.online`, `.approved`, `.audited`, `.permissions`,
    `.counts`, each depending on what it can't be asked without."""
    token, schools, school = "wonde.token", "wonde.schools", "wonde.school"
    region, approved, audited = "wonde.region", "wonde.approved", "wonde.audited"
    return (
        Check(token, "Wonde accepts the token", _asking(_token, "whether the token works"), (), _LIMIT_S),
        Check(
            schools, "The token opens this school only", _asking(_schools, "its schools"), (token,), _LIMIT_S
        ),
        Check(school, "Wonde knows the school", _asking(_school, "the school"), (schools,), _LIMIT_S),
        Check(region, "The right region is asked", _region, (school,)),
        Check("wonde.online", "Wonde’s link to the MIS is online", _online, (school,)),
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
        ),
    )


def _asking(
    ask: Callable[[Context, AsksWonde], Awaitable[Found]], asking: str
) -> Callable[[Context], Awaitable[Found]]:
    async def run(ctx: Context) -> Found:
        if ctx.wonde is None:
            return Found(skip_reason=WITHOUT_ONE)
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
    await wonde.token_works()
    return Found()


async def _schools(ctx: Context, wonde: AsksWonde) -> Found:
    opened = await wonde.schools()
    if not opened:
        return Found(findings=(finding("WON-11"),))
    findings = (finding("WON-12", count=len(opened)),) if len(opened) > 1 else ()
    if ctx.school_id is None:
        ctx.learned["school_id"] = opened[0].id
        return Found(findings, note=opened[0].name or "", blocks=len(opened) > 1)
    if all(school.id != ctx.school_id for school in opened):
        name = (opened[0].name or "another school") if len(opened) == 1 else f"{len(opened)} others"
        return Found(findings=(finding("WON-13", name=name),))
    ctx.learned["school_id"] = ctx.school_id
    return Found(findings)


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
    on = sum(entry.approved is True for entry in permissions)
    return Found(note=f"{on} on, {len(permissions) - on} off")


async def _counts(ctx: Context, wonde: AsksWonde) -> Found:
    counts = await wonde.counts(ctx.learned["school_id"], tuple(_COUNTED))
    codes = {"students": "WON-51", "employees": "WON-52", "classes": "WON-53"}
    findings = [finding(codes[kind]) for kind in _COUNTED if counts.get(kind) == 0]
    unsaid = [word for kind, word in _COUNTED.items() if counts.get(kind) is None]
    if unsaid:
        findings.append(finding("WON-54", kinds=", ".join(unsaid)))
    said = [f"{counts[kind]:,} {word}" for kind, word in _COUNTED.items() if counts.get(kind)]
    return Found(tuple(findings), note=", ".join(said))
