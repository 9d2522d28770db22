"""The clock, against real servers that say what time it is over real TLS, with certificates that suit."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import trustme

from app.checks.catalogue import checks_for
from app.checks.context import Context
from app.checks.engine import Engine
from app.checks.model import Outcome, Result
from app.checks.pc_clock import in_words
from app.guidance.hosts import HostEntry
from app.transport.client import Transport
from tests.checks.conftest import PORTAL, WONDE, here
from tests.fakes.host import FakeHost
from tests.fakes.wire import Asked, ConnectProxy, Said, WireServer

pytestmark = pytest.mark.anyio

TWO_HOURS = timedelta(hours=2)
AUTHORITY_YEARS = timedelta(days=365 * 20)


def entry(host: str, port: int) -> HostEntry:
    return HostEntry(host=host, port=port, purpose="read what Wonde knows")


def at(off: timedelta = timedelta(), **more: str) -> Callable[[Asked], Said]:
    """A server whose clock differs from this PC's by `off`."""

    def answer(_: Asked) -> Said:
        stamp = format_datetime(datetime.now(UTC) + off, usegmt=True)
        return Said(b"{}", headers={"Date": stamp, "Content-Type": "application/json", **more})

    return answer


async def run(
    hosts: Sequence[HostEntry], trust: ssl.SSLContext, *, proxy: str | None = None
) -> dict[str, Result]:
    host = FakeHost(proxy=proxy)
    async with Transport(proxy_for=host.proxy_for, trust=trust, resolver=here) as transport:
        context = Context(transport, host, tuple(hosts))
        results = await Engine(checks_for("net", hosts)).run(context)
    return {result.check_id: result for result in results}


def codes(results: dict[str, Result]) -> list[str]:
    return [found.code for result in results.values() for found in result.findings]


def dated(
    authority: trustme.CA, starts: timedelta, ends: timedelta, names: tuple[str, ...] = (WONDE, PORTAL)
) -> ssl.SSLContext:
    """What a server presents, good from one time to another, both told from now."""
    now = datetime.now(UTC)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued = authority.issue_cert(*names, not_before=now + starts, not_after=now + ends)
    issued.configure_cert(context)
    return context


async def test_a_clock_that_is_right(
    trust: ssl.SSLContext, server_tls: Callable[..., ssl.SSLContext]
) -> None:
    async with WireServer(at(), tls=server_tls()) as server:
        results = await run([entry(WONDE, server.port)], trust)
    assert codes(results) == []
    assert results["pc.clock"].note.startswith("right to within")
    assert all("authorization" not in asked.headers for asked in server.asked)


@pytest.mark.parametrize(
    ("off", "direction"), [(TWO_HOURS, "behind"), (-TWO_HOURS, "ahead"), (timedelta(minutes=6), "behind")]
)
async def test_a_wrong_clock_is_named_where_certificates_still_hold(
    off: timedelta, direction: str, trust: ssl.SSLContext, server_tls: Callable[..., ssl.SSLContext]
) -> None:
    async with WireServer(at(off), tls=server_tls()) as server:
        hosts = [entry(WONDE, server.port), entry(PORTAL, server.port)]
        results = await run(hosts, trust)
    assert codes(results) == ["PCS-11"]
    found = results["pc.clock"].findings[0]
    assert found.title.endswith(direction)
    assert found.remedy is not None
    assert any("Set time automatically" in step for step in found.remedy.steps)
    assert results[f"net.http.{WONDE}:{server.port}"].outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("off", "starts", "ends"),
    [
        (TWO_HOURS, timedelta(hours=1), timedelta(days=90)),
        (-TWO_HOURS, timedelta(days=-90), timedelta(hours=-1)),
    ],
    ids=["behind", "ahead"],
)
async def test_a_clock_wrong_by_two_hours_is_blamed_and_the_certificate_is_not(
    off: timedelta, starts: timedelta, ends: timedelta, trust: ssl.SSLContext, authority: trustme.CA
) -> None:
    async with WireServer(at(off), tls=dated(authority, starts, ends)) as server:
        hosts = [entry(WONDE, server.port), entry(PORTAL, server.port)]
        results = await run(hosts, trust)
    assert codes(results) == ["PCS-11"]
    assert "2 hours" in results["pc.clock"].findings[0].title
    for stage in ("tls", "http"):
        skipped = results[f"net.{stage}.{WONDE}:{server.port}"]
        assert (skipped.outcome, skipped.because) == (Outcome.SKIPPED, "pc.clock")


async def test_a_certificate_that_has_really_expired_is_blamed_and_the_clock_is_not(
    trust: ssl.SSLContext, authority: trustme.CA
) -> None:
    tls = dated(authority, timedelta(days=-90), timedelta(hours=-1))
    async with WireServer(at(), tls=tls) as server:
        results = await run([entry(WONDE, server.port)], trust)
    assert codes(results) == ["NET-48"]


