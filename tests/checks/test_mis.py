"""The MIS: what is believed of the client, its settings on this PC, and its database over real sockets."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checks import mis as mis_module
from app.checks.context import ClientPlace, Context
from app.checks.engine import Engine
from app.checks.mis import mis_checks
from app.checks.mis_settings import DatabaseAddress, address_of, find_settings, ini_values
from app.checks.model import Check, Found, Mender, Outcome, Result
from app.checks.report import exit_level
from app.guidance.mis import LocalSettings, mis_catalogue
from app.host.facts import NotRead, Read
from app.transport.client import Transport
from tests.fakes.host import FakeHost

pytestmark = pytest.mark.anyio

SIMS_INI = "[Setup]\r\nSIMSDirectory=S:\\SIMS\r\nSIMSDotNetDirectory=C:\\SIMS\\SIMS .net\r\n"


def sims() -> LocalSettings:
    entry = mis_catalogue().get("sims")
    assert entry is not None
    assert entry.local is not None
    return entry.local


def connect_ini(server: str = "", database: str = "SIMS", redirect: str = "") -> str:
    lines = ["[SIMSConnection]", f"DatabaseName={database}"]
    lines += [f"ServerName={server}"] if server else []
    lines += [f"Redirect={redirect}"] if redirect else []
    return "\r\n".join(lines)


def pc(connect: str | None, **more: object) -> FakeHost:
    files: dict[str, str | NotRead] = {r"%WINDIR%\SIMS.INI": SIMS_INI}
    if connect is not None:
        files[r"C:\SIMS\SIMS .net\Connect.ini"] = connect
    return FakeHost(files=files, **more)  # type: ignore[arg-type]


def resolver(host: str, port: int) -> list[str]:
    if host in ("SIMS-SRV", "localhost"):
        return ["127.0.0.1"]
    raise socket.gaierror(socket.EAI_NONAME, "not known")


async def run(
    host: FakeHost, *, mis: str | None = "sims", place: ClientPlace = ClientPlace.THIS_PC
) -> dict[str, Result]:
    async def on_a_network(_: Context) -> Found:
        return Found()

    checks = (Check("net.network", "Network", on_a_network), *mis_checks("net.network"))
    async with Transport(proxy_for=lambda _: None, resolver=resolver) as transport:
        results = await Engine(checks).run(Context(transport, host, mis=mis, client_place=place))
    return {result.check_id: result for result in results[1:]}


def codes(results: dict[str, Result]) -> list[str]:
    return [found.code for result in results.values() for found in result.findings]


@asynccontextmanager
async def database() -> AsyncIterator[int]:
    """Something that accepts connections, as a database would."""
    server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def answer(text: str) -> bytes:
    return b"\x05" + struct.pack("<H", len(text)) + text.encode("latin-1")


@asynccontextmanager
async def finder(reply: Callable[[bytes], bytes | None]) -> AsyncIterator[int]:
    """A server's finder service on UDP; `reply` gives what to send back, if anything."""

    class Finder(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.way = transport

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            said = reply(data)
            if said is not None:
                self.way.sendto(said, addr)  # type: ignore[attr-defined]

    loop = asyncio.get_running_loop()
    way, _ = await loop.create_datagram_endpoint(Finder, local_addr=("127.0.0.1", 0))
    try:
        yield way.get_extra_info("sockname")[1]
    finally:
        way.close()


@pytest.fixture
def listens_on(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Moves the usual ports to where a test's servers are."""

    def move(*, port: int = 1433, finder_port: int = 1434) -> None:
        entry = mis_catalogue().get("sims")
        assert entry is not None
        local = sims().model_copy(update={"port": port, "finder_port": finder_port})
        moved = entry.model_copy(update={"local": local})
        catalogue = mis_catalogue().model_copy(update={"mis": (moved, *mis_catalogue().mis[1:])})
        monkeypatch.setattr(mis_module, "mis_catalogue", lambda: catalogue)

    return move


async def test_a_database_that_answers_on_the_usual_port(listens_on: Callable[..., None]) -> None:
    async with database() as port:
        listens_on(port=port)
        results = await run(pc(connect_ini("SIMS-SRV")))
    assert codes(results) == []
    assert results["mis.settings"].note == "SIMS, on SIMS-SRV"
    assert results["mis.database"].note.startswith(f"SIMS-SRV answers on port {port}")


@pytest.mark.parametrize("server", ["tcp:SIMS-SRV,{port}", "(local),{port}", ".,{port}", "127.0.0.1,{port}"])
async def test_a_port_that_the_settings_name(server: str) -> None:
    async with database() as port:
        results = await run(pc(connect_ini(server.format(port=port))))
    assert codes(results) == []


async def test_a_named_instance_is_asked_for_at_the_servers_finder(listens_on: Callable[..., None]) -> None:
    asked: list[bytes] = []
    async with database() as port:

        def reply(question: bytes) -> bytes:
            asked.append(question)
            return answer(
                f"ServerName;SIMS-SRV;InstanceName;SIMS2012;IsClustered;No;Version;11.0;tcp;{port};;"
            )

        async with finder(reply) as finder_port:
            listens_on(finder_port=finder_port)
            results = await run(pc(connect_ini(r"SIMS-SRV\SIMS2012")))
    assert codes(results) == []
    assert asked == [b"\x04SIMS2012\x00"]
    assert f"port {port}" in results["mis.database"].note


@pytest.mark.parametrize("reply", [lambda _: None, lambda _: b"\x05\xff\xffnonsense", lambda _: b""])
async def test_a_finder_that_says_nothing_of_use_leaves_the_question_open(
    reply: Callable[[bytes], bytes | None], listens_on: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mis_module, "_FIND_S", 0.3)
    async with finder(reply) as finder_port:
        listens_on(finder_port=finder_port)
        results = await run(pc(connect_ini(r"SIMS-SRV\SIMS2012")))
    assert codes(results) == ["MIS-15"]
    assert exit_level(results.values()) == 1


async def test_a_server_without_a_finder(listens_on: Callable[..., None]) -> None:
    async with finder(lambda _: None) as free_once_closed:
        pass
    listens_on(finder_port=free_once_closed)
    assert codes(await run(pc(connect_ini(r"SIMS-SRV\SIMS2012")))) == ["MIS-15"]


async def test_an_instance_that_takes_no_connections(listens_on: Callable[..., None]) -> None:
    said = answer("ServerName;SIMS-SRV;InstanceName;SIMS2012;IsClustered;No;Version;11.0;np;x;;")
    async with finder(lambda _: said) as finder_port:
        listens_on(finder_port=finder_port)
        assert codes(await run(pc(connect_ini(r"SIMS-SRV\SIMS2012")))) == ["MIS-16"]


@pytest.mark.parametrize("server", ["GONE-SRV", r"GONE-SRV\SIMS2012", "GONE-SRV,1433"])
async def test_a_server_whose_name_leads_nowhere(server: str) -> None:
    results = await run(pc(connect_ini(server)))
    assert codes(results) == ["MIS-13"]
    found = results["mis.database"].findings[0]
    assert found.evidence["Settings file"] == r"C:\SIMS\SIMS .net\Connect.ini"
    assert found.evidence["Database"] == "SIMS"
    assert found.remedy is not None
    assert found.remedy.who is Mender.MIS_TEAM
    assert "GONE-SRV" in (found.remedy.copy_text or "")


async def test_a_database_that_does_not_answer(listens_on: Callable[..., None]) -> None:
    async with database() as port:
        pass
    listens_on(port=port)
    results = await run(pc(connect_ini("SIMS-SRV")))
    assert codes(results) == ["MIS-14"]
    assert exit_level(results.values()) == 2


async def test_every_finding_about_the_database_says_what_is_assumed() -> None:
    found = (await run(pc(connect_ini("GONE-SRV"))))["mis.database"].findings[0]
    assert "is an assumption: Wonde does not say what it reads" in found.summary


async def test_where_nobody_knows_where_the_client_runs_nothing_is_to_mend() -> None:
    results = await run(pc(connect_ini("GONE-SRV")), place=ClientPlace.NOT_KNOWN)
    assert codes(results) == ["MIS-13"]
    assert exit_level(results.values()) == 1


@pytest.mark.parametrize("place", [ClientPlace.ELSEWHERE, ClientPlace.NOT_NEEDED])
async def test_a_pc_without_the_client_is_not_asked_for_the_mis(place: ClientPlace) -> None:
    results = await run(pc(connect_ini("GONE-SRV")), place=place)
    assert results["mis.settings"].outcome is Outcome.SKIPPED
    assert results["mis.database"].outcome is Outcome.SKIPPED


async def test_settings_that_lead_to_another_folder_are_followed() -> None:
    host = pc(connect_ini(redirect=r"S:\SIMS"))
    host.files[r"S:\SIMS\Connect.ini"] = connect_ini("GONE-SRV")
    results = await run(host)
    assert results["mis.database"].findings[0].evidence["Settings file"] == r"S:\SIMS\Connect.ini"


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        (pc(connect_ini()), "names no server"),
        (pc(connect_ini("a b c")), "cannot be read"),
        (pc(connect_ini("SRV,99999")), "cannot be read"),
        (pc(connect_ini(redirect=r"S:\SIMS")), "where there is no Connect.ini"),
        (pc(connect_ini(redirect=r"C:\SIMS\SIMS .net")), "names no server"),
        (FakeHost(files={r"%WINDIR%\SIMS.INI": NotRead("it was refused")}), "it was refused"),
        (FakeHost(files={r"%ProgramFiles%\SIMS\SIMS .net\Connect.ini": NotRead("no access")}), "no access"),
    ],
)
async def test_settings_that_cannot_be_used(host: FakeHost, reason: str) -> None:
    results = await run(host)
    assert codes(results) == ["MIS-12"]
    assert reason in results["mis.settings"].findings[0].summary
    assert results["mis.database"].because == "mis.settings"


