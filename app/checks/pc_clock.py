"""This PC's clock against the time that web servers give with every answer.

A wrong clock makes good certificates look bad, so whatever judges certificates asks here first
(`excused_by_clock`): the clock is then blamed, once, and the certificates are not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from app.checks.context import Context
from app.checks.model import Found
from app.checks.wording import finding
from app.guidance.hosts import HostEntry
from app.guidance.this_pc import this_pc
from app.transport.client import Reply, Timeouts, Transport
from app.transport.daemon import run_on_daemon
from app.transport.errors import CertificateFault, CertificateProblem, TransportError
from app.transport.probes import TlsFacts, handshake
from app.transport.proxy import is_loopback
from app.transport.trust import no_trust_at_all

CLOCK = "pc.clock"
ASK_S = 6.0
"""How long one server may take, each of the two times it is asked at most."""
_SMALL = 64 * 1024
_DATED = frozenset({CertificateFault.EXPIRED, CertificateFault.NOT_YET_VALID})


@dataclass(frozen=True, slots=True)
class Witness:
    """One server's time held against this PC's."""

    host: str
    off: timedelta
    """How far this PC is ahead; negative where it is behind."""


async def clock(ctx: Context) -> Found:
    """Compares the clock with every host's at once. One that says “fine” settles it; to blame the clock, all
    that answer have to agree, since a server's own clock may be wrong too."""
    limit = timedelta(seconds=this_pc().limits.clock_wrong_s)
    hosts = [entry for entry in ctx.hosts if not is_loopback(entry.host)]
    if not hosts:
        return Found(skip_reason="Only this PC itself is asked, and that has the same clock.", blocks=False)
    witnesses = await _witnesses(ctx, hosts, limit)
    if not witnesses:
        return Found(skip_reason="No answer came that says what time it is.", blocks=False)
    least = min(witnesses, key=lambda witness: abs(witness.off))
    if abs(least.off) <= limit:
        return Found(
            note=f"right to within {max(1, round(abs(least.off).total_seconds()))} s of {least.host}"
        )
    ctx.learned[CLOCK] = least.off
    said = finding(
        "PCS-11",
        evidence={
            "This PC says": f"{ctx.now():%Y-%m-%d %H:%M:%S} UTC",
            **{f"{each.host} says": f"{ctx.now() - each.off:%Y-%m-%d %H:%M:%S} UTC" for each in witnesses},
        },
        amount=in_words(least.off),
        direction="ahead" if least.off > timedelta() else "behind",
        hosts=", ".join(each.host for each in witnesses),
    )
    return Found((said,), blocks=False)


def excused_by_clock(ctx: Context, facts: TlsFacts) -> Found | None:
    """What to answer in place of blaming a certificate's dates where the clock explains them; else None.

    The check that asks must come after `pc.clock`. A certificate that is bad at the true time too is not
    excused, nor one with any other fault.
    """
    off = ctx.learned.get(CLOCK)
    if facts.fault not in _DATED or not isinstance(off, timedelta):
        return None
    if not facts.chain or not all(one.good_at(ctx.now() - off) for one in facts.chain):
        return None
    reason = "Not judged: this PC’s clock is wrong, and by the right time the certificate is good."
    return Found(skip_reason=reason, because=CLOCK)


def in_words(off: timedelta) -> str:
    """A length of time as people say it, in its two largest units, rounded: “2 hours”, “1 day 3 hours”."""
    units = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
    exact = abs(off).total_seconds()
    finest = 3_600 if exact >= 86_400 else 60 if exact >= 3_600 else 1
    seconds = finest * round(exact / finest)
    parts = []
    for size, name in units:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count:,} {name}{'' if count == 1 else 's'}")
    return " ".join(parts[:2]) or "0 seconds"


async def _witnesses(ctx: Context, hosts: Sequence[HostEntry], limit: timedelta) -> list[Witness]:
    """What the hosts say; the first that finds the clock right is enough."""
    asking = [asyncio.ensure_future(_witness(ctx, entry)) for entry in hosts]
    heard = []
    try:
        for answered in asyncio.as_completed(asking):
            witness = await answered
            if witness is not None:
                heard.append(witness)
                if abs(witness.off) <= limit:
                    break
    finally:
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
    return heard


async def _witness(ctx: Context, entry: HostEntry) -> Witness | None:
    try:
        said = _said_time(await _ask(ctx.transport, entry))
    except CertificateProblem as problem:
        said = await _time_behind_a_dated_certificate(ctx, entry) if problem.problem in _DATED else None
    except TransportError:
        return None
    return None if said is None else Witness(entry.name, ctx.now() - said)


async def _time_behind_a_dated_certificate(ctx: Context, entry: HostEntry) -> datetime | None:
    """The time a server gives whose certificate this PC takes for expired or not yet valid.

    Asked without judging the certificate, which nothing but the clock would let us do: the question is the
    same for everybody, and of the answer only the time is kept. It counts only if by that very time the
    certificate is good; a certificate that has really expired says nothing about the clock.
    """
    way = ctx.transport
    unjudged = Transport(proxy_for=way.proxy_for, trust=no_trust_at_all(), resolver=way.resolver)
    try:
        facts = await handshake(
            entry.host,
            entry.port,
            ASK_S,
            trust=no_trust_at_all(),
            proxy=await run_on_daemon(way.proxy_for, entry.url),
            resolver=way.resolver,
        )
        said = _said_time(await _ask(unjudged, entry))
    except TransportError:
        return None
    finally:
        await unjudged.aclose()
    good = said is not None and bool(facts.chain) and all(one.good_at(said) for one in facts.chain)
    return said if good else None


async def _ask(transport: Transport, entry: HostEntry) -> Reply:
    limits = Timeouts(connect_s=ASK_S, read_s=ASK_S, overall_s=ASK_S)
    # Some filters wrongly send a page after HEAD: a connection of its own keeps it out of the next answer.
    alone = {"Connection": "close"}
    return await transport.send("HEAD", entry.url, headers=alone, max_bytes=_SMALL, timeouts=limits)


def _said_time(reply: Reply) -> datetime | None:
    """The time in an answer; one kept by a cache on the way is as old as it says."""
    try:
        said = parsedate_to_datetime(reply.headers.get("date", ""))
    except ValueError:
        return None
    if said.tzinfo is None:
        return None
    age = reply.headers.get("age", "").strip()
    return said + timedelta(seconds=int(age)) if age.isascii() and age.isdigit() and len(age) < 9 else said
