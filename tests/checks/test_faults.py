"""Each fault that a school meets, made for real: it is named by its own finding, with a remedy, and nothing
else is blamed."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
import trustme

from app.checks import ways
from app.checks.context import ClientPlace, Context
from app.checks.engine import Engine
from app.checks.model import Outcome, Result, Severity
from app.checks.net import net_checks
from app.guidance.hosts import HostEntry
from app.host.network_facts import TrustedBy, TrustedRoot
from app.host.proxies import ProxySource, ProxyWay
from app.transport.authorities import Authorities
from app.transport.client import Transport
from app.wonde.client import WondeClient
from tests.checks.conftest import der_of
from tests.fakes.faults import (
    closed_port,
    everything,
    healthy_pc,
    here,
    only_blamed,
    silent_port,
    skipped_because,
)
from tests.fakes.host import FakeHost
from tests.fakes.wire import Asked, ConnectProxy, Said, WireServer, said
from tests.fakes.wonde_server import SCHOOL_ID, FakeWonde

pytestmark = pytest.mark.anyio

WONDE, PORTAL = "api.wonde.test", "school.wonde.test"
NOW = datetime.now(UTC)


def hello(_: Asked) -> Said:
    return said({"ok": True})


@dataclass
class Network:
    """A network with two good hosts, until a test puts something else in the place of the first."""

    trust: ssl.SSLContext
    public: Callable[[], Authorities]
    make_tls: Callable[..., ssl.SSLContext]
    stack: AsyncExitStack
    host: FakeHost
    good: WireServer

    async def serve(self, handler: Callable[[Asked], Said] = hello, **tls: Any) -> WireServer:
        names = tls.pop("names", ())
        return await self.stack.enter_async_context(WireServer(handler, tls=self.make_tls(*names, **tls)))

    async def run(
        self,
        port: int,
        *,
        names: dict[str, Iterable[str]] | None = None,
        place: ClientPlace = ClientPlace.THIS_PC,
        trust: ssl.SSLContext | None = None,
        **about: Any,
    ) -> dict[str, Result]:
        """Everything is checked, with the first host at `port`."""
        plain = {"plain_port": await closed_port(), **about}
        hosts = (
            HostEntry(host=WONDE, port=port, purpose="read data", gives_data=True, group="wonde", **plain),
            HostEntry(
                host=PORTAL, port=self.good.port, purpose="sign in", **{"plain_port": plain["plain_port"]}
            ),
        )
        resolver: Any = here({name: list(where) for name, where in (names or {}).items()})
        async with Transport(
            proxy_for=self.host.proxy_for, trust=trust or self.trust, resolver=resolver
        ) as transport:
            context = Context(
                transport, self.host, hosts, client_place=place, authorities=self.public, now=lambda: NOW
            )
            return await everything(context)


@pytest.fixture
async def network(
    trust: ssl.SSLContext, public: Callable[[], Authorities], server_tls: Callable[..., ssl.SSLContext]
) -> Any:
    async with AsyncExitStack() as stack:
        good = await stack.enter_async_context(WireServer(hello, tls=server_tls()))
        yield Network(trust, public, server_tls, stack, healthy_pc(), good)


def at(stage: str, port: int) -> str:
    return f"net.{stage}.{WONDE}:{port}"


async def test_nothing_is_wrong(network: Network) -> None:
    server = await network.serve()
    results = await network.run(server.port)
    assert {result.outcome for result in results.values()} == {Outcome.PASS, Outcome.SKIPPED}
    assert results[at("inspection", server.port)].note == "Public Authority, a public authority"
    assert results[at("http", server.port)].outcome is Outcome.PASS
    left_out = {name for name, result in results.items() if result.outcome is Outcome.SKIPPED}
    assert {name for name in left_out if name.startswith("net.")} == {"net.proxy.service"}
    assert not {result.because for result in results.values()} - {None}


async def test_dns_fails(network: Network) -> None:
    results = await network.run(443, names={WONDE: ()})
    found = only_blamed(results, "NET-11", f"net.dns.{WONDE}")
    assert WONDE in (found.remedy.copy_text or "")
    assert f"net.http.{WONDE}" in skipped_because(results, f"net.dns.{WONDE}")


@pytest.mark.parametrize(
    ("name", "address", "code"),
    [
        ("api.wonde.com", "0.0.0.0", "NET-12"),
        ("api.wonde.com", "127.0.0.1", "NET-12"),
        ("api.wonde.com", "146.112.61.106", "NET-12"),
        ("api.wonde.com", "::ffff:146.112.61.106", "NET-12"),
        ("api.wonde.com", "10.1.2.3", "NET-13"),
        ("api.wonde.com", "8.8.8.8", None),
        ("api.school.internal", "10.1.2.3", None),
        ("intranet", "10.1.2.3", None),
    ],
)
async def test_dns_gives_an_address_that_is_not_the_hosts(name: str, address: str, code: str | None) -> None:
    # the question is put alone: nothing may be sent to such an address from a test
    entry = HostEntry(host=name, purpose="read data")
    (asking,) = [check for check in net_checks([entry]) if check.id == f"net.dns.{name}"]
    async with Transport(resolver=here({name: [address]})) as transport:
        context = Context(transport, FakeHost(), (entry,))
        (result,) = await Engine([replace(asking, depends_on=())]).run(context)
    assert [found.code for found in result.findings] == ([code] if code else [])
    if code:
        assert address in result.findings[0].summary
        assert ("Cisco Umbrella" in result.findings[0].summary) == address.endswith("106")
        assert result.outcome is (Outcome.FAIL if code == "NET-12" else Outcome.WARN)


async def test_port_closed(network: Network) -> None:
    port = await closed_port()
    found = only_blamed(await network.run(port), "NET-21", at("tcp", port))
    assert f"port {port}" in found.summary


async def test_port_silently_filtered(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.checks.net.PROBE_S", 0.3)
    with silent_port() as port:
        found = only_blamed(await network.run(port), "NET-22", at("tcp", port))
    assert "silently" in found.summary


async def test_certificate_for_another_name(network: Network) -> None:
    server = await network.serve(names=("block.page.test",))
    found = only_blamed(await network.run(server.port), "NET-49", at("tls", server.port))
    assert found.evidence["Issued to"].startswith("block.page.test")


async def test_certificate_expired(network: Network) -> None:
    server = await network.serve(days=(-30, -1))
    only_blamed(await network.run(server.port), "NET-48", at("tls", server.port))


async def test_certificate_self_signed(network: Network, self_signed: ssl.SSLContext) -> None:
    server = await network.stack.enter_async_context(WireServer(hello, tls=self_signed))
    found = only_blamed(await network.run(server.port), "NET-51", at("tls", server.port))
    assert found.args["issuer"] == WONDE
    assert found.args["fingerprint"] in (found.remedy.copy_text or "")


def trusting(*authorities: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for authority in authorities:
        authority.configure_trust(context)
    return context


@pytest.mark.parametrize(
    ("signs_as", "code", "who"),
    [
        ("Smoothwall", "NET-41", "whoever runs the web filter"),
        ("Kaspersky", "NET-41", "technician"),
        ("Brookfield Academy IT", "NET-42", "whoever runs the web filter"),
    ],
)
async def test_inspected_and_trusted(
    network: Network, authority: trustme.CA, signs_as: str, code: str, who: str
) -> None:
    filtering = trustme.CA(organization_name=signs_as)
    server = await network.serve(issuer=filtering)
    results = await network.run(server.port, trust=trusting(authority, filtering))
    found = only_blamed(results, code, at("inspection", server.port), severity=Severity.LOOK_AT)
    assert results[at("inspection", server.port)].outcome is Outcome.WARN
    assert results[at("http", server.port)].outcome is Outcome.PASS, "trusted: everything works all the same"
    request = found.remedy.copy_text or ""
    assert WONDE in request
    assert signs_as in request
    assert found.args["fingerprint"] in request
    assert f"{NOW:%H:%M} UTC" in request
    assert found.remedy.who == who
    assert "does not lead to any authority in the test’s list" in found.evidence["How this is known"]


@pytest.mark.parametrize("signs_as", ["Smoothwall", "Brookfield Academy IT"])
async def test_inspected_and_not_trusted(network: Network, signs_as: str) -> None:
    server = await network.serve(issuer=trustme.CA(organization_name=signs_as))
    results = await network.run(server.port)
    found = only_blamed(results, "NET-47", at("tls", server.port))
    request = found.remedy.copy_text or ""
    assert signs_as in request
    assert found.args["fingerprint"] in request
    assert ("The name points to Smoothwall" in found.summary) == (signs_as == "Smoothwall")
    assert skipped_because(results, at("tls", server.port)) >= {
        at("inspection", server.port), at("http", server.port),
    }  # fmt: skip


async def test_a_name_like_a_public_authoritys_does_not_make_a_filter_public(
    network: Network, authority: trustme.CA
) -> None:
    liar = trustme.CA(organization_name="Public Authority")
    server = await network.serve(issuer=liar)
    results = await network.run(server.port, trust=trusting(authority, liar))
    only_blamed(results, "NET-42", at("inspection", server.port), severity=Severity.LOOK_AT)


@pytest.mark.parametrize(
    ("place", "severity"), [(ClientPlace.THIS_PC, Severity.MEND), (ClientPlace.ELSEWHERE, Severity.LOOK_AT)]
)
async def test_inspected_and_trusted_by_this_user_alone(
    network: Network, authority: trustme.CA, place: ClientPlace, severity: Severity
) -> None:
    filtering = trustme.CA(organization_name="Brookfield Academy IT")
    network.host.roots = (
        TrustedRoot("1", TrustedBy.MACHINE, der_of(authority)),
        TrustedRoot("2", TrustedBy.USER, der_of(filtering)),
    )
    server = await network.serve(issuer=filtering)
    results = await network.run(server.port, trust=trusting(authority, filtering), place=place)
    if place is ClientPlace.ELSEWHERE:
        results = {name: result for name, result in results.items() if not name.startswith("client.")}
    found = only_blamed(results, "NET-43", at("inspection", server.port), severity=severity)
    assert "Local Computer" in (found.remedy.copy_text or "")


async def test_inspected_by_an_authority_that_the_whole_pc_trusts_is_not_the_users_alone(
    network: Network, authority: trustme.CA
) -> None:
    filtering = trustme.CA(organization_name="Brookfield Academy IT")
    network.host.roots = (
        TrustedRoot("2", TrustedBy.MACHINE, der_of(filtering)),
        TrustedRoot("2", TrustedBy.USER, der_of(filtering)),
    )
    server = await network.serve(issuer=filtering)
    results = await network.run(server.port, trust=trusting(authority, filtering))
    only_blamed(results, "NET-42", at("inspection", server.port), severity=Severity.LOOK_AT)


async def test_signatures_that_lead_nowhere_from_here_accuse_nobody(
    network: Network, authority: trustme.CA
) -> None:
    # as where a server leaves out a link of its chain, and Windows knows how to fetch it
    elsewhere = trustme.CA(organization_name="Some Authority")
    network.host.roots = (TrustedRoot("1", TrustedBy.MACHINE, der_of(authority)),)
    server = await network.serve(issuer=elsewhere)
    results = await network.run(server.port, trust=trusting(authority, elsewhere))
    assert not [result for result in results.values() if result.findings]
    assert results[at("inspection", server.port)].outcome is Outcome.SKIPPED
    assert "cannot be followed" in results[at("inspection", server.port)].note


async def test_a_public_authority_that_this_pc_lacks(network: Network, authority: trustme.CA) -> None:
    newer = trustme.CA(organization_name="Newer Public Authority")
    listed = Authorities([der_of(authority), der_of(newer)], name="a list")
    network = replace(network, public=lambda: listed)
    server = await network.serve(issuer=newer)
    found = only_blamed(await network.run(server.port), "NET-52", at("tls", server.port))
    assert "Newer Public Authority" in found.summary


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


# -- Wonde, with a token -----------------------------------------------------------------------------


async def ask_wonde(wonde: FakeWonde, *, token: str | None = None) -> dict[str, Result]:
    """Everything is checked against Wonde's stand-in, reached like any other host."""
    wonde.lists.setdefault("classes", [{"id": "C1"}])
    wonde.school["region"] = {"domain": wonde.school["region"]["domain"] or f"127.0.0.1:{wonde.port}"}
    hosts = (HostEntry.from_url(wonde.api_url, purpose="read data", group="wonde"),)
    async with Transport(proxy_for=lambda _: None) as transport:
        client = WondeClient(transport, api_url=wonde.api_url, token=token or wonde.token)
        context = Context(
            transport,
            healthy_pc(),
            hosts,
            wonde=client,
            api_url=wonde.api_url,
            school_id=SCHOOL_ID,
            client_place=ClientPlace.THIS_PC,
        )
        return await everything(context)


