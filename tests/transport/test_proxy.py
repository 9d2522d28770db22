"""Proxies: which one leads where, and what happens when it will not."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.transport.client import Timeouts, Transport
from app.transport.errors import (
    CertificateNotTrusted,
    NotHttp,
    ProxyNeedsSignIn,
    ProxyRefused,
    ProxyUnreachable,
    ProxyUnsupported,
    TransportError,
)
from app.transport.proxy import (
    ProxyAddress,
    connect_answer,
    connect_request,
    environment_proxy,
    is_loopback,
    parse_proxy,
    parse_ways,
)
from tests.fakes.wine import PARTIAL_CHAIN
from tests.fakes.wire import Asked, ConnectProxy, Said, WireServer, said

MakeTls = Callable[..., ssl.SSLContext]
HOST = "api.school.test"
PROXY = ProxyAddress("http", "proxy.school.test", 8080)


def _hello(_: Asked) -> Said:
    return said({"data": "hello"})


def _through(proxy: str, trust: ssl.SSLContext) -> Transport:
    # The name resolves to nothing: whatever arrives came through the proxy.
    return Transport(
        proxy_for=lambda url: proxy, trust=trust, timeouts=Timeouts(connect_s=5), resolver=_only_loopback
    )


def _only_loopback(host: str, port: int) -> list[str]:
    raise OSError("not resolved here")


@pytest.mark.anyio
async def test_https_goes_through_a_tunnel(server_tls: MakeTls, trust: ssl.SSLContext) -> None:
    async with (
        WireServer(_hello, tls=server_tls()) as server,
        ConnectProxy(server.port) as proxy,
        _through(f"http://us%40er:p%3Aw@127.0.0.1:{proxy.port}", trust) as transport,
    ):
        reply = await transport.send("GET", f"https://{HOST}/secret-path?k=v", headers={"X-Token": "t0ken"})
    assert reply.status == 200
    assert proxy.heads[0].startswith(f"CONNECT {HOST}:443 HTTP/1.1\r\n")
    assert "Proxy-Authorization: Basic dXNAZXI6cDp3" in proxy.heads[0]
    assert "secret-path" not in proxy.heads[0]
    assert "t0ken" not in proxy.heads[0]
    assert server.asked[0].headers["host"] == HOST


@pytest.mark.anyio
async def test_proxy_for_sees_no_path_and_is_asked_once_per_origin(
    server_tls: MakeTls, trust: ssl.SSLContext
) -> None:
    seen: list[str] = []

    async with WireServer(_hello, tls=server_tls()) as server, ConnectProxy(server.port) as proxy:

        def proxy_for(url: str) -> str:
            seen.append(url)
            return proxy.url

        async with Transport(proxy_for=proxy_for, trust=trust) as transport:
            await transport.send("GET", f"https://{HOST}/a?k=1")
            await transport.send("GET", f"https://{HOST}/b?k=2")
    assert seen == [f"https://{HOST}/"]


@pytest.mark.anyio
async def test_loopback_is_never_sent_through_a_proxy() -> None:
    async with (
        WireServer(_hello) as server,
        Transport(proxy_for=lambda url: "http://127.0.0.1:1") as transport,
    ):
        assert (await transport.send("GET", server.url)).status == 200


@pytest.mark.anyio
async def test_a_proxy_that_itself_speaks_tls(server_tls: MakeTls, trust: ssl.SSLContext) -> None:
    async with (
        WireServer(_hello, tls=server_tls()) as server,
        ConnectProxy(server.port, tls=server_tls("127.0.0.1")) as proxy,
        _through(proxy.url, trust) as transport,
    ):
        assert (await transport.send("GET", f"https://{HOST}/")).status == 200
    assert proxy.heads[0].startswith("CONNECT")


@pytest.mark.anyio
async def test_407_names_the_ways_to_sign_in(trust: ssl.SSLContext) -> None:
    answer = (
        b"HTTP/1.1 407 Sign in\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n"
        b'proxy-authenticate: Basic realm="school"\r\nContent-Length: 3\r\n\r\n'
    )
    async with ConnectProxy(1, answer=answer) as proxy, _through(proxy.url, trust) as transport:
        with pytest.raises(ProxyNeedsSignIn) as caught:
            await transport.send("GET", f"https://{HOST}/")
    assert caught.value.schemes == ("Negotiate", "NTLM", "Basic")
    assert str(caught.value) == (
        f"The proxy 127.0.0.1:{proxy.port} wants a sign-in before it connects to {HOST} "
        "(it offers Negotiate, NTLM, Basic)."
    )


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"HTTP/1.1 403 No\r\n\r\n", ProxyRefused),
        (b"HTTP/1.0 502 Bad\r\n\r\n", ProxyRefused),
        (b"SSH-2.0\r\n\r\n", NotHttp),
        (b"HTTP/1.1 2\xb2\xb2 x\r\n\r\n", NotHttp),
        (b"", ProxyUnreachable),
        (b"x" * 40_000, NotHttp),
        (b"HTTP/1.1 200 OK\r\n\r\nhello", NotHttp),
    ],
)
async def test_other_answers_of_a_proxy(trust: ssl.SSLContext, answer: bytes, error: type[Exception]) -> None:
    async with ConnectProxy(1, answer=answer) as proxy, _through(proxy.url, trust) as transport:
        with pytest.raises(error):
            await transport.send("GET", f"https://{HOST}/")


@pytest.mark.anyio
async def test_a_proxy_that_is_not_there(trust: ssl.SSLContext) -> None:
    async with ConnectProxy(1) as proxy:
        address = proxy.url
    async with _through(address, trust) as transport:
        with pytest.raises(ProxyUnreachable, match=HOST):
            await transport.send("GET", f"https://{HOST}/")


@pytest.mark.anyio
@pytest.mark.parametrize("setting", ["socks5://p:1080", "http://", "http://[::1", "SOCKS p:1080"])
async def test_settings_that_cannot_be_used(trust: ssl.SSLContext, setting: str) -> None:
    async with _through(setting, trust) as transport:
        with pytest.raises((ProxyUnsupported, ProxyUnreachable)):
            await transport.send("GET", f"https://{HOST}/")


@PARTIAL_CHAIN
@pytest.mark.anyio
async def test_a_filter_behind_a_proxy_is_named(server_tls: MakeTls) -> None:
    async with (
        WireServer(_hello, tls=server_tls()) as server,
        ConnectProxy(server.port) as proxy,
        Transport(proxy_for=lambda url: proxy.url) as transport,
    ):
        with pytest.raises(CertificateNotTrusted) as caught:
            await transport.send("GET", f"https://{HOST}/")
    assert "Test Issuer" in caught.value.issuer


def test_a_password_is_not_shown() -> None:
    assert "hunter2" not in repr(parse_proxy("http://me:hunter2@proxy:8080", host=HOST))


@pytest.mark.parametrize(
    ("setting", "place"),
    [
        ("proxy.school:8080", "proxy.school:8080"),
        ("http://proxy.school", "proxy.school:80"),
        ("https://proxy.school/", "proxy.school:443"),
        ("http://[2001:db8::1]:3128", "[2001:db8::1]:3128"),
    ],
)
def test_proxy_settings(setting: str, place: str) -> None:
    assert parse_proxy(setting, host=HOST).place == place


@pytest.mark.parametrize(
    ("variables", "url", "proxy"),
    [
        ({"HTTPS_PROXY": "http://p:1"}, "https://api.wonde.com/", "http://p:1"),
        ({"https_proxy": "p:1"}, "https://api.wonde.com/", "http://p:1"),
        ({"ALL_PROXY": "p:1"}, "https://api.wonde.com/", "http://p:1"),
        ({"HTTP_PROXY": "p:1"}, "https://api.wonde.com/", None),
        ({"HTTPS_PROXY": "  "}, "https://api.wonde.com/", None),
        ({"HTTPS_PROXY": "p:1"}, "https://127.0.0.1:99/", None),
        ({"HTTPS_PROXY": "p:1"}, "https://localhost/", None),
        ({"HTTPS_PROXY": "p:1", "NO_PROXY": "*"}, "https://api.wonde.com/", None),
        ({"HTTPS_PROXY": "p:1", "NO_PROXY": ".wonde.com"}, "https://api.wonde.com/", None),
        ({"HTTPS_PROXY": "p:1", "no_proxy": "x, wonde.com "}, "https://api.wonde.com/", None),
        ({"HTTPS_PROXY": "p:1", "NO_PROXY": "*.wonde.com"}, "https://api.wonde.com/", None),
        ({"HTTPS_PROXY": "p:1", "NO_PROXY": "onde.com"}, "https://api.wonde.com/", "http://p:1"),
        ({"HTTPS_PROXY": "p:1", "NO_PROXY": "wonde.com:8443"}, "https://api.wonde.com/", "http://p:1"),
        ({"HTTPS_PROXY": "p:1", "NO_PROXY": "wonde.com:443"}, "https://API.wonde.com./", None),
        ({"HTTPS_PROXY": "p:1", "NO_PROXY": "10.0.0.0/8"}, "https://10.1.2.3/", None),
        ({"HTTPS_PROXY": "p:1", "NO_PROXY": "10.0.0.0/99"}, "https://10.1.2.3/", "http://p:1"),
        ({"HTTPS_PROXY": "p:1"}, "https://[broken/", None),
    ],
)
def test_the_environment(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], url: str, proxy: str | None
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert environment_proxy(url) == proxy


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("a.localhost", True),
        ("127.8.9.1", True),
        ("[::1]", True),
        ("::1", True),
        ("127.0.0.1.evil.test", False),
        ("localhost.evil.test", False),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("", False),
    ],
)
def test_loopback(host: str, here: bool) -> None:
    assert is_loopback(host) is here


@given(st.binary(max_size=400))
def test_no_answer_of_a_proxy_breaks_the_reader(received: bytes) -> None:
    with contextlib.suppress(TransportError):
        assert connect_answer(received, PROXY, HOST) in (True, False)


@given(st.text(max_size=60))
def test_no_setting_breaks_the_parser(setting: str) -> None:
    with contextlib.suppress(ProxyUnsupported):
        assert parse_proxy(setting, host=HOST).host


def test_connect_to_an_ipv6_address() -> None:
    assert connect_request(PROXY, "2001:db8::1", 443).startswith(b"CONNECT [2001:db8::1]:443 HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("setting", "places"),
    [
        (None, [None]),
        ("", [None]),
        ("direct", [None]),
        ("p:8080", ["p:8080"]),
        ("PROXY p:8080; PROXY q:3128; DIRECT", ["p:8080", "q:3128", None]),
        ("p:8080;q:3128", ["p:8080", "q:3128"]),
        ("HTTPS p:8443", ["p:8443"]),
        ("SOCKS s:1080; PROXY p:8080; PROXY p:8080", ["p:8080"]),
        ("SOCKS5 s:1080; DIRECT", [None]),
    ],
)
def test_lists_of_ways(setting: str | None, places: list[str | None]) -> None:
    found = parse_ways(setting, host=HOST)
    assert [way.place if way is not None else None for way in found] == places


@given(st.text(max_size=60))
def test_no_list_breaks_the_reader(setting: str) -> None:
    with contextlib.suppress(ProxyUnsupported):
        assert parse_ways(setting, host=HOST)


@pytest.mark.anyio
async def test_the_next_way_is_tried_where_a_proxy_does_not_answer_and_only_there(
    server_tls: MakeTls, trust: ssl.SSLContext
) -> None:
    async with ConnectProxy(1) as gone:
        dead = gone.url
    async with WireServer(_hello, tls=server_tls()) as server, ConnectProxy(server.port) as proxy:
        async with _through(f"{dead}; {proxy.url}", trust) as transport:
            for path in ("a", "b"):
                assert (await transport.send("GET", f"https://{HOST}/{path}")).status == 200
        async with Transport(proxy_for=lambda _: f"{dead}; DIRECT", trust=trust) as transport:
            reply = await transport.send("GET", f"https://localhost:{server.port}/")
            assert reply.status == 200
        async with _through(f"{dead}; DIRECT", trust) as transport:
            with pytest.raises(ProxyUnreachable):
                await transport.send("GET", f"https://{HOST}/")
    async with (
        ConnectProxy(1, answer=b"HTTP/1.1 403 No\r\n\r\n") as refusing,
        ConnectProxy(1) as never,
        _through(f"{refusing.url}; {never.url}", trust) as transport,
    ):
        with pytest.raises(ProxyRefused):
            await transport.send("GET", f"https://{HOST}/")
    assert not never.heads, "a refusal is an answer"
