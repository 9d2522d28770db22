"""The way to each host: name, port, secure connection, answer. Only the first break is blamed.

Where a proxy leads to a host, the proxy looks the name up and opens the port, so those two are left to it.
What stops every host at once (no network, no names, a proxy that is down, nothing leaving on the port) is
found by `net.network` and blamed there, once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from app.checks.answers import judged_answer
from app.checks.context import Context
from app.checks.model import Check, Finding, Found
from app.checks.pc_clock import CLOCK, excused_by_clock
from app.checks.trouble import transport_finding, untrusted_finding
from app.checks.wording import finding
from app.guidance.hosts import HostEntry
from app.host.facts import Read
from app.transport.client import Timeouts
from app.transport.daemon import run_on_daemon
from app.transport.errors import AnswerTooLarge, NameNotResolved, TransportError
from app.transport.probes import connect, handshake, resolve
from app.transport.proxy import ProxyAddress, is_loopback, parse_proxy

NETWORK = "net.network"
_PROBE_S = 6.0
"""One look-up, one connection or one handshake."""
_ANSWER_S = 12.0
_SPARE_S = 4.0
"""The engine's own limit lies this far beyond a probe's, so that the probe can say what was slow."""
_MOST_OF_AN_ANSWER = 512 * 1024


def net_checks(hosts: Sequence[HostEntry]) -> tuple[Check, ...]:
    """`net.network`, then `net.dns.HOST`, `net.tcp.HOST`, `net.tls.HOST`, `net.http.HOST` for each host."""
    checks = [Check(NETWORK, "This PC reaches beyond itself", _network, timeout_s=2 * _PROBE_S + _SPARE_S)]
    for entry in hosts:
        checks += _chain(entry)
    return tuple(checks)


def answered(entry: HostEntry) -> str:
    """The id of the last check of a host: that it answers."""
    return f"net.http.{entry.name}"


def _chain(entry: HostEntry) -> list[Check]:
    dns, tcp, tls, http = (f"net.{stage}.{entry.name}" for stage in ("dns", "tcp", "tls", "http"))
    limit = _PROBE_S + _SPARE_S
    return [
        Check(dns, f"Names resolve: {entry.name}", _asking(_dns, entry), (NETWORK,), limit),
        Check(tcp, f"Connection on port {entry.port}: {entry.name}", _asking(_tcp, entry), (dns,), limit),
        Check(
            tls,
            f"Secure connection: {entry.name}",
            _asking(_tls, entry),
            (tcp,),
            2 * _PROBE_S + _SPARE_S,
            after=(CLOCK,),
        ),
        Check(http, f"Answers: {entry.name}", _asking(_http, entry), (tls,), _ANSWER_S + _SPARE_S),
    ]


def _asking(
    ask: Callable[[Context, HostEntry], Awaitable[Found]], entry: HostEntry
) -> Callable[[Context], Awaitable[Found]]:
    """One stage for one host. A host the school can do without is something to look at, never to mend."""

    async def run(ctx: Context) -> Found:
        try:
            found = await ask(ctx, entry)
        except TransportError as error:
            found = Found(findings=(transport_finding(error, entry),), blocks=True)
        return found if entry.essential else found.softened()

    return run


async def _network(ctx: Context) -> Found:
    beyond = [entry for entry in ctx.hosts if not is_loopback(entry.host)]
    if not beyond:
        return Found(note="only this PC itself is asked")
    addresses = await run_on_daemon(ctx.host.network_addresses)
    if isinstance(addresses, Read) and not addresses.value:
        return Found(findings=(finding("NET-01"),))
    routes = [(entry, await _route(ctx, entry)) for entry in beyond]
    proxies = {route.place: (entry, route) for entry, route in routes if isinstance(route, ProxyAddress)}
    for entry, proxy in proxies.values():
        problem = await _proxy_trouble(ctx, entry, proxy)
        if problem is not None:
            return Found(findings=(problem,))
    direct = [entry for entry, route in routes if route is None]
    blamed = await _shared_trouble(ctx, direct)
    if blamed is not None:
        return Found(findings=(blamed,))
    return Found(note=f"through the proxy {', '.join(proxies)}" if proxies else "")


async def _route(ctx: Context, entry: HostEntry) -> ProxyAddress | TransportError | None:
    """The proxy that leads to a host, None for none, or what is wrong with the setting."""
    setting = await run_on_daemon(ctx.transport.proxy_for, entry.url)
    if not setting:
        return None
    try:
        return parse_proxy(setting, host=entry.host)
    except TransportError as error:
        return error


async def _proxy_trouble(ctx: Context, entry: HostEntry, proxy: ProxyAddress) -> Finding | None:
    try:
        await connect(proxy.host, proxy.port, _PROBE_S, resolver=ctx.transport.resolver)
    except TransportError as error:
        return finding(
            "NET-31",
            evidence={"Proxy": proxy.place, "What was said": str(error)},
            proxy=proxy.place,
            host=entry.name,
        )
    return None


async def _shared_trouble(ctx: Context, entries: Sequence[HostEntry]) -> Finding | None:
    """What keeps every one of several hosts away. One host alone is judged by its own checks."""
    if len({entry.host for entry in entries}) < 2:
        return None
    attempts = [
        connect(entry.host, entry.port, _PROBE_S, resolver=ctx.transport.resolver) for entry in entries
    ]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    errors = [outcome for outcome in outcomes if isinstance(outcome, TransportError)]
    if len(errors) < len(outcomes):
        return None
    code = "NET-02" if all(isinstance(error, NameNotResolved) for error in errors) else "NET-03"
    names = ", ".join(entry.name for entry in entries)
    said = {entry.name: str(error) for entry, error in zip(entries, errors, strict=True)}
    return finding(code, evidence=said, hosts=names)


async def _dns(ctx: Context, entry: HostEntry) -> Found:
    route = await _route(ctx, entry)
    if isinstance(route, TransportError):
        raise route
    if route is not None:
        return Found(
            skip_reason=f"Left to the proxy {route.place}, which looks names up itself.", blocks=False
        )
    resolved = await resolve(entry.host, timeout_s=_PROBE_S, resolver=ctx.transport.resolver)
    return Found(note=_milliseconds(resolved.elapsed_s))


async def _tcp(ctx: Context, entry: HostEntry) -> Found:
    route = await _route(ctx, entry)
    if isinstance(route, ProxyAddress):
        return Found(
            skip_reason=f"Left to the proxy {route.place}, which connects for this PC.", blocks=False
        )
    connected = await connect(entry.host, entry.port, _PROBE_S, resolver=ctx.transport.resolver)
    return Found(note=_milliseconds(connected.elapsed_s))


async def _tls(ctx: Context, entry: HostEntry) -> Found:
    if entry.scheme == "http":
        return Found(skip_reason="Not a secure address: this PC is only talking to itself.", blocks=False)
    proxy = await run_on_daemon(ctx.transport.proxy_for, entry.url)
    facts = await handshake(
        entry.host,
        entry.port,
        _PROBE_S,
        trust=ctx.transport.trust,
        proxy=proxy,
        resolver=ctx.transport.resolver,
    )
    if facts.trusted:
        return Found(note=f"{facts.protocol}, issued by {facts.issuer}" if facts.issuer else facts.protocol)
    return excused_by_clock(ctx, facts) or Found(findings=(untrusted_finding(facts, entry),))


async def _http(ctx: Context, entry: HostEntry) -> Found:
    limits = Timeouts(connect_s=_PROBE_S, read_s=_ANSWER_S, overall_s=_ANSWER_S)
    try:
        reply = await ctx.transport.send("GET", entry.url, max_bytes=_MOST_OF_AN_ANSWER, timeouts=limits)
    except AnswerTooLarge:
        return Found(note="answered")
    return judged_answer(reply, entry)


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
