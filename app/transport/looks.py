"""One look at what a network puts in the place of a web page, by a bare question with nothing of ours in it.

It breaks the rule that only HTTPS is spoken, and so lives apart from `Transport`: a network's own sign-in
page shows itself over plain HTTP only. No token, no cookie, no path is sent; what comes back is judged, never
believed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpcore

from app.transport.errors import ConnectionDropped, ConnectionTimedOut, NotHttp
from app.transport.network import Network, Resolver, system_addresses

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
    try:
        async with asyncio.timeout(timeout_s):
            stream = await Network(resolver=resolver).connect_tcp(host, port, timeout_s)
            origin = httpcore.Origin(b"http", host.encode("idna"), port)
            connection = httpcore.AsyncHTTP11Connection(origin=origin, stream=stream)
            try:
                return await _answer(connection, host, port)
            finally:
                await connection.aclose()
    except TimeoutError:
        raise ConnectionTimedOut(host, reason=f"port {port}") from None
    except (httpcore.NetworkError, httpcore.TimeoutException):
        raise ConnectionDropped(host) from None
    except (httpcore.ProtocolError, UnicodeError):
        raise NotHttp(host) from None


async def _answer(connection: httpcore.AsyncHTTP11Connection, host: str, port: int) -> Looked:
    name = host.encode("idna")
    url = httpcore.URL(scheme=b"http", host=name, port=port, target=b"/")
    named = name if port == 80 else name + f":{port}".encode()
    request = httpcore.Request("GET", url, headers=[(b"Host", named), *_HEADERS])
    response = await connection.handle_async_request(request)
    body = b""
    async for part in response.aiter_stream():
        body += part
        if len(body) >= _MOST_OF_A_PAGE:
            break
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    return Looked(response.status, headers, body[:_MOST_OF_A_PAGE].decode("utf-8", "replace"))
