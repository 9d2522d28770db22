"""The way to each host over real sockets: good, blocked, inspected, answered by someone else."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import trustme

from app.checks import net as net_module
from app.checks.certificates import judged_certificate
from app.checks.context import Context
from app.checks.engine import Engine
from app.checks.model import Outcome, Result, Severity
from app.checks.net import net_checks
from app.checks.report import rows
from app.checks.trouble import transport_finding
from app.checks.ways import PROBE_S
from app.guidance.hosts import HostEntry
from app.host.facts import NotRead
from app.transport import errors
from app.transport.authorities import Authorities, public_authorities
from app.transport.client import Transport
from app.transport.network import Resolver
from app.transport.probes import TlsFacts
from tests.fakes.host import FakeHost
from tests.fakes.wire import Asked, ConnectProxy, Said, WireServer, said

pytestmark = pytest.mark.anyio

WONDE, PORTAL = "api.wonde.test", "school.wonde.test"


def entry(host: str, port: int, **more: Any) -> HostEntry:
    """A host of the school's own, so that its authority is nobody's business here."""
    about = {"purpose": "read what Wonde knows", "inside": True, "plain_port": 9, **more}
    return HostEntry(host=host, port=port, **about)


def hello(_: Asked) -> Said:
    return said({"ok": True})


def here(host: str, port: int) -> list[str]:
    if host.endswith(".test") or host == "127.0.0.1":
        return ["127.0.0.1"]
    raise socket.gaierror(socket.EAI_NONAME, "not known")


def nowhere(host: str, port: int) -> list[str]:
    raise socket.gaierror(socket.EAI_NONAME, "not known")


async def run(
    hosts: Sequence[HostEntry],
    *,
    resolver: Resolver = here,
    trust: ssl.SSLContext | None = None,
    host: FakeHost | None = None,
    proxy: str | None = None,
    public: Callable[[], Authorities] = public_authorities,
) -> dict[str, Result]:
    host = host or FakeHost(proxy=proxy)
    async with Transport(proxy_for=host.proxy_for, trust=trust, resolver=resolver) as transport:
        context = Context(transport, host, tuple(hosts), authorities=public)
        results = await Engine(net_checks(hosts)).run(context)
    return {result.check_id: result for result in results}


def codes(results: dict[str, Result]) -> list[str]:
    return [found.code for result in results.values() for found in result.findings]


async def closed_port() -> int:
    server = await asyncio.start_server(lambda r, w: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


async def test_two_good_hosts_are_four_quiet_lines(
    trust: ssl.SSLContext, server_tls: Callable[..., ssl.SSLContext]
) -> None:
    async with WireServer(hello, tls=server_tls()) as server:
        hosts = [entry(WONDE, server.port), entry(PORTAL, server.port)]
        results = await run(hosts, trust=trust)
    quiet = {result.outcome for result in results.values() if "inspection" not in result.check_id}
    assert quiet - {Outcome.SKIPPED} == {Outcome.PASS}
    assert results["net.proxy.user"].note == "no proxy"
    assert len(results) == 14
    assert "Public Authority" in results[f"net.tls.{WONDE}:{server.port}"].note
    assert [line.title for line in rows(tuple(results.values()))] == [
        "This PC reaches beyond itself",
        "No sign-in page in the way",
        "The way out: for you",
        "The way out: for a service",
        "Names resolve",
        f"Connection on port {server.port}",
        "Secure connection",
        "2 checks not made",
        "Answers",
    ]
    assert all("authorization" not in asked.headers for asked in server.asked)


async def test_no_network_at_all_is_blamed_once() -> None:
    results = await run([entry(WONDE, 443), entry(PORTAL, 443)], host=FakeHost(addresses=()))
    assert codes(results) == ["NET-01"]
    skipped = [result for result in results.values() if result.check_id != "net.network"]
    assert {(result.outcome, result.because) for result in skipped} == {(Outcome.SKIPPED, "net.network")}


async def test_no_names_at_all_is_blamed_once() -> None:
    results = await run([entry(WONDE, 443), entry(PORTAL, 443)], resolver=nowhere)
    assert codes(results) == ["NET-02"]
    assert WONDE in results["net.network"].findings[0].summary


async def test_nothing_leaving_is_blamed_once() -> None:
    port = await closed_port()
    results = await run(
        [entry(WONDE, port), entry(PORTAL, port)], host=FakeHost(addresses=NotRead("refused"))
    )
    assert codes(results) == ["NET-03"]


async def test_one_name_that_fails_is_its_own_trouble(
    trust: ssl.SSLContext, server_tls: Callable[..., ssl.SSLContext]
) -> None:
    async with WireServer(hello, tls=server_tls()) as server:
        hosts = [entry("blocked.example", 443), entry(WONDE, server.port)]
        results = await run(hosts, trust=trust)
    assert codes(results) == ["NET-11"]
    assert results["net.http.blocked.example"].because == "net.dns.blocked.example"
    assert results[f"net.http.{WONDE}:{server.port}"].outcome is Outcome.PASS


async def test_a_refused_port_is_found_at_the_port() -> None:
    port = await closed_port()
    results = await run([entry(WONDE, port)])
    assert codes(results) == ["NET-21"]
    failed = results[f"net.tcp.{WONDE}:{port}"]
    assert failed.outcome is Outcome.FAIL
    remedy = failed.findings[0].remedy
    assert remedy is not None
    assert remedy.copy_text is not None
    assert WONDE in remedy.copy_text


async def test_a_host_the_school_can_do_without_is_only_to_look_at() -> None:
    port = await closed_port()
    results = await run([entry(WONDE, port, essential=False)])
    assert results[f"net.tcp.{WONDE}:{port}"].outcome is Outcome.WARN
    assert results[f"net.tcp.{WONDE}:{port}"].findings[0].severity is Severity.LOOK_AT
    assert results[f"net.tls.{WONDE}:{port}"].because == f"net.tcp.{WONDE}:{port}"


async def test_a_filter_that_opens_secure_connections_is_named(
    trust: ssl.SSLContext, server_tls: Callable[..., ssl.SSLContext], filter_authority: trustme.CA
) -> None:
    async with WireServer(hello, tls=server_tls(issuer=filter_authority)) as server:
        results = await run([entry(WONDE, server.port)], trust=trust)
    assert codes(results) == ["NET-47"]
    found = results[f"net.tls.{WONDE}:{server.port}"].findings[0]
    assert "School Filter CA" in found.summary
    assert len(found.evidence["SHA-256 fingerprint"]) == 64
    assert found.remedy is not None
    assert found.remedy.copy_text is not None
    assert "School Filter CA" in found.remedy.copy_text


@pytest.mark.parametrize(
    ("names", "days", "code"),
    [((WONDE,), (-30, -1), "NET-48"), ((WONDE,), (1, 30), "NET-48"), (("block.page.test",), None, "NET-49")],
)
async def test_a_wrong_certificate_says_what_is_wrong(
    names: tuple[str, ...],
    days: tuple[int, int] | None,
    code: str,
    trust: ssl.SSLContext,
    server_tls: Callable[..., ssl.SSLContext],
) -> None:
    async with WireServer(hello, tls=server_tls(*names, days=days)) as server:
        results = await run([entry(WONDE, server.port)], trust=trust)
    assert codes(results) == [code]


async def test_a_connection_cut_during_the_handshake() -> None:
    async def cut(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    server = await asyncio.start_server(cut, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        results = await run([entry(WONDE, port)])
    assert codes(results)[0] in ("NET-45", "NET-46")
    assert len(codes(results)) == 1


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Said(status=401), []),
        (Said(status=404), []),
        (Said(status=302, headers={"Location": "/login"}), []),
        (Said(status=302, headers={"Location": "https://other.wonde.test/x"}), []),
        (Said(status=302, headers={"Location": "https://wonde.test/x"}), []),
        (Said(status=302, headers={"Location": "https://api.wonde.com/x"}), []),
        (Said(status=302, headers={"Location": "http://portal.hotel.test/sign-in"}), ["NET-61"]),
        (Said(status=302, headers={"Location": "http://[broken/"}), ["NET-61"]),
        (Said(status=511), ["NET-61"]),
        (Said(status=407), ["NET-32"]),
        (Said(status=403), ["NET-63"]),
        (Said(status=503), ["NET-62"]),
        (Said(b"<html>Blocked</html>", headers={"Content-Type": "text/html"}), ["NET-64"]),
        (Said(raw=b"220 mail.test ESMTP\r\n\r\n"), ["NET-67"]),
        (Said(raw=b""), ["NET-45"]),
        (Said(b"x" * 600_000), []),
    ],
)
async def test_what_the_answer_means(
    reply: Said, expected: list[str], trust: ssl.SSLContext, server_tls: Callable[..., ssl.SSLContext]
) -> None:
    async with WireServer(lambda _: reply, tls=server_tls()) as server:
        results = await run([entry(WONDE, server.port, gives_data=True)], trust=trust)
    assert codes(results) == expected


async def test_connected_and_then_silent(
    trust: ssl.SSLContext, server_tls: Callable[..., ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(net_module, "_ANSWER_S", 0.2)
    async with WireServer(lambda _: Said(hang=True), tls=server_tls()) as server:
        results = await run([entry(WONDE, server.port)], trust=trust)
    assert codes(results) == ["NET-65"]


async def test_a_practice_school_on_this_pc_needs_no_network_and_no_tls() -> None:
    async with WireServer(hello) as server:
        practice = HostEntry.from_url(f"{server.url}/v1.0", purpose="practise")
        results = await run([practice], host=FakeHost(addresses=()))
    outcomes = {result.check_id.split(".")[1]: result.outcome for result in results.values()}
    assert outcomes == {
        "network": Outcome.PASS,
        "portal": Outcome.SKIPPED,
        "proxy": Outcome.SKIPPED,
        "inspection": Outcome.SKIPPED,
        "dns": Outcome.PASS,
        "tcp": Outcome.PASS,
        "tls": Outcome.SKIPPED,
        "http": Outcome.PASS,
    }


async def test_a_proxy_looks_names_up_and_connects_for_this_pc(
    trust: ssl.SSLContext, server_tls: Callable[..., ssl.SSLContext]
) -> None:
    async with WireServer(hello, tls=server_tls()) as server, ConnectProxy(server.port) as proxy:
        results = await run([entry(WONDE, 443)], trust=trust, proxy=proxy.url, resolver=here)
    assert results[f"net.dns.{WONDE}"].outcome is Outcome.SKIPPED
    assert "proxy" in results[f"net.tcp.{WONDE}"].note
    assert results[f"net.tls.{WONDE}"].outcome is Outcome.PASS
    assert results[f"net.http.{WONDE}"].outcome is Outcome.PASS
    assert proxy.url.removeprefix("http://") in results["net.proxy.user"].note


async def test_a_proxy_that_is_down_is_blamed_once() -> None:
    port = await closed_port()
    results = await run([entry(WONDE, 443), entry(PORTAL, 443)], proxy=f"http://127.0.0.1:{port}")
    assert codes(results) == ["NET-31"]
    found = results["net.proxy.user"].findings[0]
    assert f"127.0.0.1:{port}" in found.title
    assert f"{WONDE} and {PORTAL}" in found.summary
    assert "the proxy setting in Windows" in found.summary


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (
            b"HTTP/1.1 407 Sign in\r\nProxy-Authenticate: NTLM\r\n\r\n",
            "NET-32",
        ),
        (b"HTTP/1.1 403 Blocked\r\n\r\n", "NET-33"),
    ],
)
async def test_a_proxy_that_will_not(answer: bytes, code: str, trust: ssl.SSLContext) -> None:
    async with ConnectProxy(0, answer=answer) as proxy:
        results = await run([entry(WONDE, 443)], trust=trust, proxy=proxy.url)
    assert codes(results) == [code]


async def test_a_proxy_setting_that_cannot_be_used() -> None:
    results = await run([entry(WONDE, 443)], proxy="socks5://proxy.test:1080")
    assert codes(results) == ["NET-34"]


async def test_cancelling_a_look_up_that_hangs_ends_at_once() -> None:
    entered, release = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def hanging(host: str, port: int) -> list[str]:
        loop.call_soon_threadsafe(entered.set)
        release.wait()
        return []

    cancel = asyncio.Event()
    hosts = [entry(WONDE, 443)]
    async with Transport(proxy_for=lambda _: None, resolver=hanging) as transport:
        running = asyncio.create_task(
            Engine(net_checks(hosts)).run(Context(transport, FakeHost(), tuple(hosts)), cancel=cancel)
        )
        await entered.wait()
        cancel.set()
        results = await running
    assert results[1].note.startswith("Stopped")
    release.set()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.ConnectionTimedOut("a.test"), "NET-22"),
        (errors.ConnectionFailed("a.test", reason=errno.errorcode[errno.ENETUNREACH]), "NET-23"),
        (errors.ConnectionDropped("a.test"), "NET-45"),
        (errors.TlsFailed("a.test"), "NET-46"),
        (errors.CertificateNotTrusted("a.test", issuer="Filter"), "NET-47"),
        (errors.CertificateProblem("a.test", problem=errors.CertificateFault.EXPIRED), "NET-48"),
        (errors.CertificateProblem("a.test", problem=errors.CertificateFault.REVOKED), "NET-50"),
        (errors.AnswerTooSlow("a.test", seconds=3), "NET-65"),
    ],
)
async def test_every_kind_of_trouble_has_its_code(error: errors.TransportError, code: str) -> None:
    assert transport_finding(error, entry("a.test", 443)).code == code


async def test_a_certificate_that_could_not_be_read_says_so() -> None:
    facts = TlsFacts("TLSv1.3", "", "", "", "", None, False, "withdrawn", errors.CertificateFault.REVOKED)
    context = Context(Transport(), FakeHost())
    (found,) = (await judged_certificate(context, entry("a.test", 443), facts)).findings
    assert found.code == "NET-50"
    assert found.evidence["Valid until"] == "could not be read"


def test_probes_give_up_before_the_engine_does() -> None:
    for check in net_checks([entry(WONDE, 443)]):
        assert check.timeout_s > PROBE_S
