"""Wonde's client on this PC: is it here, does it run, does it start by itself. Nothing is changed by looking.

Wonde publishes neither the program's name nor the service's, so it is looked for by its maker's name, and
finding nothing is worded as just that. Where the client runs elsewhere, nothing here counts against it.
"""

from __future__ import annotations

from app.checks.context import ClientPlace, Context
from app.checks.model import Check, Found
from app.checks.wording import finding
from app.guidance.services import program_pattern
from app.host.facts import NotRead, Program, Service, ServiceState, StartType
from app.transport.daemon import run_on_daemon

INSTALLED = "client.installed"
RUNNING = "client.running"
STARTS = "client.starts"
_LIMIT_S = 15.0
_GONE = "The list of services could not be read a second time."
_ELSEWHERE = "Wonde’s client runs on another machine, so this PC has no say in it."


def client_checks() -> tuple[Check, ...]:
    """`client.installed`, then `client.running` and `client.starts`."""
    return (
        Check(INSTALLED, "Wonde’s client is on this PC", _installed, timeout_s=_LIMIT_S),
        Check(RUNNING, "Wonde’s client is running", _running, (INSTALLED,), _LIMIT_S),
        Check(STARTS, "It starts by itself with Windows", _starts, (INSTALLED,), _LIMIT_S),
    )


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
    names = [entry.display_name for entry in services]
    names += [" ".join(part for part in (entry.name, entry.version) if part) for entry in programs]
    return ", ".join(dict.fromkeys(names))


async def _services(ctx: Context) -> tuple[Service, ...]:
    """The matching services; `_installed` has seen at least one a moment ago."""
    patterns = program_pattern("wonde-client").contains
    reading = await run_on_daemon(ctx.host.services_like, patterns)
    return () if isinstance(reading, NotRead) else reading.value


async def _running(ctx: Context) -> Found:
    if _is_elsewhere(ctx):
        return Found(skip_reason=_ELSEWHERE)
    services = await _services(ctx)
    if not services:
        return Found(skip_reason=_GONE)
    stopped = [entry for entry in services if entry.state in (ServiceState.STOPPED, ServiceState.PAUSED)]
    unclear = [entry for entry in services if entry.state in (ServiceState.CHANGING, ServiceState.NOT_KNOWN)]
    findings = [
        finding("CLI-02", evidence=_evidence(entry), service=entry.display_name, state=entry.state.value)
        for entry in stopped
    ]
    findings += [
        finding("CLI-06", evidence=_evidence(entry), service=entry.display_name, state=entry.state.value)
        for entry in unclear
    ]
    accounts = ", ".join(dict.fromkeys(entry.account for entry in services if entry.account))
    return Found(tuple(findings), note=f"as {accounts}" if accounts and not findings else "")


async def _starts(ctx: Context) -> Found:
    if _is_elsewhere(ctx):
        return Found(skip_reason=_ELSEWHERE)
    services = await _services(ctx)
    if not services:
        return Found(skip_reason=_GONE)
    idle = [entry for entry in services if entry.start in (StartType.MANUAL, StartType.DISABLED)]
    findings = tuple(
        finding("CLI-03", evidence=_evidence(entry), service=entry.display_name, start=entry.start.value)
        for entry in idle
    )
    unknown = any(entry.start is StartType.NOT_KNOWN for entry in services)
    return Found(findings, note="Windows does not say" if unknown and not findings else "")


def _evidence(service: Service) -> dict[str, str]:
    return {
        "Service": service.name,
        "Shown as": service.display_name,
        "State": service.state.value,
        "Starts": service.start.value,
        "Account": service.account or "not known",
        "Program": service.path or "not known",
    }
