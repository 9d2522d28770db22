"""Looks at a host that is served here, by this PC's own trust, and prints what was found.

A program of its own for each look, since a program keeps the list of authorities it started with.
Run as `python -m tests.windows.proxy_inspection_child CHAIN_FILE`.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from dataclasses import replace

from app.checks.context import ClientPlace, Context
from app.checks.engine import Engine
from app.checks.net import net_checks
from app.checks.report import as_json
from app.guidance.hosts import HostEntry
from app.host.here import this_host
from app.transport.client import Transport
from tests.fakes.wire import Asked, Said, WireServer, said

HOST = "api.wonde.test"


def hello(_: Asked) -> Said:
    """A good answer."""
    return said({"ok": True})


async def look(file: str) -> dict[str, object]:
    """TLS and who stands behind it, judged by Windows."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(file)
    async with WireServer(hello, tls=tls) as server:
        entry = HostEntry(host=HOST, port=server.port, purpose="read data")
        chosen = [
            replace(check, depends_on=(f"net.tls.{entry.name}",) if "inspection" in check.id else ())
            for check in net_checks([entry])
            if check.id.startswith(("net.tls", "net.inspection"))
        ]
        here = ["127.0.0.1"]
        async with Transport(proxy_for=lambda _: None, resolver=lambda name, port: here) as transport:
            context = Context(transport, this_host(), (entry,), client_place=ClientPlace.THIS_PC)
            return as_json(await Engine(chosen).run(context))


if __name__ == "__main__":
    print(json.dumps(asyncio.run(look(sys.argv[1]))))
