"""Two looks at what a network does to a bare question, with nothing of ours in it: no token, no cookie, no path.

They break the rule that only trusted HTTPS is spoken, each for its own reason, and so live apart from
`Transport`: a network's sign-in page shows itself only over plain HTTP, and the time a server gives is wanted
most when a wrong clock has made its certificate look bad. What comes back is judged, never believed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpcore

from app.transport.errors import ConnectionDropped, ConnectionTimedOut, NotHttp
from app.transport.network import Network, Resolver, system_addresses
from app.transport.proxy import DIRECT, Ways
from app.transport.retry import http_date
from app.transport.trust import no_trust_at_all

_MOST_OF_A_PAGE = 64 * 1024
_HEADERS = [(b"User-Agent", b"ProvisioningWizard"), (b"Accept", b"*/*"), (b"Connection", b"close")]


@dataclass(frozen=True, slots=True)
class Looked:
    """What answered. `headers` has lower-case names; `body` is at most 64 KiB."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: str = field(repr=False)


async def plain_look(
    host: str, port: int = 80, *, timeout_s: float = 2.5, resolver: Resolver = system_addresses
) -> Looked:
    """What answers a plain-HTTP question for a host's front page, asked directly. Raises a TransportError."""
    return await _ask("GET", "http", host, port, DIRECT, timeout_s, resolver)


async def server_date(
    host: str,
    port: int = 443,
    *,
    ways: Ways = DIRECT,
    timeout_s: float = 6.0,
    resolver: Resolver = system_addresses,
) -> datetime | None:
    """The time a server gives in its answer's Date, whatever its certificate; None if it gives none.

    Raises a TransportError where nothing answers.
    """
    looked = await _ask("HEAD", "https", host, port, ways, timeout_s, resolver)
    said = http_date(looked.headers.get("date", ""))
    return said.astimezone(UTC) if said is not None else None


async def _ask(
    method: str, scheme: str, host: str, port: int, ways: Ways, timeout_s: float, resolver: Resolver
) -> Looked:
    origin = httpcore.Origin(scheme.encode(), host.encode("idna"), port)
    try:
        async with asyncio.timeout(timeout_s):
            stream = await Network(ways, resolver=resolver).connect_tcp(host, port, timeout_s)
            if scheme == "https":
                stream = await stream.start_tls(no_trust_at_all(), host, timeout_s)
            connection = httpcore.AsyncHTTP11Connection(origin=origin, stream=stream)
            try:
                return await _answer(connection, method, scheme, host, port)
            finally:
                await connection.aclose()
    except TimeoutError:
        raise ConnectionTimedOut(host, reason=f"port {port}") from None
    except (httpcore.NetworkError, httpcore.TimeoutException):
        raise ConnectionDropped(host) from None
    except (httpcore.ProtocolError, UnicodeError):
        raise NotHttp(host) from None


async def _answer(
    connection: httpcore.AsyncHTTP11Connection, method: str, scheme: str, host: str, port: int
) -> Looked:
    url = httpcore.URL(scheme=scheme.encode(), host=host.encode("idna"), port=port, target=b"/")
    shown = f"[{host}]" if ":" in host else host
    named = shown if port in (80, 443) else f"{shown}:{port}"
    request = httpcore.Request(method, url, headers=[(b"Host", named.encode("idna")), *_HEADERS])
    response = await connection.handle_async_request(request)
    body = b""
    async for part in response.aiter_stream():
        body += part
        if len(body) >= _MOST_OF_A_PAGE:
            break
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    return Looked(response.status, headers, body[:_MOST_OF_A_PAGE].decode("utf-8", "replace"))
