"""Asks a database server (Microsoft SQL Server) on which port one of its named instances listens.

The question is one small packet to the server's own finder service, as its programs send before they
connect; nothing is signed in to and nothing is changed. The form of both is Microsoft's open specification
MC-SQLR.
"""

from __future__ import annotations

import asyncio
import struct

from app.transport.errors import ConnectionRefused, ConnectionTimedOut, NotHttp
from app.transport.network import Resolver, resolve_addresses, system_addresses

FINDER_PORT = 1434
_ASK_ONE, _ANSWER = b"\x04", b"\x05"
_LONGEST_NAME = 32
_TRIES = 3
"""UDP may lose a packet, so it is sent again while there is time."""


async def instance_port(
    host: str,
    instance: str,
    *,
    finder_port: int = FINDER_PORT,
    timeout_s: float = 5.0,
    resolver: Resolver = system_addresses,
) -> int | None:
    """The TCP port of a named instance; None where the server knows it and it listens on none.

    Raises NameNotResolved; ConnectionTimedOut where no answer came (the service is off, a firewall is in the
    way, or there is no such instance: it answers none it does not know); ConnectionRefused where the server
    says that nothing listens there; NotHttp where the answer makes no sense.
    """
    addresses = await resolve_addresses(host, finder_port, timeout_s, resolver)
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[bytes] = loop.create_future()
    way, _ = await loop.create_datagram_endpoint(
        lambda: _Question(answer), remote_addr=(addresses[0], finder_port)
    )
    question = _ASK_ONE + instance.encode("latin-1", "replace")[:_LONGEST_NAME] + b"\0"
    try:
        for _ in range(_TRIES):
            way.sendto(question)
            try:
                async with asyncio.timeout(timeout_s / _TRIES):
                    return port_in(await asyncio.shield(answer), host)
            except TimeoutError:
                continue
    except OSError:
        raise ConnectionRefused(host, reason=f"port {finder_port}") from None
    finally:
        way.close()
    raise ConnectionTimedOut(host, reason=f"port {finder_port}")


def port_in(answer: bytes, host: str) -> int | None:
    """The TCP port in a finder's answer, None where it names none; raises NotHttp for what is no answer."""
    text = answer[3:].decode("latin-1")
    words = text.split(";")
    head = _ANSWER + struct.pack("<H", max(0, len(answer) - 3) & 0xFFFF)
    if answer[:3] != head or len(words) < 2:
        raise NotHttp(host, reason="it is no answer of a database server’s finder")
    port = dict(zip(words[::2], words[1::2], strict=False)).get("tcp", "")
    return int(port) if port.isascii() and port.isdigit() and 0 < int(port) < 65536 else None


class _Question(asyncio.DatagramProtocol):
    """Takes the first answer, or the first refusal."""

    def __init__(self, answer: asyncio.Future[bytes]) -> None:
        self._answer = answer

    def datagram_received(self, data: bytes, addr: object) -> None:
        """From the one address that was asked."""
        if not self._answer.done():
            self._answer.set_result(data)

    def error_received(self, exc: Exception) -> None:
        """As where the server says that nothing listens on the port."""
        if not self._answer.done():
            self._answer.set_exception(exc)
