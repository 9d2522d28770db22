"""Connections that can be given up at once: name look-up, TCP, the proxy's tunnel, TLS.

httpcore's own backend resolves names in asyncio's joined executor and lets Windows verify certificates on the
event loop. Here both happen on daemon threads (`run_on_daemon`), everything else is cancellable, and each
failure is raised as the TransportError it is, so that nothing has to be guessed from a library's wording.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

import httpcore

from app.transport.daemon import run_on_daemon
from app.transport.errors import (
    ConnectionFailed,
    ConnectionRefused,
    ConnectionTimedOut,
    NameNotResolved,
    ProxyUnreachable,
    TransportError,
)
from app.transport.proxy import DIRECT, ProxyAddress, Ways, connect_answer, connect_request, is_loopback
from app.transport.streams import CHUNK, TcpStream
from app.transport.trust import system_trust

_STAGGER_S = 0.25
"""How long one address has before the next is tried beside it (RFC 8305); mends a broken IPv6 route."""

Resolver = Callable[[str, int], list[str]]
"""Blocking: the addresses of a host, in the order to try them; raises OSError."""


def system_addresses(host: str, port: int) -> list[str]:
    """The host's addresses as the operating system gives them, IPv6 and IPv4 taking turns."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    six = [a for a in addresses if ":" in a]
    four = [a for a in addresses if ":" not in a]
    first, second = (six, four) if addresses and ":" in addresses[0] else (four, six)
    mixed: list[str] = []
    for index in range(max(len(first), len(second))):
        mixed += first[index : index + 1] + second[index : index + 1]
    return mixed


async def resolve_addresses(host: str, port: int, timeout_s: float | None, resolver: Resolver) -> list[str]:
    """The addresses of a name or literal address; raises NameNotResolved. Cancelling returns at once."""
    with contextlib.suppress(ValueError):
        return [str(ipaddress.ip_address(host.strip("[]")))]
    try:
        async with asyncio.timeout(timeout_s):
            addresses = await run_on_daemon(resolver, host, port)
    except TimeoutError:
        raise NameNotResolved(host, reason="the DNS servers did not answer in time") from None
    except (OSError, UnicodeError) as error:
        raise NameNotResolved(host, reason=_dns_reason(error)) from None
    if not addresses:
        raise NameNotResolved(host, reason="it has no addresses")
    if is_loopback(host):
        # Plain HTTP and "no proxy" are granted to this PC's names: DNS must not make them another machine's.
        addresses = [address for address in addresses if is_loopback(address)]
        if not addresses:
            raise NameNotResolved(host, reason="it leads to another machine, and should be this PC")
    return addresses


def _dns_reason(error: Exception) -> str:
    if isinstance(error, UnicodeError):
        return "it is not a valid name"
    number = getattr(error, "errno", None)
    if number in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)):
        return "no such name"
    if number == socket.EAI_AGAIN:
        return "the DNS servers did not answer"
    return "the look-up failed"


@dataclass(frozen=True, slots=True)
class Connection:
    """An open TCP connection and the address that answered."""

    stream: httpcore.AsyncNetworkStream
    address: str


