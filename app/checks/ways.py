"""Which way leads out, through which proxy, and whether what a service would go by leads out as well.

Windows keeps one proxy setting for each user and others for services. A browser that works says nothing about
a service as SYSTEM, as Wonde's client would be; which of the services' settings a program follows depends on
how it was made, and for Wonde's client that is not known. So each is tried, and what differs is said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.checks.context import ClientPlace, Context
from app.checks.model import Check, Finding, Found, Severity
from app.checks.shared import once
from app.checks.trouble import transport_finding
from app.checks.wording import finding
from app.guidance.hosts import HostEntry
from app.host.facts import NotRead
from app.host.proxies import ProxySource, ProxyWay
from app.transport.client import origin_of
from app.transport.daemon import run_on_daemon
from app.transport.errors import (
    ProxyError,
    ProxyNeedsSignIn,
    ProxyUnreachable,
    ProxyUnsupported,
    TransportError,
)
from app.transport.network import Network
from app.transport.proxy import DIRECT, Ways, is_loopback, parse_ways

NETWORK = "net.network"
USER = "net.proxy.user"
SERVICE = "net.proxy.service"
PROBE_S = 6.0
"""One look-up, one connection or one handshake."""
SPARE_S = 4.0
"""The engine's own limit lies this far beyond a probe's, so that the probe can say what was slow."""
FINDING_S = 8.0
"""How long Windows may take to find and run a proxy script."""
_LOST = "proxies that lead nowhere"
_SYSTEM_COULD = frozenset({"negotiate", "ntlm"})
"""Sign-ins that the SYSTEM account may do with the PC's own account: that cannot be tried from here."""


@dataclass(frozen=True, slots=True)
class Route:
    """How this user reaches one host."""

    way: ProxyWay
    ways: Ways
    problem: ProxyUnsupported | None = None
    """Set where the setting cannot be used at all."""

    @property
    def proxied(self) -> bool:
        """Whether a proxy looks the name up and opens the port."""
        return self.problem is not None or self.ways[0] is not None

    @property
    def place(self) -> str:
        """The proxy that comes first; "" for none."""
        first = self.ways[0] if self.problem is None else None
        return first.place if first is not None else ""


def proxy_checks() -> tuple[Check, ...]:
    """`net.proxy.user` and `net.proxy.service`."""
    return (
        Check(USER, "The way out: for you", _user, (NETWORK,), FINDING_S + PROBE_S + SPARE_S),
        Check(SERVICE, "The way out: for a service", _service, (USER,), FINDING_S + 2 * PROBE_S + SPARE_S),
    )


def hosts_beyond(ctx: Context) -> tuple[HostEntry, ...]:
    """The hosts that are not this PC itself."""
    return tuple(entry for entry in ctx.hosts if not is_loopback(entry.host))


async def route_to(ctx: Context, entry: HostEntry) -> Route:
    """How this user reaches a host. Never raises; a script that takes too long counts as one that failed."""
    if is_loopback(entry.host):
        return Route(ProxyWay(None, ProxySource.NONE), DIRECT)
    return await once(ctx, f"route to {entry.name}", lambda: _find(ctx, entry))


async def _find(ctx: Context, entry: HostEntry) -> Route:
    try:
        async with asyncio.timeout(FINDING_S):
            way = await run_on_daemon(ctx.host.way_for, origin_of(entry.url))
    except TimeoutError:
        slow = f"Windows had not found the way after {FINDING_S:g} seconds"
        way = ProxyWay(None, ProxySource.NONE, problem=slow)
    try:
        return Route(way, parse_ways(way.setting, host=entry.host))
    except ProxyUnsupported as problem:
        return Route(way, DIRECT, problem)


def lost(ctx: Context, entry: HostEntry) -> str:
    """Why a host is not asked: its proxy was found to lead nowhere. "" where it is asked."""
    reasons: dict[str, str] = ctx.learned.get(_LOST, {})
    return reasons.get(entry.name, "")


# -- the signed-in user ------------------------------------------------------------------------------


async def _user(ctx: Context) -> Found:
    entries = hosts_beyond(ctx)
    if not entries:
        return Found(skip_reason="Only this PC itself is asked, and no proxy leads there.", blocks=False)
    routes = await asyncio.gather(*(route_to(ctx, entry) for entry in entries))
    proxied = [(entry, route) for entry, route in zip(entries, routes, strict=True) if route.proxied]
    troubles = await asyncio.gather(*(_proxy_trouble(ctx, entry, route) for entry, route in proxied))
    stuck = [
        (entry, route, trouble)
        for (entry, route), trouble in zip(proxied, troubles, strict=True)
        if trouble is not None
    ]
    told = _told_once(stuck)
    ctx.learned[_LOST] = {entry.name: found.title for found, those in told for entry in those}
    findings = [found for found, _ in told]
    script = script_trouble(routes)
    if script is not None:
        findings.append(script)
    everything = sum(len(those) for _, those in told) == len(entries)
    return Found(tuple(findings), note=_note(routes), blocks=everything)


_Stuck = tuple[HostEntry, Route, TransportError]


