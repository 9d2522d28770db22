"""Names that lead to this PC, and certificates made for them."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import trustme

from app.transport.authorities import Authorities

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
