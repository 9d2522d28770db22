"""Byte streams that httpcore reads and writes: plain TCP, and TLS agreed off the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from typing import Any

import httpcore

from app.transport.certificates import tls_error
from app.transport.daemon import run_on_daemon
from app.transport.errors import ConnectionDropped, ConnectionTimedOut

CHUNK = 256 * 1024
"""Bytes read from a connection at a time, whatever httpcore asks: as many as the event loop takes off a
socket in one go. A page of 200 people is half a megabyte, and each piece costs as much as the bytes in it."""


class TlsStream(httpcore.AsyncNetworkStream):
    """TLS over any other stream, with every handshake step, and so the system's verdict, off the loop."""

    def __init__(
        self,
        inner: httpcore.AsyncNetworkStream,
        tls: ssl.SSLObject,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
    ) -> None:
        self._inner = inner
        self._incoming = incoming
        self._outgoing = outgoing
        self.tls = tls
        """The TLS state; certificates and protocol can be read from it."""

    @classmethod
    async def handshake(
        cls, inner: httpcore.AsyncNetworkStream, context: ssl.SSLContext, host: str, timeout_s: float | None
    ) -> TlsStream:
        """A stream that has agreed TLS with `host`. Closes `inner` and raises a TransportError otherwise."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        try:
            async with asyncio.timeout(timeout_s):
                # truststore reads the system's certificates while wrapping: also not for the loop
                tls = await run_on_daemon(context.wrap_bio, incoming, outgoing, server_hostname=host)
                stream = cls(inner, tls, incoming, outgoing)
                await stream._shake_hands()
        except TimeoutError:
            await inner.aclose()
            raise ConnectionTimedOut(host, reason="the TLS handshake did not finish") from None
        except (httpcore.NetworkError, httpcore.TimeoutException):
            await inner.aclose()
            raise ConnectionDropped(host, reason="during the TLS handshake") from None
        except OSError as error:
            await inner.aclose()
            raise tls_error(host, error) from None
        except BaseException:
            await inner.aclose()
            raise
        return stream

    async def _shake_hands(self) -> None:
        while True:
            try:
                await run_on_daemon(self.tls.do_handshake)
            except ssl.SSLWantReadError:
                await self._send_pending(None)
                await self._receive(None)
            except ssl.SSLError:
                with contextlib.suppress(httpcore.NetworkError):
                    await self._send_pending(None)  # the alert that tells the server why
                raise
            else:
                await self._send_pending(None)
                return

    async def _send_pending(self, timeout: float | None) -> None:
        if self._outgoing.pending:
            await self._inner.write(self._outgoing.read(), timeout)

    async def _receive(self, timeout: float | None) -> None:
        data = await self._inner.read(CHUNK, timeout)
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """All plain text that is here, up to `max_bytes` or `CHUNK` of it; b"" at the end."""
        wanted = max(max_bytes, CHUNK)
        while True:
            try:
                return self._read_records(wanted)
            except ssl.SSLWantReadError:
                await self._send_pending(timeout)
                await self._receive(timeout)
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                # Many servers end without TLS's own goodbye; HTTP's lengths tell whether that was too early.
                return b""
            except ssl.SSLError as error:
                raise httpcore.ReadError(error.reason or "TLS") from None

    def _read_records(self, wanted: int) -> bytes:
        """As many of TLS's records as have arrived, which are 16 KB at most; raises only if there is none."""
        data = self.tls.read(wanted)
        records = [data]
        left = wanted - len(data)
        with contextlib.suppress(ssl.SSLError):  # what is wrong with the next is raised when that is read
            while data and left > 0:
                data = self.tls.read(left)
                records.append(data)
                left -= len(data)
        return b"".join(records)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends all of `buffer`."""
        view = memoryview(buffer)
        while view:
            try:
                view = view[self.tls.write(view) :]
            except ssl.SSLWantReadError:
                await self._receive(timeout)
            except ssl.SSLError as error:
                raise httpcore.WriteError(error.reason or "TLS") from None
            await self._send_pending(timeout)

    async def aclose(self) -> None:
        """Closes at once, without waiting for the other side's goodbye."""
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """TLS inside TLS, as a proxy that itself speaks TLS needs."""
        return await TlsStream.handshake(self, ssl_context, server_hostname or "", timeout)

    def get_extra_info(self, info: str) -> Any:
        """As httpcore asks: `ssl_object` here, the rest from the stream beneath."""
        return self.tls if info == "ssl_object" else self._inner.get_extra_info(info)


class TcpStream(httpcore.AsyncNetworkStream):
    """A plain connection, whose `start_tls` is ours."""

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What is here, up to `max_bytes` or `CHUNK` of it; b"" at the end."""
        return await self._inner.read(max(max_bytes, CHUNK), timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends all of `buffer`."""
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        """Closes at once."""
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """TLS with `server_hostname` over this connection."""
        return await TlsStream.handshake(self, ssl_context, server_hostname or "", timeout)

    def get_extra_info(self, info: str) -> Any:
        """As httpcore asks."""
        return self._inner.get_extra_info(info)
