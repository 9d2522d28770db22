"""What stops every host at once, blamed once: no network, a sign-in page, no names, no way out.

A network's own sign-in page (a “captive portal”) answers plain HTTP in the place of every site. So the front
page of some hosts is asked for without TLS and without anything of ours in the question: the real servers
have nothing to say there but “use https”, or nothing at all; a page that asks for a sign-in is not theirs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from app.checks.answers import leads_elsewhere
from app.checks.context import Context
from app.checks.model import Check, Finding, Found, Severity
from app.checks.shared import once
from app.checks.ways import FINDING_S, NETWORK, PROBE_S, SPARE_S, hosts_beyond, route_to, script_trouble
from app.checks.wording import finding
from app.guidance.filters import filter_of_page, looks_like_a_sign_in
from app.guidance.hosts import HostEntry
from app.host.facts import Read
from app.transport.daemon import run_on_daemon
from app.transport.errors import NameNotResolved, TransportError
from app.transport.looks import Looked, plain_look
from app.transport.probes import connect

PORTAL = "net.portal"
_LOOK_S = 2.5
_MOST_LOOKED_AT = 3
_NETWORK_SIGN_IN = 511


def network_checks() -> tuple[Check, ...]:
    """`net.network` and `net.portal`."""
    return (
        Check(
            NETWORK,
            "This PC reaches beyond itself",
            _network,
            timeout_s=FINDING_S + PROBE_S + _LOOK_S + SPARE_S,
        ),
        Check(PORTAL, "No sign-in page in the way", _portal, (NETWORK,), FINDING_S + _LOOK_S + SPARE_S),
    )


async def _network(ctx: Context) -> Found:
    beyond = hosts_beyond(ctx)
    if not beyond:
        return Found(note="only this PC itself is asked")
    addresses = await run_on_daemon(ctx.host.network_addresses)
    if isinstance(addresses, Read) and not addresses.value:
        return Found(findings=(finding("NET-01"),))
    blamed = await _shared_trouble(ctx, await _direct(ctx))
    if blamed is None or await _sign_in_page(ctx) is not None:  # which says more than “nothing answers”
        return Found()
    script = script_trouble([await route_to(ctx, entry) for entry in beyond])
    # a network that lets nothing out directly needs the script that could not be followed
    return Found(findings=(blamed if script is None else replace(script, severity=Severity.MEND),))


async def _direct(ctx: Context) -> list[HostEntry]:
    """The hosts that are reached without a proxy."""
    beyond = hosts_beyond(ctx)
    routes = await asyncio.gather(*(route_to(ctx, entry) for entry in beyond))
    return [entry for entry, route in zip(beyond, routes, strict=True) if not route.proxied]


async def _shared_trouble(ctx: Context, entries: Sequence[HostEntry]) -> Finding | None:
    """What keeps every one of several hosts away. One host alone is judged by its own checks."""
    if len({entry.host for entry in entries}) < 2:
        return None
    attempts = [
        connect(entry.host, entry.port, PROBE_S, resolver=ctx.transport.resolver) for entry in entries
    ]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    errors = [outcome for outcome in outcomes if isinstance(outcome, TransportError)]
    if len(errors) < len(outcomes):
        return None
    code = "NET-02" if all(isinstance(error, NameNotResolved) for error in errors) else "NET-03"
    names = ", ".join(entry.name for entry in entries)
    said = {entry.name: str(error) for entry, error in zip(entries, errors, strict=True)}
    return finding(code, evidence=said, hosts=names)


# -- the network's own sign-in page ------------------------------------------------------------------


async def _portal(ctx: Context) -> Found:
    if not hosts_beyond(ctx):
        return Found(skip_reason="Only this PC itself is asked.", blocks=False)
    if not await _direct(ctx):
        return Found(skip_reason="Not looked for: nothing is reached without a proxy.", blocks=False)
    found = await _sign_in_page(ctx)
    return Found() if found is None else Found(findings=(found,))


async def _sign_in_page(ctx: Context) -> Finding | None:
    return await once(ctx, "sign-in page", lambda: _look_for_one(ctx))


async def _look_for_one(ctx: Context) -> Finding | None:
    """Only where every host that answers is answered by such a page: one alone may be blocked."""
    asked = [entry for entry in await _direct(ctx) if entry.scheme == "https"][:_MOST_LOOKED_AT]
    looks = await asyncio.gather(*(_look(ctx, entry) for entry in asked))
    answered = [(entry, looked) for entry, looked in zip(asked, looks, strict=True) if looked is not None]
    if not answered or not all(_is_sign_in(entry, looked) for entry, looked in answered):
        return None
    entry, looked = answered[0]
    whose = _whose(entry, looked)
    evidence = {"Host": entry.name, "Asked": f"http://{entry.host}/", "Status": str(looked.status)}
    if whose:
        evidence["Led to"] = whose
    return finding("NET-04", evidence=evidence, host=entry.host, whose=whose or "a page of the network’s own")


async def _look(ctx: Context, entry: HostEntry) -> Looked | None:
    try:
        return await plain_look(
            entry.host, entry.plain_port, timeout_s=_LOOK_S, resolver=ctx.transport.resolver
        )
    except TransportError:
        return None


def _is_sign_in(entry: HostEntry, looked: Looked) -> bool:
    if looked.status == _NETWORK_SIGN_IN:
        return True
    location = looked.headers.get("location", "")
    if filter_of_page(looked.body, location) is not None:
        return False  # a block page: the host's own checks name it
    if 300 <= looked.status < 400:
        return bool(leads_elsewhere(location, entry))
    return looked.status == 200 and looks_like_a_sign_in(looked.body)


def _whose(entry: HostEntry, looked: Looked) -> str:
    """The host that a redirect leads to; "" for none."""
    location = looked.headers.get("location", "")
    try:
        return urlsplit(urljoin(f"http://{entry.host}/", location)).hostname or "" if location else ""
    except ValueError:
        return ""
