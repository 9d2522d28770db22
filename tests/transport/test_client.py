"""Requests over real loopback sockets: what is sent, what comes back, and every way it can fail."""

from __future__ import annotations

import asyncio
import gzip
import logging
import ssl
import threading
from collections.abc import Callable

import pytest
import trustme

from app.transport.client import Reply, Timeouts, Transport
from app.transport.errors import (
    AddressRefused,
    AnswerTooLarge,
    AnswerTooSlow,
    CertificateFault,
    CertificateNotTrusted,
    CertificateProblem,
    ConnectionDropped,
    ConnectionRefused,
    ConnectionTimedOut,
    NameNotResolved,
    NotHttp,
    ReadTimedOut,
    TlsFailed,
    TransportError,
)
from tests.fakes.wine import PARTIAL_CHAIN
from tests.fakes.wire import Asked, Said, WireServer, said

pytestmark = pytest.mark.anyio
MakeTls = Callable[..., ssl.SSLContext]
SECRET = "sk-0123456789abcdef"


def _hello(_: Asked) -> Said:
    return said({"data": "hello"})


async def test_an_answer_comes_back_whole() -> None:
    async with WireServer(_hello) as server, Transport() as transport:
        reply = await transport.send("GET", f"{server.url}/a?x=1", params={"y": "two words"})
    assert (reply.status, reply.body) == (200, b'{"data": "hello"}')
    assert server.asked[0].query == {"x": "1", "y": "two words"}
    assert reply.headers["content-type"] == "application/json"
    assert reply.elapsed_s > 0
    assert "hello" not in repr(reply)
    assert "two" not in repr(reply)


async def test_a_body_is_sent_as_json() -> None:
    async with WireServer(_hello) as server, Transport() as transport:
        await transport.send("POST", f"{server.url}/a", json={"name": "Zoë"})
    assert server.asked[0].body == '{"name": "Zoë"}'.encode()
    assert server.asked[0].headers["content-type"] == "application/json"


async def test_tls_with_a_trusted_issuer(server_tls: MakeTls, trust: ssl.SSLContext) -> None:
    async with WireServer(_hello, tls=server_tls()) as server, Transport(trust=trust) as transport:
        first = await transport.send("GET", f"https://localhost:{server.port}/")
        second = await transport.send("GET", f"https://localhost:{server.port}/")
    assert first.status == second.status == 200
    assert server.connections == 1, "connections are kept and used again"


async def test_a_large_body_passes_through_tls_unchanged(server_tls: MakeTls, trust: ssl.SSLContext) -> None:
    body = bytes(range(256)) * 8192

    def big(asked: Asked) -> Said:
        return Said(asked.body or body)

    async with WireServer(big, tls=server_tls()) as server, Transport(trust=trust) as transport:
        url = f"https://localhost:{server.port}/"
        assert (await transport.send("GET", url)).body == body
        echoed = await transport.send("POST", url, json="x" * 700_000)
    assert echoed.body == b'"' + b"x" * 700_000 + b'"'


@pytest.mark.parametrize(
    "own",
    [
        pytest.param(True, id="own trust"),
        pytest.param(False, id="the system's trust", marks=PARTIAL_CHAIN),
    ],
)
async def test_an_untrusted_issuer_is_named(server_tls: MakeTls, trust: ssl.SSLContext, own: bool) -> None:
    stranger = trustme.CA(organization_name="Filter Ltd")
    async with (
        WireServer(_hello, tls=server_tls(issuer=stranger)) as server,
        Transport(trust=trust if own else None) as transport,
    ):
        with pytest.raises(CertificateNotTrusted) as caught:
            await transport.send("GET", f"https://localhost:{server.port}/?k={SECRET}")
    assert "Filter Ltd" in caught.value.issuer
    assert "Filter Ltd" in str(caught.value)
    assert caught.value.url_without_query == f"https://localhost:{server.port}/"
    assert server.asked == []


@pytest.mark.parametrize(
    ("options", "names", "problem"),
    [
        ({"expired": True}, (), CertificateFault.EXPIRED),
        ({"not_yet": True}, (), CertificateFault.NOT_YET_VALID),
        ({}, ("other.school.test",), CertificateFault.WRONG_NAME),
    ],
)
async def test_a_wrong_certificate_says_what_is_wrong(
    server_tls: MakeTls,
    trust: ssl.SSLContext,
    options: dict[str, bool],
    names: tuple[str, ...],
    problem: CertificateFault,
) -> None:
    tls = server_tls(*names, **options)
    async with WireServer(_hello, tls=tls) as server, Transport(trust=trust) as transport:
        with pytest.raises(CertificateProblem) as caught:
            await transport.send("GET", f"https://localhost:{server.port}/")
    assert caught.value.problem is problem
    assert server.asked == []


