"""Through real proxies: Squid, with and without a sign-in, and mitmproxy as the filter that inspects."""

from __future__ import annotations

import json
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.checks.context import ClientPlace, Context
from app.checks.model import Outcome, Result, Severity
from app.checks.report import as_json
from app.guidance.hosts import HostEntry
from app.transport.authorities import Authorities
from app.transport.client import Transport
from tests.fakes.faults import everything, healthy_pc, only_blamed
from tests.fakes.host import FakeHost
from tests.fakes.real_proxies import mitmproxy, squid
from tests.fakes.wire import Asked, Said, WireServer, said

pytestmark = pytest.mark.anyio

WONDE, PORTAL = "api.wonde.test", "school.wonde.test"
NAMES = {WONDE: "127.0.0.1", PORTAL: "127.0.0.1"}


def hello(_: Asked) -> Said:
    return said({"ok": True})


def only_the_proxy_knows(host: str, port: int) -> list[str]:
    if host == "127.0.0.1":
        return [host]
    raise OSError("names are not looked up on this PC")


@dataclass
class Behind:
    """Two good hosts that are reached through a proxy alone."""

    port: int
    trust: ssl.SSLContext
    public: Callable[[], Authorities]

    async def run(
        self, proxy: str, *, trust: ssl.SSLContext | None = None, host: FakeHost | None = None
    ) -> dict[str, Result]:
        hosts = tuple(
            HostEntry(host=name, port=self.port, purpose="read data", group="wonde") for name in NAMES
        )
        host = host or healthy_pc(proxy=proxy)
        async with Transport(
            proxy_for=host.proxy_for, trust=trust or self.trust, resolver=only_the_proxy_knows
        ) as transport:
            context = Context(
                transport, host, hosts, client_place=ClientPlace.THIS_PC, authorities=self.public
            )
            return await everything(context)

    def at(self, stage: str, host: str = WONDE) -> str:
        return f"net.{stage}.{host}:{self.port}"


@pytest.fixture
async def behind(
    trust: ssl.SSLContext, public: Callable[[], Authorities], server_tls: Callable[..., ssl.SSLContext]
) -> AsyncIterator[Behind]:
    async with WireServer(hello, tls=server_tls()) as server:
        yield Behind(server.port, trust, public)


async def test_squid_lets_everything_through(behind: Behind) -> None:
    with squid(NAMES) as proxy:
        results = await behind.run(proxy.setting())
    assert not [result for result in results.values() if result.findings]
    assert results["net.proxy.user"].note == f"{proxy.place}, from the proxy setting in Windows"
    assert results[behind.at("dns")].note == f"Left to the proxy {proxy.place}, which looks names up itself."
    assert results[behind.at("inspection")].note == "Public Authority, a public authority"
    assert results[behind.at("http")].outcome is Outcome.PASS


async def test_squid_asks_for_a_sign_in(behind: Behind) -> None:
    with squid(NAMES, sign_in="office:hunter2") as proxy:
        results = await behind.run(proxy.setting())
    found = only_blamed(results, "NET-32", "net.proxy.user")
    assert found.evidence["Sign-ins it offers"] == "Basic"
    assert "Basic" in found.summary
    request = found.remedy.copy_text or ""
    assert proxy.place in request
    assert f"{WONDE}:{behind.port} and {PORTAL}:{behind.port}" in request
    assert all(
        result.because == "net.proxy.user" for name, result in results.items() if name.startswith("net.http")
    )


async def test_a_sign_in_that_the_setting_holds_is_used_and_never_shown(
    behind: Behind, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with squid(NAMES, sign_in="office:hunter2") as proxy:
        right = await behind.run(proxy.setting("office:hunter2"))
        wrong = await behind.run(proxy.setting("office:hunter3"))
    assert right[behind.at("http")].outcome is Outcome.PASS
    only_blamed(wrong, "NET-32", "net.proxy.user")
    shown = json.dumps(as_json([*right.values(), *wrong.values()])) + repr(right) + repr(wrong) + caplog.text
    for secret in ("hunter2", "hunter3", "b2ZmaWNlOmh1bnRlcjI"):
        assert secret not in shown


async def test_squid_refuses_one_host(behind: Behind) -> None:
    with squid(NAMES, denied=WONDE) as proxy:
        results = await behind.run(proxy.setting())
    found = only_blamed(results, "NET-33", behind.at("tls"))
    assert "403" in found.summary
    assert results[behind.at("http", PORTAL)].outcome is Outcome.PASS


async def test_squid_cannot_find_one_host(behind: Behind) -> None:
    with squid({PORTAL: "127.0.0.1"}) as proxy:
        results = await behind.run(proxy.setting())
    only_blamed(results, "NET-33", behind.at("tls"))


async def test_mitmproxy_that_this_pc_does_not_trust(behind: Behind, tmp_path: Path) -> None:
    with mitmproxy(tmp_path, behind.port) as proxy:
        results = await behind.run(proxy.setting())
    told = {
        name: [found.code for found in result.findings] for name, result in results.items() if result.findings
    }
    assert told == {behind.at("tls", host): ["NET-47"] for host in NAMES}
    found = results[behind.at("tls")].findings[0]
    assert found.severity is Severity.MEND
    assert "“mitmproxy (mitmproxy)”" in found.summary or "“mitmproxy”" in found.summary
    request = found.remedy.copy_text or ""
    assert WONDE in request
    assert found.args["fingerprint"] in request
    assert results[behind.at("http")].because == behind.at("tls")


async def test_mitmproxy_that_this_pc_trusts(behind: Behind, tmp_path: Path) -> None:
    with mitmproxy(tmp_path, behind.port) as proxy:
        trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusted.load_verify_locations(cafile=str(proxy.authority))
        results = await behind.run(proxy.setting(), trust=trusted)
    told = {
        name: [found.code for found in result.findings] for name, result in results.items() if result.findings
    }
    assert told == {behind.at("inspection", host): ["NET-41"] for host in NAMES}
    found = results[behind.at("inspection")].findings[0]
    assert found.severity is Severity.LOOK_AT
    assert "mitmproxy, a tool for looking into connections" in (found.remedy.copy_text or "")
    assert results[behind.at("tls")].outcome is Outcome.PASS
    assert results[behind.at("http")].outcome is Outcome.PASS, "trusted: everything works all the same"
