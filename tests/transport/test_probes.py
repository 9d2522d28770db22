"""Looking at a host's name, port and TLS without sending anything."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable

import pytest
import trustme

from app.transport.certificates import certificate_facts
from app.transport.errors import (
    CertificateFault,
    ConnectionDropped,
    ConnectionRefused,
    ConnectionTimedOut,
    NameNotResolved,
    ProxyNeedsSignIn,
    TlsFailed,
)
from app.transport.probes import connect, handshake, resolve
from tests.fakes.faults import silent_port
from tests.fakes.wine import PARTIAL_CHAIN
from tests.fakes.wire import Asked, ConnectProxy, Said, WireServer, said

pytestmark = pytest.mark.anyio
MakeTls = Callable[..., ssl.SSLContext]


def _hello(_: Asked) -> Said:
    return said({})


async def test_resolve() -> None:
    found = await resolve("localhost")
    assert "127.0.0.1" in found.addresses
    assert found.elapsed_s >= 0


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), "no such name"),
        (socket.gaierror(socket.EAI_AGAIN, "x"), "DNS servers did not answer"),
        (OSError("x"), "look-up failed"),
        (UnicodeError("x"), "not a valid name"),
    ],
)
async def test_resolve_says_why_not(error: Exception, words: str) -> None:
    def resolver(host: str, port: int) -> list[str]:
        raise error

    with pytest.raises(NameNotResolved, match=words):
        await resolve("nowhere.test", resolver=resolver)


async def test_cancelling_a_hung_look_up_returns_at_once() -> None:
    let_go, started = threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def resolver(host: str, port: int) -> list[str]:
        loop.call_soon_threadsafe(started.set)
        let_go.wait()
        return ["127.0.0.1"]

    looking = asyncio.ensure_future(resolve("slow.test", timeout_s=60, resolver=resolver))
    await started.wait()
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    let_go.set()  # its thread now answers to nobody, and nothing breaks


async def test_connect() -> None:
    async with WireServer(_hello) as server:
        assert (await connect("localhost", server.port)).address == "127.0.0.1"
        port = server.port
    with pytest.raises(ConnectionRefused):
        await connect("127.0.0.1", port)


@pytest.mark.elsewhere(reason="Windows refuses where others leave the caller waiting")
async def test_connect_to_an_address_that_never_answers() -> None:
    with silent_port() as port, pytest.raises(ConnectionTimedOut):
        await connect("127.0.0.1", port, timeout_s=0.1)


async def test_tls_facts_of_a_trusted_server(server_tls: MakeTls, trust: ssl.SSLContext) -> None:
    async with WireServer(_hello, tls=server_tls("localhost")) as server:
        facts = await handshake("localhost", server.port, trust=trust)
    assert facts.trusted
    assert facts.reason == ""
    assert facts.protocol in ("TLSv1.2", "TLSv1.3")
    assert facts.cipher
    assert facts.subject.startswith("localhost")
    assert "Test Issuer" in facts.issuer
    assert len(facts.fingerprint) == 64
    assert facts.not_after is not None
    assert facts.chain[0].names == ("localhost",)
    assert server.connections == 1


@pytest.mark.parametrize(
    ("names", "options", "fault"),
    [
        ((), {"expired": True}, CertificateFault.EXPIRED),
        ((), {"not_yet": True}, CertificateFault.NOT_YET_VALID),
        (("elsewhere.test",), {}, CertificateFault.WRONG_NAME),
    ],
)
async def test_tls_facts_of_a_wrong_certificate(
    server_tls: MakeTls,
    trust: ssl.SSLContext,
    names: tuple[str, ...],
    options: dict[str, bool],
    fault: CertificateFault,
) -> None:
    async with WireServer(_hello, tls=server_tls(*names, **options)) as server:
        facts = await handshake("localhost", server.port, trust=trust)
    assert not facts.trusted
    assert facts.fault is fault
    assert fault.value in facts.reason
    assert "Test Issuer" in facts.issuer


@PARTIAL_CHAIN
async def test_tls_facts_of_an_untrusted_filter_by_the_system_store(server_tls: MakeTls) -> None:
    filtering = trustme.CA(organization_name="Filter Ltd")
    middle = filtering.create_child_ca()
    async with WireServer(_hello, tls=server_tls(issuer=middle)) as server:
        facts = await handshake("localhost", server.port)
    assert not facts.trusted
    assert facts.reason
    assert facts.fault is None
    assert facts.issuer == facts.chain[1].subject
    assert "Filter Ltd" in facts.chain[1].issuer, (
        "the certificates beneath the server's own are described too"
    )


async def test_tls_through_a_proxy(server_tls: MakeTls, trust: ssl.SSLContext) -> None:
    async with WireServer(_hello, tls=server_tls()) as server, ConnectProxy(server.port) as proxy:
        facts = await handshake("api.school.test", 443, trust=trust, proxy=proxy.url)
    assert facts.trusted


async def test_tls_through_a_proxy_that_wants_a_sign_in(trust: ssl.SSLContext) -> None:
    async with ConnectProxy(1, answer=b"HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM\r\n\r\n") as proxy:
        with pytest.raises(ProxyNeedsSignIn):
            await handshake("api.school.test", 443, trust=trust, proxy=proxy.url)


async def test_no_tls_at_all(trust: ssl.SSLContext) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(plain, "127.0.0.1", 0)
    async with server:
        with pytest.raises((TlsFailed, ConnectionDropped)):
            await handshake("localhost", server.sockets[0].getsockname()[1], trust=trust)


async def test_tls_that_is_cut_or_hangs(trust: ssl.SSLContext) -> None:
    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.transport.abort()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    for behaviour, error in ((cut, ConnectionDropped), (hang, ConnectionTimedOut)):
        server = await asyncio.start_server(behaviour, "127.0.0.1", 0)
        async with server:
            with pytest.raises(error):
                await handshake("localhost", server.sockets[0].getsockname()[1], 0.2, trust=trust)


def test_a_certificate_that_cannot_be_read_has_no_facts() -> None:
    assert certificate_facts(b"\x30\x03\x02\x01\x01") is None
