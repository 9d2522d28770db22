"""Faults of names, ports and certificates, each made for real: named by its own finding, and nothing else
is blamed."""

from __future__ import annotations

import ssl
from dataclasses import replace

import pytest
import trustme

from app.checks.context import ClientPlace, Context
from app.checks.engine import Engine
from app.checks.model import Outcome, Severity
from app.checks.net import net_checks
from app.guidance.hosts import HostEntry
from app.host.network_facts import TrustedBy, TrustedRoot
from app.transport.authorities import Authorities
from app.transport.client import Transport
from tests.checks.conftest import der_of
from tests.fakes.faults import (
    closed_port,
    here,
    only_blamed,
    silent_port,
    skipped_because,
)
from tests.fakes.faulty_network import NOW, WONDE, Network, at, hello
from tests.fakes.host import FakeHost
from tests.fakes.wire import WireServer

pytestmark = pytest.mark.anyio


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
