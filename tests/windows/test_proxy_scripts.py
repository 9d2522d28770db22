"""Proxy scripts as Windows itself runs them: WinHTTP fetches one over loopback, and it is followed."""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.checks.context import Context
from app.checks.engine import Engine
from app.checks.model import Result
from app.checks.net import net_checks
from app.guidance.hosts import HostEntry
from app.host.facts import NotRead, Read
from app.host.here import this_host
from app.host.proxies import ProxySource
from app.transport.client import Transport
from app.transport.proxy import parse_ways

pytestmark = [
    pytest.mark.windows,
    pytest.mark.skipif(sys.platform != "win32", reason="needs Windows or Wine"),
]

WONDE, PORTAL, OTHER = "api.wonde.test", "school.wonde.test", "other.test"
INTERNET = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings"


def script_for(proxy: str) -> bytes:
    """Sends Wonde's hosts through a proxy, one host nowhere, and the rest directly."""
    return f"""function FindProxyForURL(url, host) {{
        if (host == "{WONDE}") return "PROXY {proxy}; DIRECT";
        if (dnsDomainIs(host, ".wonde.test")) return "PROXY {proxy}";
        return "DIRECT";
    }}""".encode()


class Scripts:
    """A web server on loopback with a proxy script that works and one that does not."""

    def __init__(self, script: bytes) -> None:
        pages = {"/proxy.pac": script, "/broken.pac": b"function FindProxyForURL( {"}
        asked = self.asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                body = pages.get(self.path)
                self.send_response(200 if body is not None else 404)
                self.send_header("Content-Type", "application/x-ns-proxy-autoconfig")
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, page: str = "proxy.pac") -> str:
        return f"http://127.0.0.1:{self.server.server_port}/{page}"


@pytest.fixture
def dead_proxy() -> str:
    """Host and port of a proxy that is not there."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{trial.getsockname()[1]}"


@pytest.fixture
def scripts(dead_proxy: str) -> Iterator[Scripts]:
    served = Scripts(script_for(dead_proxy))
    yield served
    served.server.shutdown()
    served.server.server_close()


def connection(flags: int, script: str = "") -> bytes:
    """A binary connection setting that names a script."""
    text = script.encode("ascii")
    return struct.pack("<III", 70, 1, flags) + bytes(8) + struct.pack("<I", len(text)) + text


@pytest.fixture
def follows(scripts: Scripts) -> Iterator[None]:
    """This user's internet options name the script."""
    from tests.windows.host_registry import USER, registry_values

    url = scripts.url()
    with (
        registry_values(USER, INTERNET, {"AutoConfigURL": url, "ProxyEnable": 0}),
        registry_values(USER, rf"{INTERNET}\Connections", {"DefaultConnectionSettings": connection(5, url)}),
    ):
        yield


def test_windows_runs_the_script(scripts: Scripts, dead_proxy: str) -> None:
    from app.host.winhttp import proxy_by_script

    found = proxy_by_script(f"https://{WONDE}/", scripts.url())
    assert isinstance(found, Read)
    assert found.value is not None
    assert parse_ways(found.value, host=WONDE)[0] == parse_ways(dead_proxy, host=WONDE)[0]
    assert proxy_by_script(f"https://{OTHER}/", scripts.url()) == Read(None)
    assert scripts.asked.count("/proxy.pac") >= 1


@pytest.mark.parametrize("page", ["missing.pac", "broken.pac"])
def test_a_script_that_is_not_there_or_is_broken(scripts: Scripts, page: str) -> None:
    from app.host.winhttp import proxy_by_script

    found = proxy_by_script(f"https://{WONDE}/", scripts.url(page))
    assert isinstance(found, NotRead)
    assert "script" in found.because


def test_no_server_for_the_script(dead_proxy: str) -> None:
    from app.host.winhttp import proxy_by_script

    found = proxy_by_script(f"https://{WONDE}/", f"http://{dead_proxy}/proxy.pac")
    assert isinstance(found, NotRead)


@pytest.mark.usefixtures("follows")
def test_this_users_way_follows_the_script(scripts: Scripts, dead_proxy: str) -> None:
    host = this_host()
    way = host.way_for(f"https://{PORTAL}/")
    assert way.source is ProxySource.SCRIPT
    assert way.where == scripts.url()
    assert way.setting == dead_proxy
    assert host.proxy_for(f"https://{PORTAL}/") == dead_proxy
    assert host.proxy_for(f"https://{OTHER}/") is None
    assert host.proxy_for("https://127.0.0.1/") is None


@pytest.mark.usefixtures("follows")
def test_a_service_does_not_follow_this_users_script() -> None:
    read = this_host().service_ways_for(f"https://{PORTAL}/")
    assert isinstance(read, Read)
    assert ProxySource.SCRIPT not in {way.source for way in read.value}


@pytest.mark.usefixtures("follows")
def test_the_script_sends_a_host_to_a_dead_proxy_and_that_alone_is_blamed(
    scripts: Scripts, dead_proxy: str
) -> None:
    server = socket.create_server(("127.0.0.1", 0))
    hosts = (
        HostEntry(host=PORTAL, purpose="sign in", inside=True, plain_port=9),
        HostEntry(host=OTHER, port=server.getsockname()[1], purpose="be there", inside=True, plain_port=9),
    )

    async def run() -> dict[str, Result]:
        host = this_host()
        async with Transport(
            proxy_for=host.proxy_for, resolver=lambda name, port: ["127.0.0.1"]
        ) as transport:
            found = await Engine(
                [
                    check
                    for check in net_checks(hosts)
                    if not check.id.startswith(("net.tls", "net.insp", "net.http"))
                ]
            ).run(Context(transport, host, hosts))
        return {result.check_id: result for result in found}

    with server:
        results = asyncio.run(run())
    told = [(name, found.code) for name, result in results.items() for found in result.findings]
    assert told == [("net.proxy.user", "NET-31")]
    found = results["net.proxy.user"].findings[0]
    assert PORTAL in found.summary
    assert dead_proxy in found.title
    assert scripts.url() in found.summary
    assert results[f"net.dns.{PORTAL}"].because == "net.proxy.user"
    assert results[f"net.tcp.{OTHER}:{hosts[1].port}"].outcome == "pass"
