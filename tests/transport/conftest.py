"""A certificate authority of the test's own, and servers that present good and bad certificates."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import trustme


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """The issuer that `trust` trusts."""
    return trustme.CA(organization_name="Test Issuer")


@pytest.fixture
def trust(authority: trustme.CA) -> ssl.SSLContext:
    """A client context that trusts `authority` and nothing else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(context)
    return context


@pytest.fixture
def server_tls(authority: trustme.CA) -> Callable[..., ssl.SSLContext]:
    """Makes a server context: `server_tls()` is good; name, issuer and dates can be made wrong."""

    def make(
        *names: str, issuer: trustme.CA | None = None, expired: bool = False, not_yet: bool = False
    ) -> ssl.SSLContext:
        now = datetime.now(UTC)
        dates: dict[str, datetime] = {}
        if expired:
            dates = {"not_before": now - timedelta(days=30), "not_after": now - timedelta(days=1)}
        if not_yet:
            dates = {"not_before": now + timedelta(days=1), "not_after": now + timedelta(days=30)}
        wanted = names or ("127.0.0.1", "localhost", "api.school.test")
        certificate = (issuer or authority).issue_cert(*wanted, common_name=wanted[0], **dates)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        return context

    return make