async def test_a_self_signed_certificate_is_not_trusted(trust: ssl.SSLContext) -> None:
    alone = trustme.CA(organization_name="Alone")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with alone.cert_pem.tempfile() as certificate, alone.private_key_pem.tempfile() as key:
        tls.load_cert_chain(certificate, key)
    async with WireServer(_hello, tls=tls) as server, Transport(trust=trust) as transport:
        with pytest.raises(CertificateNotTrusted):
            await transport.send("GET", f"https://localhost:{server.port}/")
    assert server.asked == []


async def test_plain_http_where_tls_is_expected(trust: ssl.SSLContext) -> None:
    async with (
        WireServer(_hello) as server,
        Transport(trust=trust, timeouts=Timeouts(connect_s=2)) as transport,
    ):
        with pytest.raises(TransportError) as caught:
            await transport.send("GET", f"https://localhost:{server.port}/")
    assert isinstance(caught.value, TlsFailed | ConnectionTimedOut | ConnectionDropped)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.wonde.com/v1.0",
        "ftp://127.0.0.1/",
        "https://",
        "nonsense",
        "https://user:secret@127.0.0.1/",
        "https://127.0.0.1:99999/",
        "https://127.0.0.1/a b",
        "http://127.0.0.1.evil.test/",
        "http://localhost@evil.test/",
    ],
)
async def test_addresses_that_are_never_used(url: str) -> None:
    async with Transport() as transport:
        with pytest.raises(AddressRefused) as caught:
            await transport.send("GET", url)
    assert "secret" not in str(caught.value)


async def test_redirects_are_answers_and_are_not_followed() -> None:
    async with (
        WireServer(_hello) as other,
        WireServer(lambda _: Said(status=302, headers={"Location": f"{other.url}/x"})) as server,
        Transport() as transport,
    ):
        reply = await transport.send("GET", server.url)
    assert reply.status == 302
    assert other.asked == []
    assert other.connections == 0


async def test_cookies_are_not_kept() -> None:
    async with (
        WireServer(lambda _: Said(headers={"Set-Cookie": "track=1; Path=/"})) as server,
        Transport() as transport,
    ):
        await transport.send("GET", server.url)
        await transport.send("GET", server.url)
    assert "cookie" not in server.asked[1].headers


async def test_the_environment_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("NETRC", "/nowhere")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    async with WireServer(_hello) as server, Transport() as transport:
        assert (await transport.send("GET", server.url)).status == 200


async def test_nothing_listening() -> None:
    async with WireServer(_hello) as server:
        url = server.url
    async with Transport() as transport:
        with pytest.raises(ConnectionRefused) as caught:
            await transport.send("GET", f"{url}/?k={SECRET}")
    assert SECRET not in f"{caught.value!r}{caught.value.__dict__}"


async def test_a_name_without_address() -> None:
    def resolver(host: str, port: int) -> list[str]:
        import socket

        raise socket.gaierror(socket.EAI_NONAME, "no")

    async with Transport(resolver=resolver) as transport:
        with pytest.raises(NameNotResolved, match=r"nowhere\.test .*no such name"):
            await transport.send("GET", "https://nowhere.test/")


async def test_dns_that_hangs_is_given_up_without_waiting_for_its_thread() -> None:
    let_go = threading.Event()

    def resolver(host: str, port: int) -> list[str]:
        let_go.wait()
        return []

    async with Transport(resolver=resolver, timeouts=Timeouts(connect_s=0.05)) as transport:
        with pytest.raises(NameNotResolved):
            await transport.send("GET", "https://nowhere.test/")
    hung = [thread for thread in threading.enumerate() if thread.name == "uncancellable resolver"]
    assert hung
    assert all(thread.daemon for thread in hung)
    let_go.set()


async def test_the_next_address_is_tried_when_one_fails() -> None:
    async with (
        WireServer(_hello) as server,
        Transport(resolver=lambda host, port: ["::1", "127.0.0.1"]) as transport,
    ):
        reply = await transport.send("GET", f"http://many.localhost:{server.port}/")
    assert reply.status == 200


async def test_a_server_that_says_nothing_is_bounded() -> None:
    async with (
        WireServer(lambda _: Said(hang=True)) as server,
        Transport(timeouts=Timeouts(read_s=0.05)) as transport,
    ):
        with pytest.raises(ReadTimedOut, match=r"sent nothing for 0\.05 seconds"):
            await transport.send("GET", server.url)


async def test_a_server_that_stalls_midway_is_bounded() -> None:
    async with (
        WireServer(lambda _: Said(b"x" * 100, stall_after=10)) as server,
        Transport(timeouts=Timeouts(read_s=0.05)) as transport,
    ):
        with pytest.raises(ReadTimedOut):
            await transport.send("GET", server.url)


async def test_the_whole_exchange_is_bounded() -> None:
    async with (
        WireServer(lambda _: Said(hang=True)) as server,
        Transport(timeouts=Timeouts(overall_s=0.05)) as transport,
    ):
        with pytest.raises(AnswerTooSlow):
            await transport.send("GET", server.url)


async def test_a_connection_cut_midway() -> None:
    async with WireServer(lambda _: Said(b"x" * 1000, cut_after=10)) as server, Transport() as transport:
        with pytest.raises(ConnectionDropped):
            await transport.send("GET", server.url)


