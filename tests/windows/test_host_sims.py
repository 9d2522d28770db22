"""SIMS's settings as real files in Windows' own folder, and its database over real sockets of Windows."""

from __future__ import annotations

import asyncio
import contextlib
import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.checks.context import ClientPlace, Context
from app.checks.engine import Engine
from app.checks.mis import mis_checks
from app.checks.model import Check, Found, Outcome, Result
from app.host.here import this_host
from app.transport.client import Transport

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.windows,
    pytest.mark.skipif(sys.platform != "win32", reason="needs Windows or Wine"),
]


@pytest.fixture
def sims(tmp_path: Path) -> Iterator[Path]:
    """The folder of SIMS, which a file in Windows' folder names; both are gone afterwards."""
    pointer = Path(os.environ["WINDIR"], "SIMS.INI")
    if pointer.exists():
        pytest.skip("SIMS is really installed on this PC")
    folder = tmp_path / "SIMS .net"
    folder.mkdir()
    pointer.write_text(f"[Setup]\r\nSIMSDotNetDirectory={folder}\r\n", encoding="cp1252")
    try:
        yield folder
    finally:
        pointer.unlink()


def name_server(folder: Path, server: str) -> None:
    text = f"[SIMSConnection]\r\nServerName={server}\r\nDatabaseName=SIMS\r\n"
    (folder / "Connect.ini").write_text(text, encoding="cp1252")


async def run() -> dict[str, Result]:
    async def on_a_network(_: Context) -> Found:
        return Found()

    checks = (Check("net.network", "Network", on_a_network), *mis_checks("net.network"))
    async with Transport(proxy_for=lambda _: None) as transport:
        context = Context(transport, this_host(), mis="sims", client_place=ClientPlace.THIS_PC)
        return {result.check_id: result for result in await Engine(checks).run(context)}


def codes(results: dict[str, Result]) -> list[str]:
    return [found.code for result in results.values() for found in result.findings]


async def test_a_database_that_answers(sims: Path) -> None:
    server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        name_server(sims, f"localhost,{port}")
        results = await run()
    assert codes(results) == []
    assert results["mis.database"].outcome is Outcome.PASS


async def test_a_database_that_is_not_there(sims: Path) -> None:
    server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    name_server(sims, f"(local),{port}")
    results = await run()
    assert codes(results) == ["MIS-14"]
    assert str(sims / "Connect.ini") in results["mis.database"].findings[0].evidence["Settings file"]


async def test_no_settings_where_windows_names_a_folder_that_is_empty(sims: Path) -> None:
    assert codes(await run()) == ["MIS-11"]


async def test_a_named_instance_is_found_by_udp() -> None:
    from app.transport.errors import ConnectionRefused, ConnectionTimedOut
    from app.transport.sql_finder import instance_port

    text = "ServerName;SRV;InstanceName;SIMS;IsClustered;No;Version;15.0;tcp;50123;;"

    class Finder(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.DatagramTransport) -> None:
            self.way = transport

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            self.way.sendto(b"\x05" + struct.pack("<H", len(text)) + text.encode("ascii"), addr)

    loop = asyncio.get_running_loop()
    way, _ = await loop.create_datagram_endpoint(Finder, local_addr=("127.0.0.1", 0))
    port = way.get_extra_info("sockname")[1]
    with contextlib.closing(way):
        assert await instance_port("127.0.0.1", "SIMS", finder_port=port, timeout_s=10) == 50123
    with pytest.raises((ConnectionRefused, ConnectionTimedOut)):
        await instance_port("127.0.0.1", "SIMS", finder_port=port, timeout_s=0.5)