async def test_wonde_is_content() -> None:
    async with FakeWonde() as wonde:
        results = await ask_wonde(wonde)
    assert not [result for result in results.values() if result.findings]
    assert results["wonde.counts"].note == "3 students, 2 staff, 1 classes"


async def test_the_token_is_wrong() -> None:
    async with FakeWonde() as wonde:
        results = await ask_wonde(wonde, token="f" * 40)
    found = only_blamed(results, "WON-01", "wonde.token")
    assert "f" * 40 not in str(found)
    assert results["wonde.counts"].because == "wonde.token"


async def test_the_school_has_not_approved() -> None:
    async with FakeWonde() as wonde:
        wonde.schools = []
        found = only_blamed(await ask_wonde(wonde), "WON-11", "wonde.schools")
        assert "has not approved" in found.summary
        wonde.schools, wonde.state["approved"] = [wonde.school], False
        only_blamed(await ask_wonde(wonde), "WON-32", "wonde.approved")


async def test_approved_and_not_audited() -> None:
    async with FakeWonde(students=[], employees=[]) as wonde:
        wonde.state["audited"] = False
        results = await ask_wonde(wonde)
    only_blamed(results, "WON-33", "wonde.audited", severity=Severity.LOOK_AT)
    assert results["wonde.counts"].because == "wonde.audited", "no data yet is not a fault of its own"