async def test_no_settings_where_the_client_should_be() -> None:
    assert codes(await run(FakeHost())) == ["MIS-11"]
    assert codes(await run(pc(None))) == ["MIS-11"]
    assert codes(await run(FakeHost(), place=ClientPlace.NOT_KNOWN)) == []


async def test_with_no_mis_named_settings_are_looked_for_all_the_same() -> None:
    found = await run(pc(connect_ini("GONE-SRV")), mis=None)
    assert codes(found) == ["MIS-13"]
    none = await run(FakeHost(), mis=None)
    assert codes(none) == []
    assert none["mis.client"].outcome is Outcome.SKIPPED


async def test_an_mis_of_which_nothing_is_known_and_a_pc_that_is_not_windows() -> None:
    assert "Arbor" in (await run(FakeHost(), mis="arbor"))["mis.settings"].note
    other = await run(FakeHost(is_windows=False))
    assert "Windows" in other["mis.settings"].note


@pytest.mark.parametrize(
    ("mis", "place", "expected"),
    [
        ("sims", ClientPlace.NOT_NEEDED, ["MIS-01"]),
        ("arbor", ClientPlace.THIS_PC, ["MIS-02"]),
        ("arbor", ClientPlace.ELSEWHERE, ["MIS-02"]),
        ("arbor", ClientPlace.NOT_KNOWN, []),
        ("tass", ClientPlace.NOT_NEEDED, []),
        ("never-heard-of", ClientPlace.THIS_PC, []),
    ],
)
async def test_what_the_school_said_and_what_is_commonly_said(
    mis: str, place: ClientPlace, expected: list[str]
) -> None:
    results = await run(FakeHost(), mis=mis, place=place)
    assert codes({"mis.client": results["mis.client"]}) == expected


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ("SRV", DatabaseAddress("SRV")),
        (r"srv.school.local\SIMS2012", DatabaseAddress("srv.school.local", "SIMS2012")),
        (r" tcp:SRV\X , 1500 ", DatabaseAddress("SRV", "X", 1500)),
        ("10.0.0.4,1433", DatabaseAddress("10.0.0.4", "", 1433)),
        ("[fe80::1],1433", DatabaseAddress("fe80::1", "", 1433)),
        (r".\SQLEXPRESS", DatabaseAddress(".", "SQLEXPRESS")),
        ("", None),
        ("SRV,0", None),
        (r"\\SRV", None),
        ("SRV;Password=x", None),
    ],
)
def test_ways_to_write_a_database_server(server: str, expected: DatabaseAddress | None) -> None:
    assert address_of(server) == expected


@given(st.text(max_size=300))
def test_no_text_can_break_the_readers(text: str) -> None:
    values = ini_values(text)
    assert all(isinstance(value, str) for value in values.values())
    address_of(text)
    found = find_settings(sims(), lambda _: Read(text))
    assert isinstance(found, Read | NotRead)


def test_ini_files_as_people_leave_them() -> None:
    text = '\ufeff; a note\n stray\n[ Setup ]\nKey = "a value" \nKEY=second\n#x=1\n[other\ny=2'
    assert ini_values(text) == {("setup", "key"): "a value", ("setup", "y"): "2"}
