"""Sends one HTTP request and gives back the whole answer, or raises the TransportError that says why not.

Deliberately little: no redirects, no cookies, no environment, no logging, no retries (see `retry`). What may
be sent where, and what an answer means, is the caller's business.

Requests go straight to httpx's transport layer, not through its client: the client keeps cookies, and reads a
redirect's Location even when it must not follow it, so that a broken one becomes an error of its own.
"""

from __future__ import annotations

import asyncio
import json as json_codec
import logging
import ssl
import time
import zlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode, urlsplit

from app.transport.errors import (
    AddressRefused,
    AnswerTooLarge,
    AnswerTooSlow,
    CertificateNotTrusted,
    ConnectionDropped,
    ConnectionFailed,
    ConnectionTimedOut,
    NotHttp,
    ReadTimedOut,
    TransportError,
)
from app.transport.network import Resolver, system_addresses
from app.transport.proxy import DIRECT, environment_proxy, is_loopback

if TYPE_CHECKING:
    import httpx

    from app.transport.routing import RoutingTransport

MIB = 1024 * 1024
USER_AGENT = "ProvisioningWizard"

Params = Mapping[str, str | int] | Sequence[tuple[str, str | int]]


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Limits in seconds on one request, retries not included."""

    connect_s: float = 10.0
    """For DNS, TCP, proxy and TLS together, each at most this long."""
    read_s: float = 25.0
    """The longest silence while waiting for an answer or its next bytes."""
    overall_s: float = 120.0
    """The whole request, from look-up to last byte."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer. `headers` has lower-case names; repeated ones are joined by a comma."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    url: str = field(repr=False)
    """The address asked, query included: not for logs."""
    elapsed_s: float

    @property
    def is_redirect(self) -> bool:
        """Whether the answer says to ask elsewhere."""
        return 300 <= self.status < 400

    @property
    def is_html(self) -> bool:
        """Whether the answer is a web page, as block pages and sign-in pages are."""
        kind = self.headers.get("content-type", "").lower()
        start = self.body[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        return "html" in kind or start.startswith((b"<!doctype html", b"<html", b"<head"))


class Transport:
    """One pool of connections for one event loop; use it as `async with Transport() as transport`.

    `proxy_for(origin)` gives a proxy setting or None and may block. `trust` defaults to the operating
    system's store. Only HTTPS is sent, except plain HTTP to this PC itself. Not for use from two loops.
    """

    def __init__(
        self,
        *,
        proxy_for: Callable[[str], str | None] = environment_proxy,
        trust: ssl.SSLContext | None = None,
        timeouts: Timeouts | None = None,
        max_connections: int = 32,
        resolver: Resolver = system_addresses,
    ) -> None:
        self.proxy_for = proxy_for
        self.trust = trust
        self.timeouts = timeouts or Timeouts()
        self.resolver = resolver
        self._max_connections = max_connections
        self._routing: RoutingTransport | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes every connection. The transport opens new ones if it is used again."""
        routing, self._routing = self._routing, None
        if routing is not None:
            await routing.aclose()

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Params | None = None,
        json: object = None,
        max_bytes: int = 64 * MIB,
        timeouts: Timeouts | None = None,
    ) -> Reply:
        """The answer to one request, whatever its status; a redirect is an answer like any other.

        `params` are added to the query the URL already has. `max_bytes` counts the body after decompression.
        Raises a TransportError; cancelling takes effect at once.
        """
        host = checked_host(url)
        limits = timeouts or self.timeouts
        started = time.perf_counter()
        try:
            async with asyncio.timeout(limits.overall_s):
                status, answered, body = await self._exchange(
                    method, _with_query(url, params), headers or {}, json, max_bytes, limits
                )
        except TimeoutError:
            raise AnswerTooSlow(host, seconds=limits.overall_s, url=url) from None
        except CertificateNotTrusted as error:
            raise (await self._with_issuer(error, url)).at(url) from None
        except TransportError as error:
            raise error.at(url) from None
        return Reply(status, answered, body, _with_query(url, params), time.perf_counter() - started)

    async def _exchange(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        json: object,
        max_bytes: int,
        limits: Timeouts,
    ) -> tuple[int, dict[str, str], bytes]:
        import httpcore
        import httpx

        host = urlsplit(url).hostname or ""
        routing = self._open()
        sent = {"Accept": "*/*", "Accept-Encoding": "gzip", "User-Agent": USER_AGENT, **headers}
        content: bytes | None = None
        if json is not None:
            content = json_codec.dumps(json, ensure_ascii=False).encode("utf-8")
            sent["Content-Type"] = "application/json"
        try:
            request = httpx.Request(
                method, url, headers=sent, content=content, extensions={"timeout": _as_httpx(limits)}
            )
            response = await routing.handle_async_request(request)
            try:
                body = await _read_body(response, host, max_bytes)
            finally:
                await response.aclose()
        except httpcore.TimeoutException as error:
            raise _timed_out(host, error, limits) from None
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise _broken(host, error) from None
        except httpx.InvalidURL:
            raise AddressRefused(host, reason="it is not a valid web address") from None
        answered = {name.lower(): value for name, value in response.headers.items()}
        return response.status_code, answered, body

    def _open(self) -> RoutingTransport:
        if self._routing is None:
            from app.transport.routing import (
                RoutingTransport,
            )  # imports httpx, which takes a tenth of a second

            silence_http_logs()
            self._routing = RoutingTransport(self.proxy_for, self.trust, self._max_connections, self.resolver)
        return self._routing

    async def _with_issuer(self, error: CertificateNotTrusted, url: str) -> CertificateNotTrusted:
        """The same error naming who issued the certificate, which takes a second look at the server."""
        from app.transport.probes import presented_issuer

        parts = urlsplit(url)
        try:
            ways = await self._routing.route(origin_of(url)) if self._routing is not None else DIRECT
            issuer = await presented_issuer(
                parts.hostname or "", parts.port or 443, ways=ways, resolver=self.resolver
            )
        except TransportError:
            return error
        return error.issued_by(issuer)


def checked_host(url: str) -> str:
    """The host of an address this program may send to; raises AddressRefused for any other."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise AddressRefused("the address", reason="it is not a valid web address") from None
    if not host or parts.username is not None or any(ord(c) <= 32 or ord(c) == 127 for c in url):
        raise AddressRefused(host or "the address", reason="it is not a plain web address", url=url)
    if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)):
        return host
    raise AddressRefused(host, reason="only https:// addresses are used", url=url)


