"""What Windows' log says of the client's services lately: kinds, times and numbers, never its texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from app.checks.client_seen import evidence, explain, seen
from app.checks.context import Context
from app.checks.model import Finding, Found, unread
from app.checks.wording import finding
from app.guidance.this_pc import this_pc
from app.host.facts import NotRead, Service, ServiceState
from app.host.pc_facts import ServiceError, ServiceEvent
from app.transport.daemon import run_on_daemon

EVENTS = "client.events"


async def events(ctx: Context) -> Found:
    """Errors of the client's services. A sign-in that fails explains a service that does not run."""
    services, days = seen(ctx), this_pc().limits.errors_days
    since = ctx.now() - timedelta(days=days)
    reading = await run_on_daemon(ctx.host.service_events, services, since)
    if isinstance(reading, NotRead):
        return unread(reading.because)
    findings = []
    for service in services:
        own = [event for event in reading.value if event.service == service.name]
        if not own:
            continue
        if service.state is not ServiceState.RUNNING and _cannot_sign_in(own):
            findings.append(_sign_in(service, own))
            explain(ctx, service, EVENTS)
        else:
            findings.append(_errors(service, own, days))
    return Found(tuple(findings), note="" if findings else f"none in {days} days", blocks=False)


def _cannot_sign_in(own: Sequence[ServiceEvent]) -> bool:
    return any(event.kind is ServiceError.COULD_NOT_SIGN_IN for event in own)


def _sign_in(service: Service, own: Sequence[ServiceEvent]) -> Finding:
    return finding(
        "CLI-12",
        evidence={**evidence(service), **_log_evidence(own)},
        service=service.display_name,
        account=service.account or "its account",
    )


def _errors(service: Service, own: Sequence[ServiceEvent], days: int) -> Finding:
    return finding(
        "CLI-11",
        evidence={**evidence(service), **_log_evidence(own)},
        service=service.display_name,
        count=f"{len(own)} error{'' if len(own) == 1 else 's'}",
        days=days,
        last=f"{own[0].at:%d %B, %H:%M} UTC".lstrip("0"),
        kinds=", ".join(dict.fromkeys(event.kind.value for event in own)),
    )


def _log_evidence(own: Sequence[ServiceEvent]) -> dict[str, str]:
    """`{"Service Control Manager 7034": "3 times, last …"}`: what to look for in the event viewer."""
    times = Counter((event.source, event.event_id) for event in own)
    last = {(event.source, event.event_id): event.at for event in reversed(own)}
    return {
        f"{source} {number}": f"{count} ×, last {last[source, number]:%d %B %H:%M} UTC"
        for (source, number), count in times.items()
    }