def _told_once(stuck: Sequence[_Stuck]) -> list[tuple[Finding, list[HostEntry]]]:
    """One finding for each proxy that is in the way, with the hosts it keeps away."""
    groups: dict[tuple[type, str], list[_Stuck]] = {}
    for entry, route, trouble in stuck:
        groups.setdefault((type(trouble), getattr(trouble, "proxy", "")), []).append((entry, route, trouble))
    told = []
    for group in groups.values():
        entries = [entry for entry, _, _ in group]
        first, route, trouble = group[0]
        named = transport_finding(trouble, first, host=_names(entries), source=route.way.origin)
        essential = any(entry.essential for entry in entries)
        told.append((named if essential else replace(named, severity=Severity.LOOK_AT), entries))
    return told


async def _proxy_trouble(ctx: Context, entry: HostEntry, route: Route) -> TransportError | None:
    """What is wrong with the proxy itself. What it says of this one host is left to that host's checks."""
    if route.problem is not None:
        return route.problem
    try:
        await _open(ctx, entry, route.ways)
    except (ProxyUnreachable, ProxyNeedsSignIn) as error:
        return error
    except TransportError:
        return None
    return None


async def _open(ctx: Context, entry: HostEntry, ways: Ways) -> None:
    network = Network(ways, trust=ctx.transport.trust, resolver=ctx.transport.resolver)
    stream = await network.connect_tcp(entry.host, entry.port, PROBE_S)
    await stream.aclose()


def script_trouble(routes: Sequence[Route]) -> Finding | None:
    """The finding for a proxy script that could not be followed, if one could not."""
    way = next((route.way for route in routes if route.way.problem), None)
    if way is None:
        return None
    evidence = {"What went wrong": way.problem, "What is used instead": way.origin}
    return finding("NET-35", evidence=evidence, problem=way.problem, instead=way.origin)


def _note(routes: Sequence[Route]) -> str:
    said = (f"{route.place}, from {route.way.origin}" if route.place else "no proxy" for route in routes)
    return "; ".join(dict.fromkeys(said))


def _names(entries: Sequence[HostEntry]) -> str:
    names = list(dict.fromkeys(entry.name for entry in entries))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


# -- a service as SYSTEM -----------------------------------------------------------------------------


async def _service(ctx: Context) -> Found:
    asked = [entry for entry in hosts_beyond(ctx) if entry.essential and not lost(ctx, entry)]
    if not asked:
        return Found(skip_reason="There is no host to try it with.", blocks=False)
    entry = next((one for one in asked if one.group == "wonde"), asked[0])
    try:
        async with asyncio.timeout(FINDING_S):
            read = await run_on_daemon(ctx.host.service_ways_for, origin_of(entry.url))
    except TimeoutError:
        read = NotRead(f"Windows had not said after {FINDING_S:g} seconds")
    if isinstance(read, NotRead):
        return Found(skip_reason=f"What a service gets is not known: {read.because}.", blocks=False)
    route = await route_to(ctx, entry)
    others = [way for way in read.value if _ways_of(way, entry) != route.ways]
    if not others:
        return Found(note="the same as yours")
    if await _fails(ctx, entry, route.ways):
        return Found(skip_reason=f"{entry.name} cannot be reached your way either.", blocks=False)
    outcomes = await asyncio.gather(*(_fails(ctx, entry, _ways_of(way, entry)) for way in others))
    failed = [(way, why) for way, why in zip(others, outcomes, strict=True) if why]
    if not failed:
        return Found(note=f"differs from yours, and works ({', '.join(_shown(way) for way in others)})")
    same = len(others) < len(read.value)
    return Found(
        findings=(_service_finding(ctx, entry, route, failed, works=same or len(failed) < len(others)),)
    )


def _ways_of(way: ProxyWay, entry: HostEntry) -> Ways | None:
    try:
        return parse_ways(way.setting, host=entry.host)
    except ProxyUnsupported:
        return None


async def _fails(ctx: Context, entry: HostEntry, ways: Ways | None) -> str:
    """Why a way does not lead to a host; "" where it does."""
    if ways is None:
        return "the proxy setting cannot be used"
    try:
        await _open(ctx, entry, ways)
    except ProxyNeedsSignIn as error:
        offered = {scheme.lower() for scheme in error.schemes}
        return "" if offered & _SYSTEM_COULD else str(error)
    except TransportError as error:
        return str(error)
    return ""


def _service_finding(
    ctx: Context, entry: HostEntry, route: Route, failed: Sequence[tuple[ProxyWay, str]], *, works: bool
) -> Finding:
    evidence = {"Host": entry.name, "Your way": _shown_route(route)}
    evidence |= {f"A service’s way, by {way.origin}": f"{_shown(way)}: {why}" for way, why in failed}
    found = finding(
        "NET-36",
        evidence=evidence,
        host=entry.name,
        purpose=entry.purpose,
        mine=_shown_route(route),
        theirs=" or ".join(dict.fromkeys(_shown(way) for way, _ in failed)),
        reason=failed[0][1],
    )
    here = ctx.client_place is ClientPlace.THIS_PC and not works
    return replace(found, severity=Severity.MEND) if here else found


def _shown(way: ProxyWay) -> str:
    try:
        first = parse_ways(way.setting, host="")[0]
    except ProxyError:
        return "a proxy setting that cannot be used"
    return f"through {first.place}" if first is not None else "without a proxy"


def _shown_route(route: Route) -> str:
    return f"through {route.place}" if route.place else "without a proxy"