@pytest.mark.parametrize(
    "raw", [b"", b"SSH-2.0-OpenSSH\r\n\r\n", b"\x00\x01\x02\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n"]
)
async def test_what_is_not_http(raw: bytes) -> None:
    async with WireServer(lambda _: Said(raw=raw)) as server, Transport() as transport:
        with pytest.raises((NotHttp, ConnectionDropped)) as caught:
            await transport.send("GET", server.url)
    assert isinstance(caught.value, ConnectionDropped if not raw else NotHttp)


async def test_a_body_above_the_limit_is_not_read() -> None:
    async with WireServer(lambda _: Said(b"x" * 5000)) as server, Transport() as transport:
        with pytest.raises(AnswerTooLarge, match="larger than 4,999 bytes"):
            await transport.send("GET", server.url, max_bytes=4999)
        assert len((await transport.send("GET", server.url, max_bytes=5000)).body) == 5000


async def test_gzip_is_undone_and_counted_unpacked() -> None:
    packed = gzip.compress(b"0" * 1_000_000)
    async with (
        WireServer(lambda _: Said(packed, headers={"Content-Encoding": "gzip"})) as server,
        Transport() as transport,
    ):
        assert (await transport.send("GET", server.url)).body == b"0" * 1_000_000
        with pytest.raises(AnswerTooLarge):
            await transport.send("GET", server.url, max_bytes=10_000)


@pytest.mark.parametrize(
    ("body", "encoding", "error"),
    [
        (b"not gzip at all", "gzip", NotHttp),
        (gzip.compress(b"data" * 99)[:-12], "gzip", ConnectionDropped),
        (b"data", "br", NotHttp),
    ],
)
async def test_broken_packing(body: bytes, encoding: str, error: type[TransportError]) -> None:
    async with (
        WireServer(lambda _: Said(body, headers={"Content-Encoding": encoding})) as server,
        Transport() as transport,
    ):
        with pytest.raises(error):
            await transport.send("GET", server.url)


async def test_cancelling_takes_effect_at_once_and_leaves_nothing() -> None:
    async with WireServer(lambda _: Said(hang=True)) as server, Transport() as transport:
        before = asyncio.all_tasks()
        sending = asyncio.ensure_future(transport.send("GET", server.url))
        await server.was_asked.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        left = {task for task in asyncio.all_tasks() - before if "accept" not in repr(task)}
    assert left == set()


async def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with WireServer(_hello) as server, Transport() as transport:
        await transport.send("GET", f"{server.url}/?k={SECRET}", headers={"Authorization": SECRET})
    assert SECRET not in caplog.text
    assert not [record for record in caplog.records if record.name.startswith(("httpx", "httpcore"))]


async def test_a_header_that_cannot_be_sent_is_not_quoted() -> None:
    async with WireServer(_hello) as server, Transport() as transport:
        with pytest.raises(AddressRefused) as caught:
            await transport.send("GET", server.url, headers={"Authorization": f"{SECRET}\r\nX: y"})
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    assert server.asked == []


@pytest.mark.parametrize(
    ("body", "kind", "page"),
    [
        (b"<!DOCTYPE html><p>", "text/plain", True),
        (b"{}", "text/html; charset=utf-8", True),
        (b"\xef\xbb\xbf \n<HTML>", "", True),
        (b'{"data": "<html>"}', "application/json", False),
    ],
)
def test_web_pages_are_told_from_data(body: bytes, kind: str, page: bool) -> None:
    assert Reply(200, {"content-type": kind}, body, "", 0.0).is_html is page


@pytest.mark.anyio
async def test_a_proxy_script_sees_the_bare_origin_also_when_an_untrusted_certificate_is_looked_at_again(
    server_tls: MakeTls, trust: ssl.SSLContext
) -> None:
    shown: list[str] = []

    def proxy_for(url: str) -> str | None:
        shown.append(url)
        return None

    stranger = trustme.CA(organization_name="Filter Ltd")
    async with (
        WireServer(_hello, tls=server_tls(issuer=stranger)) as server,
        # by a name that is not this PC's, since nothing leads to this PC through a proxy
        Transport(proxy_for=proxy_for, trust=trust, resolver=lambda *_: ["127.0.0.1"]) as transport,
    ):
        with pytest.raises(CertificateNotTrusted):
            await transport.send("GET", f"https://school.test:{server.port}/schools/A1?x=secret")
    assert set(shown) == {f"https://school.test:{server.port}/"}


@pytest.mark.anyio
async def test_plain_http_stays_on_this_pc_whatever_dns_says_of_its_name() -> None:
    asked: list[str] = []

    def elsewhere(host: str, _: int) -> list[str]:
        asked.append(host)
        return ["192.0.2.1"]

    async with Transport(resolver=elsewhere, timeouts=Timeouts(connect_s=0.2)) as transport:
        with pytest.raises(NameNotResolved, match="another machine"):
            await transport.send("GET", "http://practice.localhost:8000/v1.0")
    assert asked == ["practice.localhost"]
