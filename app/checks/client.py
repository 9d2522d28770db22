"""Wonde's client on this PC: is it here, does it run, does it start by itself, does it fail. Only looks.

Wonde publishes neither the program's name nor the service's, so it is looked for by its maker's name, and
finding nothing is worded as just that. Where the client runs elsewhere, nothing here counts against it.

What explains that a service does not run (it is disabled, cannot sign in, has no program) is blamed in its
place: `client.running` then names that check.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from app.checks.client_events import EVENTS, events
from app.checks.client_seen import INSTALLED, SINGLE, evidence, explain, explained, see, seen
from app.checks.context import ClientPlace, Context
from app.checks.model import Check, Found
from app.checks.wording import finding
from app.guidance.services import program_pattern
from app.host.facts import NotRead, Program, Service, ServiceState, StartType
from app.transport.daemon import run_on_daemon

RUNNING = "client.running"
STARTS = "client.starts"
_LIMIT_S = 15.0
_ELSEWHERE = "Wonde’s client runs on another machine, so this PC has no say in it."


def client_checks() -> tuple[Check, ...]:
    """`client.installed`, then `client.single`, `.starts`, `.events` and `.running`."""
    here = (INSTALLED,)
    causes = (SINGLE, STARTS, EVENTS)
    return (
        Check(INSTALLED, "Wonde’s client is on this PC", _installed, timeout_s=_LIMIT_S),
        Check(SINGLE, "One service of its name, not several", _if_here(_single), here, _LIMIT_S),
        Check(STARTS, "It starts by itself with Windows", _if_here(_starts), here, _LIMIT_S),
        Check(EVENTS, "Windows’ log has no errors of it", _if_here(events), here, _LIMIT_S),
        Check(RUNNING, "Wonde’s client is running", _if_here(_running), here, _LIMIT_S, causes),
    )


def _if_here(ask: Callable[[Context], Awaitable[Found]]) -> Callable[[Context], Awaitable[Found]]:
    async def run(ctx: Context) -> Found:
        if _is_elsewhere(ctx):
            return Found(skip_reason=_ELSEWHERE)
        return await ask(ctx)

    return run


async def _installed(ctx: Context) -> Found:
    if ctx.client_place is ClientPlace.NOT_NEEDED:
        return Found(skip_reason="No client is needed on site, as the school was told.")
    if not ctx.host.is_windows:
        reading = await run_on_daemon(ctx.host.services_like, ())
        why = reading.because if isinstance(reading, NotRead) else "this PC does not run Windows"
        return Found(skip_reason=f"Wonde’s client is a Windows program: {why}.")
    patterns = program_pattern("wonde-client").contains
    services = await run_on_daemon(ctx.host.services_like, patterns)
    programs = await run_on_daemon(ctx.host.programs_like, patterns)
    if isinstance(services, NotRead) and (isinstance(programs, NotRead) or not programs.value):
        return _not_readable(services)
    found_services = () if isinstance(services, NotRead) else services.value
    found_programs = () if isinstance(programs, NotRead) else programs.value
    see(ctx, found_services, found_programs)
    if found_services:
        return Found(note=_described(found_services, found_programs))
    if isinstance(programs, NotRead):
        return _not_readable(programs)
    if found_programs:
        return _program_only(ctx, found_programs)
    return _nothing(ctx)


def _is_elsewhere(ctx: Context) -> bool:
    return ctx.client_place is ClientPlace.ELSEWHERE


def _not_readable(reading: NotRead) -> Found:
    return Found(findings=(finding("CLI-05", reason=reading.because),), blocks=True)


def _program_only(ctx: Context, programs: tuple[Program, ...]) -> Found:
    note = _described((), programs)
    if _is_elsewhere(ctx):
        return Found(note=note)
    return Found(findings=(finding("CLI-04", evidence={"Found": note}, program=note),), blocks=True)


def _nothing(ctx: Context) -> Found:
    if _is_elsewhere(ctx):
        return Found(note="nothing here, as expected: it runs on another machine")
    code = "CLI-01" if ctx.client_place is ClientPlace.THIS_PC else "CLI-07"
    return Found(findings=(finding(code),), blocks=True)


def _described(services: tuple[Service, ...], programs: tuple[Program, ...]) -> str:
    named = [(entry.display_name, entry.version) for entry in services]
    named += [(entry.name, entry.version) for entry in programs]
    return ", ".join(dict.fromkeys(" ".join(part for part in each if part) for each in named))


async def _single(ctx: Context) -> Found:
    services = seen(ctx)
    if len(services) < 2:
        return Found()
    each = {entry.display_name: f"{entry.state.value}, starts {entry.start.value}" for entry in services}
    names = ", ".join(f"“{entry.display_name}”" for entry in services)
    return Found((finding("CLI-10", evidence=each, services=names, count=len(services)),))


async def _starts(ctx: Context) -> Found:
    services = seen(ctx)
    # Of several, only those that run can be held to starting; which of the others is Wonde's is not known.
    judged = [entry for entry in services if entry.state is ServiceState.RUNNING] or list(services)
    findings = []
    for entry in judged:
        code = _start_trouble(entry)
        if code is not None:
            findings.append(
                finding(code, evidence=evidence(entry), service=entry.display_name, start=entry.start.value)
            )
        if code in ("CLI-08", "CLI-13"):
            explain(ctx, entry, STARTS)
    unknown = any(entry.start is StartType.NOT_KNOWN for entry in judged)
    return Found(
        tuple(findings), note="Windows does not say" if unknown and not findings else "", blocks=False
    )


def _start_trouble(service: Service) -> str | None:
    runs = service.state is ServiceState.RUNNING
    if service.program_there is False and not runs:
        return "CLI-13"
    if service.start is StartType.DISABLED:
        return "CLI-09" if runs else "CLI-08"
    return "CLI-03" if service.start is StartType.MANUAL else None


async def _running(ctx: Context) -> Found:
    services = seen(ctx)
    up = [entry for entry in services if entry.state is ServiceState.RUNNING]
    if len(up) == len(services):
        accounts = ", ".join(dict.fromkeys(entry.account for entry in up if entry.account))
        return Found(note=f"as {accounts}" if accounts else "")
    if up:
        named = ", ".join(f"“{entry.display_name}”" for entry in up)
        reason = f"{named} runs and another does not: which of them is Wonde’s client is not known."
        return Found(skip_reason=reason, because=SINGLE)
    causes = {entry.name: explained(ctx, entry) for entry in services}
    findings = [
        finding(
            _CODES[entry.state], evidence=evidence(entry), service=entry.display_name, state=entry.state.value
        )
        for entry in services
        if causes[entry.name] is None
    ]
    if findings:
        return Found(tuple(findings))
    reason = "It does not run, for a reason that has been found."
    return Found(skip_reason=reason, because=next(iter(causes.values())))


_CODES = {
    ServiceState.STOPPED: "CLI-02",
    ServiceState.PAUSED: "CLI-02",
    ServiceState.CHANGING: "CLI-06",
    ServiceState.NOT_KNOWN: "CLI-06",
}
