"""What the tests of faults share: ports that misbehave, and the rule that one fault alone is blamed."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.checks.catalogue import checks_for
from app.checks.context import Context
from app.checks.engine import Engine
from app.checks.model import Finding, Outcome, Result, Severity
from app.transport.network import Resolver
from tests.fakes.host import FakeHost, service

NOTHING = frozenset({Outcome.PASS, Outcome.SKIPPED})


def healthy_pc(**more: Any) -> FakeHost:
    """A PC on which Wonde's client runs as it should, and services go the same way as people."""
    return FakeHost(services=(service(),), **more)


async def everything(context: Context) -> dict[str, Result]:
    """All checks, as the program runs them."""
    chosen = checks_for(None, context.hosts, context.api_url)
    return {result.check_id: result for result in await Engine(chosen).run(context)}


def found_in(results: Mapping[str, Result]) -> list[tuple[str, Finding]]:
    """Every finding with the check that made it."""
    return [(name, found) for name, result in results.items() for found in result.findings]


def only_blamed(
    results: Mapping[str, Result], code: str, at: str, *, severity: Severity = Severity.MEND
) -> Finding:
    """The one finding of a run, after making sure that it is the only one, says who can mend it and how, and
    that what could not be checked because of it says so."""
    told = [(name, found.code) for name, found in found_in(results)]
    assert told == [(at, code)]
    found = results[at].findings[0]
    assert found.severity is severity
    assert found.remedy is not None
    assert found.remedy.who
    assert found.remedy.text
    others = {name: result for name, result in results.items() if name != at}
    assert {result.outcome for result in others.values()} <= NOTHING
    blamed = {result.because for result in others.values() if result.because is not None}
    assert blamed <= {at}, "a skip names the cause, not a link in between"
    return found


def skipped_because(results: Mapping[str, Result], of: str) -> set[str]:
    """The checks that were left out because of one."""
    return {name for name, result in results.items() if result.because == of}


def here(places: Mapping[str, Sequence[str]] | None = None) -> Resolver:
    """A resolver: every name under .test and .com is this PC, unless `places` says otherwise."""

    def resolve(host: str, port: int) -> list[str]:
        if places is not None and host in places:
            if not places[host]:
                raise socket.gaierror(socket.EAI_NONAME, "not known")
            return list(places[host])
        return ["127.0.0.1"]

    return resolve


async def closed_port() -> int:
    """A port on this PC where nothing listens."""
    server = await asyncio.start_server(lambda r, w: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


@contextlib.contextmanager
def silent_port() -> Iterator[int]:
    """A port that drops every greeting without a word, as a filtering firewall does.

    A socket that listens, with its queue full, does just that on Linux.
    """
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        port: int = listening.getsockname()[1]
        fillers = [socket.socket() for _ in range(4)]
        try:
            for filler in fillers:
                filler.setblocking(False)
                filler.connect_ex(("127.0.0.1", port))
            yield port
        finally:
            for filler in fillers:
                filler.close()