class Network(httpcore.AsyncNetworkBackend):
    """Opens connections along the first of several ways that opens: directly, or through a proxy.

    A proxy that did not answer is not tried again. `trust` judges a proxy's own certificate.
    """

    def __init__(
        self,
        ways: Ways = DIRECT,
        *,
        trust: ssl.SSLContext | None = None,
        resolver: Resolver = system_addresses,
    ) -> None:
        self._ways = ways
        self._dead: set[ProxyAddress] = set()
        self._trust = trust
        self._resolver = resolver
        self._sockets = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A stream to `host`; raises the TransportError of the first way where none opens. What is left of
        the time is shared among the ways that are left."""
        first: TransportError | None = None
        until = None if timeout is None else time.monotonic() + timeout
        ways = [way for way in self._ways if way not in self._dead] or list(self._ways)
        for number, way in enumerate(ways):
            share = None if until is None else max(0.1, until - time.monotonic()) / (len(ways) - number)
            try:
                if way is None:
                    return (await self.open(host, port, share)).stream
                return await self._tunnel(way, host, port, share)
            except ProxyUnreachable as error:
                first = first or error
                if way is not None:
                    self._dead.add(way)
            except ConnectionFailed as error:
                # what a proxy answered is an answer: only where nothing was reached is the next way tried
                raise error if way is not None or first is None else first from None
        raise first or ConnectionFailed(host, reason="there is no way to it")

    async def open(self, host: str, port: int, timeout_s: float | None) -> Connection:
        """A direct TCP connection to the first address that answers; raises a TransportError."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        addresses = await resolve_addresses(host, port, timeout_s, self._resolver)
        left = None if timeout_s is None else max(0.1, timeout_s - (loop.time() - started))
        try:
            async with asyncio.timeout(left):
                return await first_to_open([_opening(self._sockets, address, port) for address in addresses])
        except TimeoutError:
            raise ConnectionTimedOut(host, reason=f"port {port}") from None
        except OSError as error:
            if isinstance(error, ConnectionRefusedError):
                raise ConnectionRefused(host, reason=f"port {port}") from None
            raise ConnectionFailed(host, reason=(error.strerror or "no route").lower()) from None

    async def _tunnel(
        self, proxy: ProxyAddress, host: str, port: int, timeout_s: float | None
    ) -> httpcore.AsyncNetworkStream:
        try:
            stream = (await self.open(proxy.host, proxy.port, timeout_s)).stream
            if proxy.scheme == "https":
                context = self._trust if self._trust is not None else await run_on_daemon(system_trust)
                stream = await stream.start_tls(context, proxy.host, timeout_s)
        except ConnectionFailed as error:
            raise ProxyUnreachable(host, proxy=proxy.place, reason=_why_unreachable(error)) from None
        try:
            async with asyncio.timeout(timeout_s):
                await _ask_for_tunnel(stream, proxy, host, port)
        except TimeoutError:
            await stream.aclose()
            raise ProxyUnreachable(host, proxy=proxy.place, reason="it did not answer CONNECT") from None
        except (httpcore.NetworkError, httpcore.TimeoutException):
            await stream.aclose()
            raise ProxyUnreachable(host, proxy=proxy.place, reason="it cut the connection") from None
        except BaseException:
            await stream.aclose()
            raise
        return stream

    async def sleep(self, seconds: float) -> None:
        """Only called by httpcore's own retries, which are off."""
        await asyncio.sleep(seconds)


def _why_unreachable(error: ConnectionFailed) -> str:
    if isinstance(error, NameNotResolved):
        return "its name could not be looked up"
    return "it refused the connection" if isinstance(error, ConnectionRefused) else error.reason


async def _ask_for_tunnel(
    stream: httpcore.AsyncNetworkStream, proxy: ProxyAddress, host: str, port: int
) -> None:
    await stream.write(connect_request(proxy, host, port))
    received = b""
    while not connect_answer(received, proxy, host):
        more = await stream.read(CHUNK)
        if not more:
            raise httpcore.ReadError("closed")
        received += more


def _opening(sockets: httpcore.AnyIOBackend, address: str, port: int) -> Callable[[], Awaitable[Connection]]:
    async def attempt() -> Connection:
        try:
            return Connection(TcpStream(await sockets.connect_tcp(address, port)), address)
        except httpcore.ConnectError as error:
            raise _system_error(error) from None

    return attempt


def _system_error(error: BaseException) -> OSError:
    """The OSError at the bottom of a chain of library errors."""
    cause: BaseException | None = error
    deepest: OSError | None = None
    while cause is not None:
        if isinstance(cause, OSError):
            deepest = cause
        if isinstance(cause, BaseExceptionGroup):
            cause = cause.exceptions[0]
        else:
            cause = cause.__cause__ or cause.__context__
    return deepest or OSError("no route")


async def first_to_open(attempts: list[Callable[[], Awaitable[Connection]]]) -> Connection:
    """The first connection to open, each attempt starting a moment after the one before it.

    A failed attempt brings the next one forward. All failing raises the most telling OSError (a refusal
    before "no route"). The others are cancelled, and closed if they open meanwhile.
    """
    waiting = list(attempts)
    running: set[asyncio.Task[Connection]] = set()
    errors: list[OSError] = []
    try:
        while waiting or running:
            if waiting:
                running.add(asyncio.ensure_future(waiting.pop(0)()))
            done, running = await asyncio.wait(
                running, timeout=_STAGGER_S if waiting else None, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                error = task.exception()
                if error is None:
                    running |= done - {task}  # others that opened at the same moment are closed below
                    return task.result()
                if not isinstance(error, OSError):
                    raise error
                errors.append(error)
    finally:
        await _discard(running)
    refused = [error for error in errors if isinstance(error, ConnectionRefusedError)]
    raise (refused or errors)[0]


async def _discard(tasks: set[asyncio.Task[Connection]]) -> None:
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Connection):
            await outcome.stream.aclose()
