"""One look at one layer of the way to a host: its name, its port, its TLS. For checks; nothing is sent.

Every probe is bounded by `timeout_s` and ends at once when cancelled: what cannot be interrupted runs on
daemon threads nobody waits for.
"""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass, field
from datetime import datetime

from app.transport.certificates import CertificateFacts, certificate_facts, presented_chain
from app.transport.daemon import run_on_daemon
from app.transport.errors import CertificateFault, CertificateNotTrusted, CertificateProblem, TlsFailed
from app.transport.network import Network, Resolver, resolve_addresses, system_addresses
from app.transport.proxy import DIRECT, Ways, parse_ways
from app.transport.streams import TlsStream
from app.transport.trust import no_trust_at_all, system_trust


@dataclass(frozen=True, slots=True)
class Resolved:
    """What DNS said."""

    addresses: tuple[str, ...]
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class Connected:
    """Which address accepted a connection."""

    address: str
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """What the server presented, and whether this PC trusts it."""

    protocol: str
    """As in "TLSv1.3"."""
    cipher: str
    issuer: str
    """Who issued the server's own certificate: "" if it could not be read."""
    subject: str
    fingerprint: str
    """SHA-256 of the server's own certificate, lower-case hex."""
    not_after: datetime | None
    trusted: bool
    reason: str
    """Why it is not trusted, as a plain phrase; "" when it is."""
    fault: CertificateFault | None = None
    """What is wrong other than the issuer, if anything."""
    chain: tuple[CertificateFacts, ...] = field(default=())
    """Every certificate presented, the server's own first."""
    elapsed_s: float = 0.0


async def resolve(host: str, *, timeout_s: float = 10.0, resolver: Resolver = system_addresses) -> Resolved:
    """The addresses of a name; raises NameNotResolved."""
    started = time.perf_counter()
    addresses = await resolve_addresses(host, 443, timeout_s, resolver)
    return Resolved(tuple(addresses), time.perf_counter() - started)


async def connect(
    host: str, port: int = 443, timeout_s: float = 10.0, *, resolver: Resolver = system_addresses
) -> Connected:
    """Opens and closes a direct TCP connection; raises a ConnectionFailed of the fitting kind."""
    started = time.perf_counter()
    connection = await Network(resolver=resolver).open(host, port, timeout_s)
    elapsed = time.perf_counter() - started
    await connection.stream.aclose()
    return Connected(connection.address, elapsed)


async def handshake(
    host: str,
    port: int = 443,
    timeout_s: float = 10.0,
    *,
    trust: ssl.SSLContext | None = None,
    proxy: str | None = None,
    resolver: Resolver = system_addresses,
) -> TlsFacts:
    """Agrees TLS with a host and describes the certificates, trusted or not.

    `trust` None asks the operating system; `proxy` is a setting as `proxy_for` gives it. An untrusted server
    is looked at a second time without judging it. Raises a TransportError only if no TLS at all was agreed.
    """
    started = time.perf_counter()
    judge = trust if trust is not None else await run_on_daemon(system_trust)
    network = Network(parse_ways(proxy, host=host), trust=judge, resolver=resolver)
    reason = ""
    fault: CertificateFault | None = None
    try:
        stream = await _agree(network, host, port, judge, timeout_s)
    except CertificateNotTrusted as error:
        reason = error.reason or "its issuer is not trusted by this PC"
    except CertificateProblem as error:
        reason, fault = f"the certificate is {error.problem.value}", error.problem
    if reason:
        stream = await _agree(network, host, port, no_trust_at_all(), timeout_s)
    try:
        return _facts(stream.tls, reason, fault, time.perf_counter() - started)
    finally:
        await stream.aclose()


async def presented_issuer(
    host: str,
    port: int = 443,
    *,
    ways: Ways = DIRECT,
    timeout_s: float = 5.0,
    resolver: Resolver = system_addresses,
) -> str:
    """Who issued the certificate a host presents, without judging it; raises a TransportError."""
    stream = await _agree(Network(ways, resolver=resolver), host, port, no_trust_at_all(), timeout_s)
    try:
        return _facts(stream.tls, "not judged", None, 0.0).issuer
    finally:
        await stream.aclose()


async def _agree(
    network: Network, host: str, port: int, context: ssl.SSLContext, timeout_s: float
) -> TlsStream:
    connection = await network.connect_tcp(host, port, timeout_s)
    stream = await connection.start_tls(context, host, timeout_s)  # closes the connection if it fails
    if not isinstance(stream, TlsStream):
        raise TlsFailed(host, reason="the connection cannot carry TLS")
    return stream


def _facts(tls: ssl.SSLObject, reason: str, fault: CertificateFault | None, elapsed_s: float) -> TlsFacts:
    facts = [certificate_facts(der) for der in presented_chain(tls)]
    chain = tuple(one for one in facts if one is not None)
    leaf = chain[0] if chain else None
    cipher = tls.cipher()
    return TlsFacts(
        protocol=tls.version() or "",
        cipher=cipher[0] if cipher else "",
        issuer=leaf.issuer if leaf else "",
        subject=leaf.subject if leaf else "",
        fingerprint=leaf.fingerprint if leaf else "",
        not_after=leaf.not_after if leaf else None,
        trusted=not reason,
        reason=reason,
        fault=fault,
        chain=chain,
        elapsed_s=elapsed_s,
    )
