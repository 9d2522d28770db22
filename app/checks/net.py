"""The way to each host: name, port, secure connection, who vouches for it, answer. Only the first break is
blamed.

Where a proxy leads to a host, the proxy looks the name up and opens the port, so those two are left to it.
What stops every host at once is found before, and blamed there, once (`network`, `ways`).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from app.checks.answers import judged_answer
from app.checks.certificates import judged_certificate
from app.checks.context import Context
from app.checks.inspection import inspection
from app.checks.model import Check, Finding, Found, Severity
from app.checks.network import PORTAL, network_checks
from app.checks.pc_clock import CLOCK
from app.checks.trouble import transport_finding
from app.checks.ways import NETWORK, PROBE_S, SPARE_S, USER, Route, lost, proxy_checks, route_to
from app.checks.wording import finding
from app.guidance.filters import filter_of_address
from app.guidance.hosts import HostEntry
from app.transport.client import Timeouts
from app.transport.errors import AnswerTooLarge, TransportError
from app.transport.probes import connect, handshake, resolve
from app.transport.proxy import is_loopback

__all__ = ["NETWORK", "answered", "net_checks"]

_ANSWER_S = 12.0
_MOST_OF_AN_ANSWER = 512 * 1024
_LOCAL_NAMES = (".test", ".local", ".lan", ".internal", ".home.arpa", ".localhost", ".invalid", ".example")
"""Names that nobody can have in public, by the standards that set them aside."""


def net_checks(hosts: Sequence[HostEntry]) -> tuple[Check, ...]:
    """`net.network`, `net.portal`, `net.proxy.user`, `net.proxy.service`, then for each host `net.dns.HOST`,
    `net.tcp.HOST`, `net.tls.HOST`, `net.inspection.HOST`, `net.http.HOST`."""
    checks = [*network_checks(), *proxy_checks()]
    for entry in hosts:
        checks += _chain(entry)
    return tuple(checks)


def answered(entry: HostEntry) -> str:
    """The id of the last check of a host: that it answers."""
    return f"net.http.{entry.name}"


def _chain(entry: HostEntry) -> list[Check]:
    dns, tcp, tls, signed, http = (
        f"net.{stage}.{entry.name}" for stage in ("dns", "tcp", "tls", "inspection", "http")
    )
    limit = PROBE_S + SPARE_S
    title = entry.name
    return [
        Check(dns, f"Names resolve: {title}", _asking(_dns, entry), (USER, PORTAL), limit),
        Check(tcp, f"Connection on port {entry.port}: {title}", _asking(_tcp, entry), (dns,), limit),
        Check(
            tls,
            f"Secure connection: {title}",
            _asking(_tls, entry),
            (tcp,),
            2 * PROBE_S + SPARE_S,
            after=(CLOCK,),
        ),
        Check(signed, f"Not opened on the way: {title}", _asking(inspection, entry), (tls,), limit),
        Check(http, f"Answers: {title}", _asking(_http, entry), (tls,), _ANSWER_S + SPARE_S),
    ]


def _asking(
    ask: Callable[[Context, HostEntry], Awaitable[Found]], entry: HostEntry
) -> Callable[[Context], Awaitable[Found]]:
    """One stage for one host. A host the school can do without is something to look at, never to mend."""

    async def run(ctx: Context) -> Found:
        try:
            found = await ask(ctx, entry)
        except TransportError as error:
            route = await route_to(ctx, entry)
            told = transport_finding(error, entry, source=route.way.origin)
            found = Found(findings=(told,), blocks=True)
        if entry.essential:
            return found
        in_the_way = any(one.severity is Severity.MEND for one in found.findings)
        return replace(found.softened(), blocks=in_the_way if found.blocks is None else found.blocks)

    return run


async def _dns(ctx: Context, entry: HostEntry) -> Found:
    if reason := lost(ctx, entry):
        return Found(skip_reason=f"Not checked: {reason}.", because=USER)
    route = await route_to(ctx, entry)
    if route.proxied:
        return _left_to(route, "looks names up itself")
    resolved = await resolve(entry.host, timeout_s=PROBE_S, resolver=ctx.transport.resolver)
    odd = _odd_address(entry, resolved.addresses)
    if odd is not None:
        return Found(findings=(odd,))
    return Found(note=_milliseconds(resolved.elapsed_s))


def _left_to(route: Route, does: str) -> Found:
    return Found(skip_reason=f"Left to the proxy {route.place}, which {does}.", blocks=False)


def _odd_address(entry: HostEntry, addresses: Sequence[str]) -> Finding | None:
    """The finding for an address that the real host cannot have: a filter's, this PC's, or a private one."""
    if entry.inside or is_loopback(entry.host) or entry.host.endswith(_LOCAL_NAMES) or "." not in entry.host:
        return None
    for address in addresses:
        who = filter_of_address(address)
        parsed = ipaddress.ip_address(address)
        evidence = {"Host": entry.name, "Address given": address}
        about = {"host": entry.name, "purpose": entry.purpose, "address": address}
        if who is not None:
            return finding("NET-12", evidence=evidence, **about, whose=f"a block page of {who.product.name}")
        if parsed.is_unspecified or parsed.is_loopback:
            return finding("NET-12", evidence=evidence, **about, whose="this PC itself, where nothing is")
        if parsed.is_private:
            return finding("NET-13", evidence=evidence, **about)
    return None


async def _tcp(ctx: Context, entry: HostEntry) -> Found:
    route = await route_to(ctx, entry)
    if route.proxied:
        return _left_to(route, "connects for this PC")
    connected = await connect(entry.host, entry.port, PROBE_S, resolver=ctx.transport.resolver)
    return Found(note=_milliseconds(connected.elapsed_s))


async def _tls(ctx: Context, entry: HostEntry) -> Found:
    if entry.scheme == "http":
        return Found(skip_reason="Not a secure address: this PC is only talking to itself.", blocks=False)
    route = await route_to(ctx, entry)
    facts = await handshake(
        entry.host,
        entry.port,
        PROBE_S,
        trust=ctx.transport.trust,
        proxy=route.way.setting,
        resolver=ctx.transport.resolver,
    )
    return await judged_certificate(ctx, entry, facts)


async def _http(ctx: Context, entry: HostEntry) -> Found:
    limits = Timeouts(connect_s=PROBE_S, read_s=_ANSWER_S, overall_s=_ANSWER_S)
    try:
        reply = await ctx.transport.send("GET", entry.url, max_bytes=_MOST_OF_AN_ANSWER, timeouts=limits)
    except AnswerTooLarge:
        return Found(note="answered")
    return judged_answer(reply, entry)


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
