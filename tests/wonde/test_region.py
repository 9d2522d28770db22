"""A school's data is kept in one region; the wrong host answers with nothing. Real TLS, wonde.com names."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import trustme

from app.transport.client import Transport
from app.wonde.client import WondeClient
from app.wonde.errors import ForeignLink
from tests.fakes.wire import Asked, ConnectProxy, Said, WireServer, said
from tests.fakes.wonde_server import TOKEN, people

pytestmark = pytest.mark.anyio
HOME = "api.wonde.com"
FAR = "api-ap-southeast-2.wonde.com"


class World:
    """Every wonde.com name in one server, told apart by Host; only the far one has the data."""

    def __init__(self) -> None:
        self.domain: Any = FAR
        self.school_status = 200

    def answer(self, asked: Asked) -> Said:
        host = asked.headers["host"]
        if asked.path == "/v1.0/schools/A1":
            record = {"id": "A1", "region": {"domain": self.domain}}
            return said({"data": record} if self.school_status == 200 else {}, self.school_status)
        here = host == FAR
        if asked.path.endswith("/counts"):
            return said({"data": {"students": {"data": {"count": 250 if here else 0}}}})
        page = int(asked.query.get("page", "1"))
        rows = people(250)[(page - 1) * 200 : page * 200] if here else []
        pagination = {"more": here and page == 1, "next": None, "per_page": 200, "current_page": page}
        return said({"data": rows, "meta": {"pagination": pagination}})


@pytest.fixture
async def world() -> AsyncIterator[tuple[World, WireServer, WondeClient]]:
    authority = trustme.CA()
    tls, trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.issue_cert(HOME, FAR, "evil.test").configure_cert(tls)
    authority.configure_trust(trust)
    world = World()
    async with (
        WireServer(world.answer, tls=tls) as server,
        ConnectProxy(server.port) as proxy,
        Transport(trust=trust, proxy_for=lambda url: proxy.url) as transport,
    ):
        yield world, server, WondeClient(transport, api_url=f"https://{HOME}/v1.0", token=TOKEN)


async def _load(client: WondeClient) -> int:
    return sum([len(page.rows) async for page in client.stream("A1", "students", allow_empty=True)])


def _hosts(server: WireServer, path: str) -> list[str]:
    return [asked.headers["host"] for asked in server.asked if asked.path == path]


async def test_data_is_fetched_where_the_school_says(world: tuple[World, WireServer, WondeClient]) -> None:
    _, server, client = world
    assert await _load(client) == 250
    assert _hosts(server, "/v1.0/schools/A1") == [HOME], "looked up once"
    assert _hosts(server, "/v1.0/schools/A1/students")[-1] == FAR
    assert await client.counts("A1", ["students"]) == {"students": 250}


async def test_a_region_known_beforehand_costs_nothing(world: tuple[World, WireServer, WondeClient]) -> None:
    _, server, client = world
    await client.school("A1")
    assert await _load(client) == 250
    assert set(_hosts(server, "/v1.0/schools/A1/students")) == {FAR}


@pytest.mark.parametrize("domain", [None, HOME, {}])
async def test_no_other_region(world: tuple[World, WireServer, WondeClient], domain: object) -> None:
    place, server, client = world
    place.domain = domain
    assert await _load(client) == 0
    assert set(_hosts(server, "/v1.0/schools/A1/students")) == {HOME}


async def test_a_school_that_may_not_be_seen_is_read_at_home(
    world: tuple[World, WireServer, WondeClient],
) -> None:
    place, server, client = world
    place.school_status = 404
    assert await _load(client) == 0
    assert len(_hosts(server, "/v1.0/schools/A1")) == 1


@pytest.mark.parametrize(
    "domain", ["evil.test", "wonde.com.evil.test", "api.wonde.com:8443", "evil.test/api.wonde.com"]
)
async def test_a_region_outside_wonde_is_refused(
    world: tuple[World, WireServer, WondeClient], domain: str
) -> None:
    place, server, client = world
    place.domain = domain
    load: Callable[[WondeClient], Any] = _load
    with pytest.raises(ForeignLink):
        await load(client)
    assert {asked.headers["host"] for asked in server.asked} == {HOME}
