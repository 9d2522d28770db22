"""A tiny HTTP/1.1 server and a CONNECT proxy on loopback, which misbehave exactly as told.

They run on the test's own event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request as it arrived; header names in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""

    @property
    def target(self) -> str:
        """Path and query as one line of text."""
        return f"{self.path}?{self.query}"


@dataclass
class Said:
    """What to answer, and how to misbehave while doing so."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    """Close the connection after this many bytes of the body."""
    stall_after: int | None = None
    """Send this many bytes of the body and then nothing for ever."""
    raw: bytes | None = None
    """Sent instead of an HTTP answer; the connection is closed after it."""
    hang: bool = False


def said(value: object, status: int = 200, **headers: str) -> Said:
    """A JSON answer; underscores in header names stand for hyphens."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Said(json.dumps(value).encode(), status, {"Content-Type": "application/json", **named})


Handler = Callable[[Asked], Awaitable[Said] | Said]


class WireServer:
    """Serves `handler` at 127.0.0.1; `async with WireServer(handler) as server`. Counts what it is asked."""

    def __init__(self, handler: Handler, *, tls: ssl.SSLContext | None = None) -> None:
        self.handler = handler
        self.asked: list[Asked] = []
        self.was_asked = asyncio.Event()
        self.changed = asyncio.Condition()
        """Notified at each request; wait here for `in_flight`."""
        self.connections = 0
        self.in_flight = 0
        self.most_in_flight = 0
        self._tls = tls
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def scheme(self) -> str:
        return "https" if self._tls else "http"

    @property
    def url(self) -> str:
        """The origin, by address."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    async def __aenter__(self) -> WireServer:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        asyncio.get_running_loop().set_exception_handler(_quiet)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.connections += 1
        with contextlib.suppress(
            ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, asyncio.CancelledError
        ):
            while True:
                asked = await _read(reader)
                self.asked.append(asked)
                self.was_asked.set()
                self.in_flight += 1
                self.most_in_flight = max(self.most_in_flight, self.in_flight)
                async with self.changed:
                    self.changed.notify_all()
                try:
                    answer = self.handler(asked)
                    reply = answer if isinstance(answer, Said) else await answer
                    keep = await _write(writer, reply)
                finally:
                    self.in_flight -= 1
                if not keep:
                    break
        writer.transport.abort()


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ", 2)
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    return Asked(method, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)), headers, body)


async def _write(writer: asyncio.StreamWriter, reply: Said) -> bool:
    """Whether the connection may carry another request."""
    if reply.hang:
        await asyncio.Event().wait()
    if reply.raw is not None:
        writer.write(reply.raw)
        await writer.drain()
        return False
    lines = [f"HTTP/1.1 {reply.status} As told", f"Content-Length: {len(reply.body)}"]
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
    if reply.cut_after is not None or reply.stall_after is not None:
        writer.write(reply.body[: reply.cut_after if reply.cut_after is not None else reply.stall_after])
        await writer.drain()
        if reply.stall_after is not None:
            await asyncio.Event().wait()
        return False
    writer.write(reply.body)
    await writer.drain()
    return True


class ConnectProxy:
    """An HTTP proxy that only tunnels, always to `to_port` on loopback, whatever was asked for."""

    def __init__(
        self,
        to_port: int,
        *,
        answer: bytes = b"HTTP/1.1 200 Connected\r\n\r\n",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.to_port = to_port
        self.answer = answer
        self._tls = tls
        self.heads: list[str] = []
        self.port = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    async def __aenter__(self) -> ConnectProxy:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        asyncio.get_running_loop().set_exception_handler(_quiet)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        onward: asyncio.StreamWriter | None = None
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
            writer.write(self.answer)
            await writer.drain()
            if self.answer.startswith(b"HTTP/1.1 200"):
                back, onward = await asyncio.open_connection("127.0.0.1", self.to_port)
                await asyncio.gather(_pump(reader, onward), _pump(back, writer))
        if onward is not None:
            onward.transport.abort()
        writer.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.transport.abort()


def _quiet(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """asyncio's own server logs every refused handshake; anything else still counts as a failure."""
    error = context.get("exception")
    if not isinstance(error, ssl.SSLError | ConnectionError):
        loop.default_exception_handler(context)


@contextlib.asynccontextmanager
async def serving(handler: Handler, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[WireServer]:
    """`WireServer`, as a function."""
    async with WireServer(handler, tls=tls) as server:
        yield server
