"""Faults of proxies, sign-in pages and block pages, each made for real: it alone is blamed."""

from __future__ import annotations

import pytest

from app.checks import ways
from app.checks.context import ClientPlace
from app.checks.model import Outcome, Severity
from app.host.proxies import ProxySource, ProxyWay
from tests.fakes.faults import (
    closed_port,
    only_blamed,
    skipped_because,
)
from tests.fakes.faulty_network import PORTAL, WONDE, Network, at
from tests.fakes.wire import ConnectProxy, Said, WireServer, said

pytestmark = pytest.mark.anyio


async def test_a_script_sends_the_host_to_a_dead_proxy(network: Network) -> None:
    dead = await closed_port()
    network.host.proxies = {WONDE: f"127.0.0.1:{dead}"}
    network.host.source, network.host.script = ProxySource.SCRIPT, "http://wpad.school.test/proxy.pac"
    results = await network.run(443)
    found = only_blamed(results, "NET-31", "net.proxy.user")
    assert WONDE in found.summary
    assert PORTAL not in found.summary
    assert "http://wpad.school.test/proxy.pac" in found.summary
    assert found.evidence["It comes from"] == "a proxy script (http://wpad.school.test/proxy.pac)"
    assert f"net.http.{WONDE}" in skipped_because(results, "net.proxy.user")
    assert results[f"net.http.{PORTAL}:{network.good.port}"].outcome is Outcome.PASS


async def test_a_second_proxy_of_the_script_takes_over(network: Network) -> None:
    dead, server = await closed_port(), await network.serve()
    proxy = await network.stack.enter_async_context(ConnectProxy(server.port))
    network.host.proxies = {WONDE: f"127.0.0.1:{dead}; 127.0.0.1:{proxy.port}"}
    results = await network.run(443)
    assert results[f"net.http.{WONDE}"].outcome is Outcome.PASS
    assert not [result for result in results.values() if result.findings]


async def test_a_proxy_script_that_could_not_be_fetched(network: Network) -> None:
    network.host.script_problem = "the proxy script could not be fetched: http://wpad.school.test/proxy.pac"
    server = await network.serve()
    results = await network.run(server.port)
    found = only_blamed(results, "NET-35", "net.proxy.user", severity=Severity.LOOK_AT)
    assert "http://wpad.school.test/proxy.pac" in found.summary
    assert results[at("http", server.port)].outcome is Outcome.PASS


async def test_a_network_that_needs_the_script_which_could_not_be_fetched(network: Network) -> None:
    network.host.script_problem = "the proxy script could not be fetched: http://wpad.school.test/proxy.pac"
    network.good.port = await closed_port()
    found = only_blamed(await network.run(await closed_port()), "NET-35", "net.network")
    assert "http://wpad.school.test/proxy.pac" in found.summary


async def test_a_service_would_go_another_way_that_leads_nowhere(network: Network) -> None:
    dead, server = await closed_port(), await network.serve()
    network.host.service_ways = (ProxyWay(f"127.0.0.1:{dead}", ProxySource.WINHTTP),)
    found = only_blamed(await network.run(server.port), "NET-36", "net.proxy.service")
    assert f"through 127.0.0.1:{dead}" in found.summary
    assert "without a proxy" in found.summary
    results = await network.run(server.port, place=ClientPlace.NOT_KNOWN)
    only_blamed(results, "NET-36", "net.proxy.service", severity=Severity.LOOK_AT)


async def test_a_service_that_may_also_go_the_users_way_is_only_looked_at(network: Network) -> None:
    dead, server = await closed_port(), await network.serve()
    network.host.service_ways = (
        ProxyWay(f"127.0.0.1:{dead}", ProxySource.WINHTTP),
        ProxyWay(None, ProxySource.SYSTEM),
    )
    results = await network.run(server.port)
    only_blamed(results, "NET-36", "net.proxy.service", severity=Severity.LOOK_AT)


async def test_a_service_that_goes_another_way_and_gets_there(network: Network) -> None:
    server = await network.serve()
    proxy = await network.stack.enter_async_context(ConnectProxy(server.port))
    network.host.service_ways = (ProxyWay(proxy.url, ProxySource.WINHTTP),)
    results = await network.run(server.port)
    assert results["net.proxy.service"].outcome is Outcome.PASS
    assert "works" in results["net.proxy.service"].note
    network.host.service_ways = (ProxyWay(None, ProxySource.NONE),)
    assert (await network.run(server.port))["net.proxy.service"].note == "the same as yours"


