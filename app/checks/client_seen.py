"""What the checks of Wonde's client tell one another: which services were seen, and what explains what."""

from __future__ import annotations

from app.checks.context import Context
from app.host.facts import Program, Service

INSTALLED = "client.installed"
SINGLE = "client.single"
_SERVICES, _PROGRAMS, _EXPLAINED = "client.services", "client.programs", "client.explained"


def see(ctx: Context, services: tuple[Service, ...], programs: tuple[Program, ...]) -> None:
    """Keeps what `client.installed` found."""
    ctx.learned[_SERVICES], ctx.learned[_PROGRAMS] = services, programs


def seen(ctx: Context) -> tuple[Service, ...]:
    """The matching services; empty until `client.installed` has ended."""
    found: tuple[Service, ...] = ctx.learned.get(_SERVICES, ())
    return found


def is_client_here(ctx: Context) -> bool:
    """Whether anything that may be the client was found on this PC."""
    return bool(ctx.learned.get(_SERVICES) or ctx.learned.get(_PROGRAMS))


def explain(ctx: Context, service: Service, check_id: str) -> None:
    """Notes that this check has found why a service does not run; the first to find out counts."""
    ctx.learned.setdefault(_EXPLAINED, {}).setdefault(service.name, check_id)


def explained(ctx: Context, service: Service) -> str | None:
    """The check that found why a service does not run, if one did."""
    cause: str | None = ctx.learned.get(_EXPLAINED, {}).get(service.name)
    return cause


def evidence(service: Service) -> dict[str, str]:
    """What was read of a service, as shown."""
    return {
        "Service": service.name,
        "Shown as": service.display_name,
        "State": service.state.value,
        "Starts": service.start.value,
        "Account": service.account or "not known",
        "Program": service.path or "not known",
        "Version": service.version or "not known",
    }
