"""A network with two good hosts on loopback, until a test puts something else in the place of the first."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.checks.context import ClientPlace, Context
from app.checks.model import Result
from app.guidance.hosts import HostEntry
from app.transport.authorities import Authorities
from app.transport.client import Transport
from tests.fakes.faults import closed_port, everything, here
from tests.fakes.host import FakeHost
from tests.fakes.wire import Asked, Said, WireServer, said

WONDE, PORTAL = "api.wonde.test", "school.wonde.test"
NOW = datetime.now(UTC)


def hello(_: Asked) -> Said:
    """A good answer."""
    return said({"ok": True})


def at(stage: str, port: int) -> str:
    return f"net.{stage}.{WONDE}:{port}"


@dataclass
class Network:
    """A network with two good hosts, until a test puts something else in the place of the first."""

    trust: ssl.SSLContext
    public: Callable[[], Authorities]
    make_tls: Callable[..., ssl.SSLContext]
    stack: AsyncExitStack
    host: FakeHost
    good: WireServer

    async def serve(self, handler: Callable[[Asked], Said] = hello, **tls: Any) -> WireServer:
        names = tls.pop("names", ())
        return await self.stack.enter_async_context(WireServer(handler, tls=self.make_tls(*names, **tls)))

    async def run(
        self,
        port: int,
        *,
        names: dict[str, Iterable[str]] | None = None,
        place: ClientPlace = ClientPlace.THIS_PC,
        trust: ssl.SSLContext | None = None,
        **about: Any,
    ) -> dict[str, Result]:
        """Everything is checked, with the first host at `port`."""
        plain = {"plain_port": await closed_port(), **about}
        hosts = (
            HostEntry(host=WONDE, port=port, purpose="read data", gives_data=True, group="wonde", **plain),
            HostEntry(
                host=PORTAL, port=self.good.port, purpose="sign in", **{"plain_port": plain["plain_port"]}
            ),
        )
        resolver: Any = here({name: list(where) for name, where in (names or {}).items()})
        async with Transport(
            proxy_for=self.host.proxy_for, trust=trust or self.trust, resolver=resolver
        ) as transport:
            context = Context(
                transport, self.host, hosts, client_place=place, authorities=self.public, now=lambda: NOW
            )
            return await everything(context)
