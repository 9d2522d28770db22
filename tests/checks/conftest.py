"""Names that lead to this PC, and certificates made for them."""

from __future__ import annotations

import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.transport.authorities import Authorities
from tests.fakes.faults import healthy_pc
from tests.fakes.faulty_network import Network, hello
from tests.fakes.wire import WireServer

WONDE, PORTAL = "api.wonde.test", "school.wonde.test"


def here(host: str, port: int) -> list[str]:
    """A resolver for which every name under .test is this PC, and no other name is known."""
    if host.endswith(".test") or host == "127.0.0.1":
        return ["127.0.0.1"]
    raise socket.gaierror(socket.EAI_NONAME, "not known")


def nowhere(host: str, port: int) -> list[str]:
    """A resolver that knows nothing."""
    raise socket.gaierror(socket.EAI_NONAME, "not known")


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """The authority this PC trusts."""
    return trustme.CA(organization_name="Public Authority")


@pytest.fixture(scope="session")
def filter_authority() -> trustme.CA:
    """A web filter's own authority, which this PC does not trust."""
    return trustme.CA(organization_name="School Filter CA")


def der_of(authority: trustme.CA) -> bytes:
    """An authority's own certificate."""
    return ssl.PEM_cert_to_DER_cert(authority.cert_pem.bytes().decode("ascii"))


@pytest.fixture(scope="session")
def public(authority: trustme.CA) -> Callable[[], Authorities]:
    """The world's public authorities: `authority` alone."""
    listed = Authorities([der_of(authority)], name="the test’s list of public authorities")
    return lambda: listed


@pytest.fixture(autouse=True)
def _only_public_authority(public: Callable[[], Authorities], monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers of these tests are vouched for by `authority` as real ones are by a public one."""
    monkeypatch.setattr("app.checks.context.public_authorities", public)


@pytest.fixture
def trust(authority: trustme.CA) -> ssl.SSLContext:
    """What this PC trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(context)
    return context


@pytest.fixture
def server_tls(authority: trustme.CA) -> Callable[..., ssl.SSLContext]:
    """Makes what a server presents: `server_tls(*names, issuer=…, days=(from, to))`."""

    def make(
        *names: str, issuer: trustme.CA | None = None, days: tuple[int, int] | None = None
    ) -> ssl.SSLContext:
        wanted = names or (WONDE, PORTAL, "127.0.0.1")
        dates = {}
        if days is not None:
            now = datetime.now(UTC)
            dates = {"not_before": now + timedelta(days=days[0]), "not_after": now + timedelta(days=days[1])}
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        (issuer or authority).issue_cert(*wanted, common_name=wanted[0], **dates).configure_cert(context)
        return context

    return make


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    """A server that vouches for itself, as routers and test servers do."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, WONDE)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(WONDE)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, kept = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_bytes(certificate.public_bytes(Encoding.PEM))
    kept.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, kept)
    return context


@pytest.fixture
async def network(
    trust: ssl.SSLContext, public: Callable[[], Authorities], server_tls: Callable[..., ssl.SSLContext]
) -> AsyncIterator[Network]:
    """As `Network`: all is well."""
    async with AsyncExitStack() as stack:
        good = await stack.enter_async_context(WireServer(hello, tls=server_tls()))
        yield Network(trust, public, server_tls, stack, healthy_pc(), good)