@pytest.mark.parametrize("rows", [[], None])
async def test_the_school_is_offline(rows: list[dict[str, Any]] | None) -> None:
    lists = {} if rows is None else {"students": rows, "employees": rows, "classes": rows}
    async with FakeWonde(**lists) as wonde:
        wonde.state["online"] = False
        results = await ask_wonde(wonde)
    only_blamed(results, "WON-31", "wonde.online")
    assert results["wonde.counts"].because == ("wonde.online" if rows is not None else None)


async def test_the_wrong_region_is_asked() -> None:
    async with FakeWonde(students=[], employees=[], classes=[]) as wonde:
        wonde.school["region"]["domain"] = "api-ap-southeast-2.wonde.com"
        found = only_blamed(await ask_wonde(wonde), "WON-21", "wonde.region")
    assert "https://api-ap-southeast-2.wonde.com/v1.0" in found.remedy.text


async def test_wonde_is_not_blamed_for_the_way_there() -> None:
    async with FakeWonde() as wonde:
        port = wonde.port
    api_url = f"http://127.0.0.1:{port}/v1.0"
    hosts = (HostEntry.from_url(api_url, purpose="read data", group="wonde"),)
    async with Transport(proxy_for=lambda _: None) as transport:
        client = WondeClient(transport, api_url=api_url, token="a" * 40)
        context = Context(
            transport, healthy_pc(), hosts, wonde=client, api_url=api_url, client_place=ClientPlace.THIS_PC
        )
        results = await everything(context)
    only_blamed(results, "NET-21", f"net.tcp.127.0.0.1:{port}")
    assert results["wonde.token"].because == f"net.tcp.127.0.0.1:{port}"


def test_the_probes_of_a_way_are_shorter_than_the_checks_that_use_them() -> None:
    for check in ways.proxy_checks():
        assert check.timeout_s > ways.FINDING_S + ways.PROBE_S
