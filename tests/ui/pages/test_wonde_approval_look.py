"""Asking Wonde: what it answers at every stage of an approval, over a real socket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from app.practice.lifecycle import Stage
from app.practice.serve import ServeOptions
from app.transport.client import Transport
from app.ui.pages.wonde_approval.look import Look, WhichSchool, look
from app.wonde.client import WondeClient
from app.wonde.errors import TokenRefused
from tests.fakes.practice import RunningPractice, practice_server

pytestmark = pytest.mark.anyio
Serve = Callable[..., RunningPractice]
AT = datetime(2026, 11, 24, 10, 44, tzinfo=UTC)


async def looked(served: RunningPractice, school_id: str | None = "") -> Look:
    address = served.address
    async with Transport(proxy_for=lambda _url: None) as transport:
        client = WondeClient(transport, api_url=address.api_url, token=address.token)
        return await look(client, address.school_id if school_id == "" else school_id, lambda: AT)


@pytest.mark.parametrize(
    ("stage", "flags"),
    [
        (Stage.PENDING, {"pending": True, "approved": False}),
        (Stage.DECLINED, {"declined": True, "approved": False}),
        (Stage.APPROVED, {"approved": True, "audited": False, "pending": False}),
        (Stage.ONLINE, {"approved": True, "audited": True, "online": True}),
    ],
)
async def test_each_stage(stage: Stage, flags: dict[str, bool]) -> None:
    with practice_server(ServeOptions(students=60, start=stage.value)) as served:
        event = (await looked(served)).event()
    assert event is not None
    assert {name: getattr(event, name) for name in flags} == flags


async def test_what_it_covers_is_read_once_it_is_approved() -> None:
    with practice_server(ServeOptions(students=60)) as served:
        seen = await looked(served)
        assert seen.permissions
        assert seen.access is not None
        assert not seen.access.limits
        assert seen.students == served.address.students
        event = seen.event()
        assert event is not None
        assert event.permissions is not None
        assert "student.surname" in event.permissions
        assert len(event.permissions) + (event.permissions_more or 0) <= len(seen.permissions)
        served.world.lifecycle.change(mode="exclude", listed=("A1", "A2"))
        limited = (await looked(served)).access
        assert limited is not None
        assert limited.limits


async def test_a_withdrawn_approval_takes_the_token_with_it() -> None:
    revoked = ServeOptions(students=60, start=Stage.REVOKED.value)
    with practice_server(revoked) as served, pytest.raises(TokenRefused):
        await looked(served)


async def test_without_an_id_the_token_s_only_school_is_found_even_before_approval() -> None:
    with practice_server(ServeOptions(students=60, start=Stage.PENDING.value)) as served:
        assert (await looked(served, None)).school_id == served.address.school_id
    with practice_server(ServeOptions(students=60)) as served:
        assert (await looked(served, None)).school_id == served.address.school_id


async def test_a_token_for_several_schools_is_named_as_such() -> None:
    with practice_server(ServeOptions(students=60, application_token=True)) as served:
        with pytest.raises(WhichSchool) as raised:
            await looked(served, None)
        assert raised.value.code == "WON-12"


async def test_a_token_that_opens_nothing_is_named_as_such() -> None:
    with practice_server(ServeOptions(students=60, start=Stage.NOT_REQUESTED.value)) as served:
        with pytest.raises(WhichSchool) as raised:
            await looked(served, None)
        assert raised.value.code == "WON-11"
