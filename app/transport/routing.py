"""Hands each request to a pool of connections that leads through the right proxy. Imports httpx."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Callable
from typing import cast
from urllib.parse import urlsplit

import httpcore
import httpx

from app.transport.daemon import run_on_daemon
from app.transport.network import Network, Resolver
from app.transport.proxy import DIRECT, Ways, is_loopback, parse_ways
from app.transport.trust import system_trust

_KEEP_ALIVE_S = 30.0


class _Body(httpx.AsyncByteStream):
    def __init__(self, stream: AsyncIterable[bytes]) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        close = getattr(self._stream, "aclose", None)
        if close is not None:
            await close()


class RoutingTransport(httpx.AsyncBaseTransport):
    """One httpcore pool per list of ways. Library errors pass through unchanged: `Transport` names them.

    `proxy_for` is asked once per origin, with the bare origin as URL (a PAC script sees no path or query), on
    a daemon thread, since Windows may take seconds to find and run a PAC script. Loopback never has a proxy.
    """

    def __init__(
        self,
        proxy_for: Callable[[str], str | None],
        trust: ssl.SSLContext | None,
        max_connections: int,
        resolver: Resolver,
    ) -> None:
        self._proxy_for = proxy_for
        self._trust = trust
        self._max_connections = max_connections
        self._resolver = resolver
        self._lock = asyncio.Lock()
        self._routes: dict[str, Ways] = {}
        self._pools: dict[tuple[bool, Ways], httpcore.AsyncConnectionPool] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends one request; raises httpcore errors and TransportErrors."""
        pool = await self._pool_for(request.url)
        answer = await pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=cast(AsyncIterable[bytes], request.stream),
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(cast(AsyncIterable[bytes], answer.stream)),
            extensions=answer.extensions,
        )

    async def _pool_for(self, url: httpx.URL) -> httpcore.AsyncConnectionPool:
        secure = url.scheme == "https"
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}/"
        async with self._lock:
            if origin not in self._routes:
                self._routes[origin] = await self.route(origin)
            ways = self._routes[origin]
            key = (secure, ways)
            if key not in self._pools:
                trust = await self.trust() if secure else None
                self._pools[key] = httpcore.AsyncConnectionPool(
                    ssl_context=trust,
                    max_connections=self._max_connections,
                    max_keepalive_connections=self._max_connections,
                    keepalive_expiry=_KEEP_ALIVE_S,
                    network_backend=Network(ways, trust=trust, resolver=self._resolver),
                )
            return self._pools[key]

    async def route(self, origin: str) -> Ways:
        """The ways that lead to an origin, in the order to try them."""
        host = urlsplit(origin).hostname or ""
        if is_loopback(host):
            return DIRECT
        return parse_ways(await run_on_daemon(self._proxy_for, origin), host=host)

    async def trust(self) -> ssl.SSLContext:
        """The context that judges certificates, made when first needed."""
        if self._trust is None:
            self._trust = await run_on_daemon(system_trust)
        return self._trust

    async def aclose(self) -> None:
        """Closes every connection."""
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            await pool.aclose()
