"""The school's MIS: whether Wonde is believed to need a client for it, and, where it is kept on site, whether
its database can be reached from this PC.

What Wonde's client itself reads is not public. That it goes by the MIS's own settings is our assumption, and
every finding here says so.
"""

from __future__ import annotations

from app.checks.client_seen import INSTALLED, is_client_here
from app.checks.context import ClientPlace, Context
from app.checks.mis_settings import DatabaseAddress, Settings, find_settings
from app.checks.model import Check, Found
from app.checks.wording import finding
from app.guidance.mis import ClientNeed, LocalSettings, Mis, mis_catalogue
from app.host.facts import NotRead
from app.transport.daemon import run_on_daemon
from app.transport.errors import ConnectionFailed, NameNotResolved, TransportError
from app.transport.probes import connect
from app.transport.sql_finder import instance_port

SETTINGS = "mis.settings"
_LIMIT_S = 12.0
_FIND_S, _CONNECT_S = 4.0, 6.0
_SPARE_S = 4.0
_FOUND = "mis.found"
_THIS_PC = "localhost"


def mis_checks(network: str) -> tuple[Check, ...]:
    """`mis.client`, `mis.settings`, `mis.database`. The last depends on `network`, the check that this PC is
    on one at all: a PC on none reaches no database either, and that is said once."""
    return (
        Check("mis.client", "Your MIS and Wonde’s client", _client),
        Check(SETTINGS, "The MIS’s settings on this PC", _settings, timeout_s=_LIMIT_S, after=(INSTALLED,)),
        Check(
            "mis.database",
            "The MIS’s database can be reached",
            _database,
            (network, SETTINGS),
            _FIND_S + _CONNECT_S + _SPARE_S,
        ),
    )


async def _client(ctx: Context) -> Found:
    entry = mis_catalogue().get(ctx.mis)
    if entry is None:
        return Found(skip_reason="Which MIS the school has is not known here.")
    need, place = entry.client, ctx.client_place
    if need is ClientNeed.LIKELY and place is ClientPlace.NOT_NEEDED:
        return Found((finding("MIS-01", mis=entry.name),))
    if need is ClientNeed.UNLIKELY and place in (ClientPlace.THIS_PC, ClientPlace.ELSEWHERE):
        return Found((finding("MIS-02", mis=entry.name),))
    return Found(note=_NOTES[need].format(mis=entry.name))


_NOTES = {
    ClientNeed.LIKELY: "{mis} usually needs it; only Wonde can say for sure",
    ClientNeed.UNLIKELY: "{mis} usually needs none; only Wonde can say for sure",
    ClientNeed.NOT_KNOWN: "whether {mis} needs it is not known: ask Wonde",
}


async def _settings(ctx: Context) -> Found:
    if ctx.client_place in (ClientPlace.ELSEWHERE, ClientPlace.NOT_NEEDED):
        return Found(skip_reason="Asked only of the PC that Wonde’s client runs on.")
    entry = mis_catalogue().get(ctx.mis)
    kept = (entry,) if entry else mis_catalogue().mis
    if entry is not None and entry.local is None:
        return Found(skip_reason=f"Where {entry.name} keeps its settings on a PC is not known.")
    if not ctx.host.is_windows:
        return Found(skip_reason="This PC does not run Windows.")
    for each in kept:
        found = await _settings_of(ctx, each, each.local) if each.local else None
        if found is not None:
            return found
    return _none_found(ctx, entry)


async def _settings_of(ctx: Context, entry: Mis, local: LocalSettings) -> Found | None:
    """What is found of one MIS's settings; None where there are none."""
    reading = await run_on_daemon(find_settings, local, ctx.host.small_text)
    if isinstance(reading, NotRead):
        return Found((finding("MIS-12", mis=entry.name, reason=reading.because),), blocks=True)
    settings = reading.value
    if settings is None:
        return None
    evidence = _evidence(settings)
    address = settings.address
    if address is None:
        unread = f"the server it names, “{settings.server}”, cannot be read"
        reason = unread if settings.server else f"{settings.file} names no server"
        return Found((finding("MIS-12", evidence=evidence, mis=entry.name, reason=reason),), blocks=True)
    ctx.learned[_FOUND] = (entry, local, settings, address)
    return Found(note=f"{entry.name}, on {address.place}")


def _evidence(settings: Settings) -> dict[str, str]:
    return {
        "Settings file": settings.file,
        "Server": settings.server or "not named",
        "Database": settings.database or "not named",
    }


def _none_found(ctx: Context, entry: Mis | None) -> Found:
    if entry is None:
        return Found(skip_reason="No settings of an MIS kept on site were found on this PC.")
    matters = ctx.client_place is ClientPlace.THIS_PC or is_client_here(ctx)
    if entry.client is not ClientNeed.LIKELY or not matters:
        return Found(skip_reason=f"No settings of {entry.name} were found on this PC.")
    return Found((finding("MIS-11", mis=entry.name),), blocks=True)


async def _database(ctx: Context) -> Found:
    entry, local, settings, address = ctx.learned[_FOUND]
    found = await _reached(ctx, entry, local, settings, address)
    certain = ctx.client_place is ClientPlace.THIS_PC or is_client_here(ctx)
    return found if certain else found.softened()


async def _reached(
    ctx: Context, entry: Mis, local: LocalSettings, settings: Settings, address: DatabaseAddress
) -> Found:
    host = _THIS_PC if address.is_here else address.host
    said = {"mis": entry.name, "server": address.place, "database": settings.database or "not named"}
    evidence = _evidence(settings)
    try:
        port = address.port or await _port(ctx, local, address, host)
        if port is None:
            return Found((finding("MIS-16", evidence=evidence, **said),))
        connected = await connect(host, port, _CONNECT_S, resolver=ctx.transport.resolver)
    except NameNotResolved as problem:
        evidence["What was said"] = str(problem)
        return Found((finding("MIS-13", evidence=evidence, reason=problem.reason, **said),))
    except _NoFinder as problem:
        evidence["What was said"] = str(problem)
        return Found((finding("MIS-15", evidence=evidence, finder=local.finder_port, **said),))
    except ConnectionFailed as problem:
        evidence["What was said"] = str(problem)
        return Found((finding("MIS-14", evidence=evidence, port=port or local.port, **said),))
    return Found(note=f"{address.place} answers on port {port}, {connected.elapsed_s * 1000:.0f} ms")


class _NoFinder(Exception):
    """The server did not say on which port its instance listens."""


async def _port(ctx: Context, local: LocalSettings, address: DatabaseAddress, host: str) -> int | None:
    """The port to try; None where the server says it has none. Raises NameNotResolved and _NoFinder."""
    if not address.instance:
        return local.port
    try:
        return await instance_port(
            host,
            address.instance,
            finder_port=local.finder_port,
            timeout_s=_FIND_S,
            resolver=ctx.transport.resolver,
        )
    except NameNotResolved:
        raise
    except (TransportError, OSError) as problem:
        raise _NoFinder(str(problem) if isinstance(problem, TransportError) else "no route") from None