async def test_a_service_is_not_blamed_where_the_host_is_unreachable_for_all(network: Network) -> None:
    network.host.service_ways = (ProxyWay("127.0.0.1:9", ProxySource.WINHTTP),)
    port = await closed_port()
    only_blamed(await network.run(port), "NET-21", at("tcp", port))


SIGN_IN = b"""<html><head><title>Guest Wi-Fi</title></head><body><h1>Please sign in</h1>
<form method=post><input name=user><input type="password" name=p></form></body></html>"""


@pytest.mark.parametrize(
    "answer",
    [
        Said(SIGN_IN, headers={"Content-Type": "text/html"}),
        Said(status=302, headers={"Location": "http://gateway.school.test/login"}),
        Said(status=511),
        Said(b"<!--<WISPAccessGatewayParam/>-->"),
    ],
)
async def test_a_sign_in_page_of_the_networks_own(network: Network, answer: Said) -> None:
    async with WireServer(lambda _: answer) as portal:
        # and nothing but the sign-in page answers: the secure port is closed, as such networks have it
        results = await network.run(await closed_port(), plain_port=portal.port)
    found = only_blamed(results, "NET-04", "net.portal")
    assert "sign in" in found.remedy.text
    assert results[f"net.http.{PORTAL}:{network.good.port}"].because == "net.portal"
    assert {asked.path for asked in portal.asked} == {"/"}
    assert not {"authorization", "cookie"} & {name for asked in portal.asked for name in asked.headers}


@pytest.mark.parametrize(
    "answer",
    [
        Said(status=301, headers={"Location": f"https://{WONDE}/"}),
        Said(b"<html>Nothing here</html>"),
        Said(status=302, headers={"Location": "https://www.securly.com/blocked?x"}),
        Said(raw=b"220 mail\r\n"),
    ],
)
async def test_what_answers_plain_http_and_is_no_sign_in_page(network: Network, answer: Said) -> None:
    server = await network.serve()
    async with WireServer(lambda _: answer) as plain:
        results = await network.run(server.port, plain_port=plain.port)
    assert not [result for result in results.values() if result.findings]
    assert results["net.portal"].outcome is Outcome.PASS


async def test_a_sign_in_page_in_the_place_of_data(network: Network) -> None:
    page = Said(SIGN_IN, headers={"Content-Type": "text/html"})
    server = await network.serve(lambda _: page)
    only_blamed(await network.run(server.port), "NET-68", at("http", server.port))


FORTINET = b"""<html><body><h1>FortiGuard Intrusion Prevention - Access Blocked</h1>
<p>You have tried to access a web page which is in violation of your internet usage policy.</p></html>"""
NAMELESS = b"<html><body>This site is blocked by your administrator. Category: education.</body></html>"


@pytest.mark.parametrize(
    ("page", "status", "maker"),
    [
        (FORTINET, 403, "Fortinet FortiGate"),
        (FORTINET, 200, "Fortinet FortiGate"),
        (b"<iframe src='http://10.0.0.1:8080/webadmin/deny/index.php?dpid=9&dpruleid=4'>", 403, "Netsweeper"),
        (NAMELESS, 403, "a web filter that does not give its name"),
    ],
)
async def test_a_block_page(network: Network, page: bytes, status: int, maker: str) -> None:
    answer = Said(page, status, {"Content-Type": "text/html"})
    server = await network.serve(lambda _: answer)
    found = only_blamed(await network.run(server.port), "NET-66", at("http", server.port))
    assert maker in found.title
    assert WONDE in (found.remedy.copy_text or "")


async def test_led_away_to_a_block_page(network: Network) -> None:
    answer = Said(status=302, headers={"Location": "https://gateway.zscaler.net/block"})
    server = await network.serve(lambda _: answer)
    found = only_blamed(await network.run(server.port), "NET-66", at("http", server.port))
    assert "Zscaler" in found.title


async def test_not_allowed_without_a_word_may_be_the_hosts_own(network: Network) -> None:
    answer = said({"error": "forbidden"}, 403)
    server = await network.serve(lambda _: answer)
    results = await network.run(server.port)
    only_blamed(results, "NET-63", at("http", server.port), severity=Severity.LOOK_AT)


def test_the_probes_of_a_way_are_shorter_than_the_checks_that_use_them() -> None:
    for check in ways.proxy_checks():
        assert check.timeout_s > ways.FINDING_S + ways.PROBE_S