async def test_a_certificate_too_old_for_the_right_time_as_well_is_blamed_beside_the_clock(
    trust: ssl.SSLContext, authority: trustme.CA, server_tls: Callable[..., ssl.SSLContext]
) -> None:
    tls = dated(authority, timedelta(days=-90), timedelta(days=-30))
    async with (
        WireServer(at(-TWO_HOURS), tls=tls) as old,
        WireServer(at(-TWO_HOURS), tls=server_tls()) as good,
    ):
        results = await run([entry(WONDE, old.port), entry(PORTAL, good.port)], trust)
    assert codes(results) == ["PCS-11", "NET-48"]


async def test_one_server_with_a_wrong_clock_is_not_this_pcs_trouble(
    trust: ssl.SSLContext, server_tls: Callable[..., ssl.SSLContext]
) -> None:
    async with WireServer(at(TWO_HOURS), tls=server_tls()) as odd, WireServer(at(), tls=server_tls()) as good:
        results = await run([entry(WONDE, odd.port), entry(PORTAL, good.port)], trust)
    assert codes(results) == []


async def test_an_answer_kept_by_a_cache_is_as_old_as_it_says(
    trust: ssl.SSLContext, server_tls: Callable[..., ssl.SSLContext]
) -> None:
    async with WireServer(at(-TWO_HOURS, Age="7200"), tls=server_tls()) as server:
        results = await run([entry(WONDE, server.port)], trust)
    assert codes(results) == []


@pytest.mark.parametrize("date", ["", "yesterday", "Thu, 26 Nov 2026 09:00:00 -0000", "9" * 400])
async def test_a_server_that_does_not_say_the_time_says_nothing_of_the_clock(
    date: str, trust: ssl.SSLContext, server_tls: Callable[..., ssl.SSLContext]
) -> None:
    async with WireServer(lambda _: Said(b"{}", headers={"Date": date}), tls=server_tls()) as server:
        results = await run([entry(WONDE, server.port)], trust)
    assert codes(results) == []
    assert results["pc.clock"].outcome is Outcome.SKIPPED


async def test_a_dated_certificate_and_then_no_answer_says_nothing_of_the_clock(
    trust: ssl.SSLContext, authority: trustme.CA
) -> None:
    tls = dated(authority, timedelta(hours=1), timedelta(days=90))
    async with WireServer(lambda _: Said(raw=b""), tls=tls) as server:
        results = await run([entry(WONDE, server.port)], trust)
    assert codes(results) == ["NET-48"]


async def test_an_untrusted_issuer_is_no_witness_and_keeps_its_blame(
    trust: ssl.SSLContext, server_tls: Callable[..., ssl.SSLContext], filter_authority: trustme.CA
) -> None:
    async with WireServer(at(TWO_HOURS), tls=server_tls(issuer=filter_authority)) as server:
        results = await run([entry(WONDE, server.port)], trust)
    assert codes(results) == ["NET-47"]
    assert results["pc.clock"].outcome is Outcome.SKIPPED


async def test_behind_a_proxy_the_time_is_asked_through_it(
    trust: ssl.SSLContext, authority: trustme.CA
) -> None:
    tls = dated(authority, timedelta(hours=1), timedelta(days=90))
    async with WireServer(at(TWO_HOURS), tls=tls) as server, ConnectProxy(server.port) as proxy:
        results = await run([entry(WONDE, 443)], trust, proxy=proxy.url)
    assert codes(results) == ["PCS-11"]
    assert len(proxy.heads) >= 3


async def test_a_server_that_hangs_holds_the_clock_up_no_longer_than_its_time(
    trust: ssl.SSLContext, server_tls: Callable[..., ssl.SSLContext]
) -> None:
    async with (
        WireServer(lambda _: Said(hang=True), tls=server_tls()) as silent,
        WireServer(at(), tls=server_tls()) as good,
    ):
        hosts = [entry(WONDE, silent.port), entry(PORTAL, good.port)]
        async with Transport(proxy_for=lambda _: None, trust=trust, resolver=here) as transport:
            cancel = asyncio.Event()

            def stop_after_the_clock(result: Result) -> None:
                if result.check_id == "pc.clock":
                    cancel.set()

            context = Context(transport, FakeHost(), tuple(hosts))
            results = await Engine(checks_for("net", hosts)).run(context, stop_after_the_clock, cancel)
    assert next(r for r in results if r.check_id == "pc.clock").outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("off", "words"),
    [
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=2, seconds=-1), "2 hours"),
        (timedelta(hours=-1, seconds=-95), "1 hour 2 minutes"),
        (timedelta(days=1, hours=3, minutes=9), "1 day 3 hours"),
        (timedelta(seconds=61), "1 minute 1 second"),
        (timedelta(milliseconds=3), "0 seconds"),
        (timedelta(days=20_000), "20,000 days"),
    ],
)
def test_lengths_of_time_in_words(off: timedelta, words: str) -> None:
    assert in_words(off) == words
