"""Faults that only Wonde can tell of, with a token, each made for real: it alone is blamed."""

from __future__ import annotations

from typing import Any

import pytest

from app.checks.context import ClientPlace, Context
from app.checks.model import Result, Severity
from app.guidance.hosts import HostEntry
from app.transport.client import Transport
from app.wonde.client import WondeClient
from tests.fakes.faults import (
    everything,
    healthy_pc,
    only_blamed,
)
from tests.fakes.wonde_server import SCHOOL_ID, FakeWonde

pytestmark = pytest.mark.anyio


async def ask_wonde(wonde: FakeWonde, *, token: str | None = None) -> dict[str, Result]:
    """Everything is checked against Wonde's stand-in, reached like any other host."""
    wonde.lists.setdefault("classes", [{"id": "C1"}])
    wonde.school["region"] = {"domain": wonde.school["region"]["domain"] or f"127.0.0.1:{wonde.port}"}
    hosts = (HostEntry.from_url(wonde.api_url, purpose="read data", group="wonde"),)
    async with Transport(proxy_for=lambda _: None) as transport:
        client = WondeClient(transport, api_url=wonde.api_url, token=token or wonde.token)
        context = Context(
            transport,
            healthy_pc(),
            hosts,
            wonde=client,
            api_url=wonde.api_url,
            school_id=SCHOOL_ID,
            client_place=ClientPlace.THIS_PC,
        )
        return await everything(context)


async def test_wonde_is_content() -> None:
    async with FakeWonde() as wonde:
        results = await ask_wonde(wonde)
    assert not [result for result in results.values() if result.findings]
    assert results["wonde.counts"].note == "3 students, 2 staff, 1 classes"


async def test_the_token_is_wrong() -> None:
    async with FakeWonde() as wonde:
        results = await ask_wonde(wonde, token="f" * 40)
    found = only_blamed(results, "WON-01", "wonde.token")
    assert "f" * 40 not in str(found)
    assert results["wonde.counts"].because == "wonde.token"


async def test_the_school_has_not_approved() -> None:
    async with FakeWonde() as wonde:
        wonde.schools = []
        found = only_blamed(await ask_wonde(wonde), "WON-11", "wonde.schools")
        assert "has not approved" in found.summary
        wonde.schools, wonde.state["approved"] = [wonde.school], False
        only_blamed(await ask_wonde(wonde), "WON-32", "wonde.approved")


async def test_approved_and_not_audited() -> None:
    async with FakeWonde(students=[], employees=[]) as wonde:
        wonde.state["audited"] = False
        results = await ask_wonde(wonde)
    only_blamed(results, "WON-33", "wonde.audited", severity=Severity.LOOK_AT)
    assert results["wonde.counts"].because == "wonde.audited", "no data yet is not a fault of its own"


@pytest.mark.parametrize("rows", [[], None])
async def test_the_school_is_offline(rows: list[dict[str, Any]] | None) -> None:
    lists = {} if rows is None else {"students": rows, "employees": rows, "classes": rows}
    async with FakeWonde(**lists) as wonde:
        wonde.state["online"] = False
        results = await ask_wonde(wonde)
    only_blamed(results, "WON-31", "wonde.online")
    assert results["wonde.counts"].because == ("wonde.online" if rows is not None else None)


async def test_the_wrong_region_is_asked() -> None:
    async with FakeWonde(students=[], employees=[], classes=[]) as wonde:
        wonde.school["region"]["domain"] = "api-ap-southeast-2.wonde.com"
        found = only_blamed(await ask_wonde(wonde), "WON-21", "wonde.region")
    assert "https://api-ap-southeast-2.wonde.com/v1.0" in found.remedy.text


async def test_wonde_is_not_blamed_for_the_way_there() -> None:
    async with FakeWonde() as wonde:
        port = wonde.port
    api_url = f"http://127.0.0.1:{port}/v1.0"
    hosts = (HostEntry.from_url(api_url, purpose="read data", group="wonde"),)
    async with Transport(proxy_for=lambda _: None) as transport:
        client = WondeClient(transport, api_url=api_url, token="a" * 40)
        context = Context(
            transport, healthy_pc(), hosts, wonde=client, api_url=api_url, client_place=ClientPlace.THIS_PC
        )
        results = await everything(context)
    only_blamed(results, "NET-21", f"net.tcp.127.0.0.1:{port}")
    assert results["wonde.token"].because == f"net.tcp.127.0.0.1:{port}"