def origin_of(url: str) -> str:
    """Scheme, host and port alone, as an address: all that a proxy script may see of one."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def silence_http_logs() -> None:
    """Keeps httpx and httpcore from writing addresses, with their query strings, to any log."""
    for name in ("httpx", "httpcore"):
        logger = logging.getLogger(name)
        logger.disabled = True
        logger.propagate = False
    for name in list(logging.root.manager.loggerDict):
        if name.startswith(("httpx.", "httpcore.")):
            logging.getLogger(name).disabled = True


def _with_query(url: str, params: Params | None) -> str:
    if not params:
        return url
    pairs = list(params.items()) if isinstance(params, Mapping) else list(params)
    base, mark, fragment = url.partition("#")
    joint = "&" if urlsplit(base).query else "" if base.endswith("?") else "?"
    return f"{base}{joint}{urlencode(pairs)}{mark}{fragment}"


def _as_httpx(limits: Timeouts) -> dict[str, float]:
    return {
        "connect": limits.connect_s,
        "read": limits.read_s,
        "write": limits.read_s,
        "pool": limits.overall_s,
    }


async def _read_body(response: httpx.Response, host: str, max_bytes: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in _plain(response, host, max_bytes):
        size += len(part)
        if size > max_bytes:
            raise AnswerTooLarge(host, limit_bytes=max_bytes)
        parts.append(part)
    return b"".join(parts)


async def _plain(response: httpx.Response, host: str, max_bytes: int) -> AsyncIterator[bytes]:
    """The body undone of gzip, never more than a little over `max_bytes` at a time."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        async for chunk in response.aiter_raw():
            yield chunk
        return
    if encoding not in ("gzip", "x-gzip"):
        raise NotHttp(host, reason="it is packed in a way that was not asked for")
    unpacker = zlib.decompressobj(wbits=31)
    try:
        async for chunk in response.aiter_raw():
            yield unpacker.decompress(chunk, max_bytes + 1)
            if unpacker.unconsumed_tail:
                raise AnswerTooLarge(host, limit_bytes=max_bytes)
        yield unpacker.flush()
    except zlib.error:
        raise NotHttp(host, reason="its gzip packing is broken") from None
    if not unpacker.eof:
        raise ConnectionDropped(host, reason="its gzip packing has no end")


def _timed_out(host: str, error: Exception, limits: Timeouts) -> TransportError:
    name = type(error).__name__
    if name == "ConnectTimeout":
        return ConnectionTimedOut(host)
    if name == "PoolTimeout":
        return AnswerTooSlow(host, seconds=limits.overall_s)
    return ReadTimedOut(host, seconds=limits.read_s)


def _broken(host: str, error: Exception) -> TransportError:
    name = type(error).__name__
    said = str(error).lower()
    if name in ("ReadError", "WriteError", "CloseError"):
        return ConnectionDropped(host)
    if name == "RemoteProtocolError":
        # h11's wording for a connection that ends early; anything else is not HTTP
        if "disconnected" in said or "closed connection" in said or "incomplete" in said:
            return ConnectionDropped(host)
        return NotHttp(host)
    if name == "LocalProtocolError":
        return AddressRefused(host, reason="the request cannot be written as HTTP")
    return ConnectionFailed(host)
