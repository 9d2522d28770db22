"""The client against a real server on loopback: each call, and each way Wonde can refuse it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from app.transport.client import Timeouts, Transport
from app.wonde.client import Opens, WondeClient
from app.wonde.errors import (
    EmptyAnswer,
    EmptyCause,
    NotFound,
    NotPermitted,
    NotWondeJson,
    Rejected,
    TokenDiedMidway,
    TokenRefused,
    TooManyRequests,
    UnexpectedAnswer,
    Unreachable,
    WondeError,
    WondeUnavailable,
)
from app.wonde.shapes import Contact, SchoolState
from tests.fakes.wire import Asked, Said, said
from tests.fakes.wonde_server import SCHOOL_ID, FakeWonde, people

pytestmark = pytest.mark.anyio
MakeClient = Callable[..., WondeClient]


async def _ids(client: WondeClient, kind: str = "students", **options: object) -> list[str]:
    return [row["id"] async for page in client.stream(SCHOOL_ID, kind, **options) for row in page.rows]  # type: ignore[arg-type]


async def test_the_token_check(client_for: MakeClient) -> None:
    async with FakeWonde() as wonde:
        assert await client_for(wonde.api_url).token_works() is True
        assert await client_for(wonde.api_url, token="wrong-token").token_works() is False


async def test_the_basic_form_carries_the_token_as_user_name(client_for: MakeClient) -> None:
    async with FakeWonde() as wonde:
        await client_for(wonde.api_url, auth="basic").token_works()
    assert wonde.asked[0].headers["authorization"].startswith("Basic MDEyMzQ1Njc4OWFi")


@pytest.mark.parametrize(
    ("number", "opens"), [(0, Opens.NONE), (1, Opens.ONE), (2, Opens.SEVERAL), (60, Opens.SEVERAL)]
)
async def test_what_a_token_opens(client_for: MakeClient, number: int, opens: Opens) -> None:
    async with FakeWonde() as wonde:
        wonde.schools = [{"id": f"A{index}"} for index in range(number)]
        scope = await client_for(wonde.api_url).token_scope()
    assert scope.opens is opens
    assert scope.may_be_saved is (number == 1)
    assert (scope.school is not None) is (number == 1)


async def test_school_lists_are_paged_and_filtered(client_for: MakeClient) -> None:
    async with FakeWonde() as wonde:
        wonde.schools = [{"id": f"A{index}"} for index in range(450)]
        client = client_for(wonde.api_url)
        assert len(await client.schools()) == 450
        assert len(await client.schools("all", limit=7, filters={"urn": "123456"})) == 7
    assert wonde.asked[-1].path == "/v1.0/schools/all"
    assert wonde.asked[-1].query == {"urn": "123456", "per_page": "7"}


async def test_one_school_its_state_and_counts(client_for: MakeClient) -> None:
    async with FakeWonde() as wonde:
        client = client_for(wonde.api_url)
        assert (await client.school(SCHOOL_ID)).name == "Example High School"
        assert await client.state(SCHOOL_ID) == SchoolState(True, True, True)
        wonde.counts = {"classes": None}
        counts = await client.counts(SCHOOL_ID)
    assert counts == {"students": 3, "employees": 2, "classes": None}


async def test_permissions_and_access_control(client_for: MakeClient) -> None:
    async with FakeWonde() as wonde:
        client = client_for(wonde.api_url)
        permissions = await client.permissions(SCHOOL_ID)
        assert [permission.approved for permission in permissions] == [True, True]
        assert not (await client.access_control(SCHOOL_ID)).limits
        wonde.access = []
        assert not (await client.access_control(SCHOOL_ID)).limits
        wonde.access = {"mode": "exclude", "ids": [{"id": 7, "type": "student"}, "x"]}
        access = await client.access_control(SCHOOL_ID)
    assert (access.mode, access.student_ids, access.other_ids) == ("exclude", {"7"}, {"x"})
    assert "7" not in repr(access).replace("0x7", "")


async def test_requesting_and_giving_up_access(client_for: MakeClient) -> None:
    async with FakeWonde() as wonde:
        client = client_for(wonde.api_url)
        contact = Contact("Ada", "Byte", "office@school.example")
        asked = await client.request_access(SCHOOL_ID, [contact])
        left = await client.revoke_access(SCHOOL_ID)
    assert (asked.success, asked.state, left.state) == (True, "pending", "revoked")
    sent = json.loads(wonde.asked[0].body)
    assert sent["contacts"][0]["email_address"] == "office@school.example"


async def test_a_request_for_access_is_sent_once(client_for: MakeClient) -> None:
    async with FakeWonde() as wonde:
        wonde.before = lambda asked: said({}, 503)
        with pytest.raises(WondeUnavailable):
            await client_for(wonde.api_url).request_access(SCHOOL_ID)
    assert len(wonde.asked) == 1


async def test_deletions_since(client_for: MakeClient) -> None:
    rows = [
        {
            "type": "student",
            "id": 5,
            "mis_id": 9,
            "deleted_at": {"date": "2026-09-01 10:00:00"},
            "restored_at": None,
        }
    ]
    async with FakeWonde(deletions=rows) as wonde:
        since = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)
        found = await client_for(wonde.api_url).deletions(SCHOOL_ID, "student", since)
    assert (found[0].kind, found[0].id, found[0].deleted_on) == ("student", "5", "2026-09-01")
    assert wonde.asked[0].query["updated_after"] == "2026-09-01 08:30:00"


async def test_a_stream_sends_what_was_asked(client_for: MakeClient) -> None:
    async with FakeWonde() as wonde:
        assert (
            len(await _ids(client_for(wonde.api_url), include=("year", "groups"), params={"has_class": "1"}))
            == 3
        )
    assert wonde.asked[0].query == {"has_class": "1", "per_page": "200", "include": "year,groups"}
    assert len(wonde.asked) == 1, "a filtered list is not what the counts count"


async def test_ids_cannot_lead_elsewhere_in_the_path(client_for: MakeClient) -> None:
    async with FakeWonde() as wonde:
        client = client_for(wonde.api_url)
        with pytest.raises(NotFound):
            await client.school("../meta?x=")
        with pytest.raises(ValueError, match="not the name of a list"):
            client.stream(SCHOOL_ID, "../../oauth")
    assert wonde.asked[0].path == "/v1.0/schools/..%2Fmeta%3Fx%3D"


@pytest.mark.parametrize(
    ("status", "body", "error", "words"),
    [
        (401, {"error": "invalid"}, TokenRefused, "does not accept this token (it says: “invalid”)"),
        (403, {"message": "Missing scope contacts.read"}, NotPermitted, "(missing: contacts.read)"),
        (403, {"error": "invalid_permissions"}, NotPermitted, "does not let this token read this school"),
        (404, {"error": {"message": "gone"}}, NotFound, "does not know this school"),
        (422, {"postcode": ["is wrong"]}, Rejected, "postcode"),
        (422, {"errors": {"urn": ["must be a number"]}}, Rejected, "must be a number"),
        (418, {"message": "teapot"}, UnexpectedAnswer, "HTTP status 418"),
        (500, {"message": "oops"}, WondeUnavailable, "HTTP status 500, after 6 attempts"),
        (503, {}, WondeUnavailable, "trouble of its own"),
        (429, {}, TooManyRequests, "after 12 attempts"),
    ],
)
async def test_each_refusal_is_its_own_error(
    client_for: MakeClient, status: int, body: object, error: type[WondeError], words: str
) -> None:
    async with FakeWonde() as wonde:
        wonde.before = lambda asked: said(body, status)
        with pytest.raises(error) as caught:
            await client_for(wonde.api_url).school(SCHOOL_ID)
    assert type(caught.value) is error
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("status", [200, 403, 404, 511])
async def test_a_web_page_is_not_wonde(client_for: MakeClient, status: int) -> None:
    async with FakeWonde() as wonde:
        page = Said(
            b"<!DOCTYPE html><p>Blocked by the filter: secret name", status, {"Content-Type": "text/html"}
        )
        wonde.before = lambda asked: page
        with pytest.raises(NotWondeJson, match="a web page") as caught:
            await client_for(wonde.api_url).school(SCHOOL_ID)
        with pytest.raises(NotWondeJson):
            await client_for(wonde.api_url).token_works()
    assert "secret name" not in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"data": [{"id": "1"}',
        b"[]",
        b"null",
        b"7",
        b"{}",
        b'{"data": null}',
        b'{"data": {}}',
        b'{"data": {"0": {"id": 1}}}',
        b'{"data": "x"}',
        b'{"data": [1]}',
        b'{"data": [null]}',
        b'{"data": [[]]}',
        b'{"error": "x"}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
    ],
)
async def test_garbage_is_never_an_empty_school(client_for: MakeClient, body: bytes) -> None:
    async with FakeWonde() as wonde:
        wonde.before = lambda asked: Said(body, 200, {"Content-Type": "application/json"})
        for kind in ("students", "groups"):
            with pytest.raises(NotWondeJson):
                await _ids(client_for(wonde.api_url), kind)
        for call in ("school", "state", "access_control", "permissions"):
            with pytest.raises(NotWondeJson):
                await getattr(client_for(wonde.api_url), call)(SCHOOL_ID)


@pytest.mark.parametrize("body", [{"data": {}}, {"data": []}, {"data": {"students": {"data": []}}}])
async def test_a_count_that_is_not_given_is_not_zero(client_for: MakeClient, body: object) -> None:
    async with FakeWonde() as wonde:
        wonde.before = lambda asked: said(body)
        assert await client_for(wonde.api_url).counts(SCHOOL_ID, ["students"]) == {"students": None}
        wonde.before = lambda asked: said({"data": {"something": "else"}})
        with pytest.raises(NotWondeJson):
            await client_for(wonde.api_url).counts(SCHOOL_ID, ["students"])


async def test_a_large_answer_is_read_whole(client_for: MakeClient) -> None:
    rows = [{"id": str(index), "notes": "x" * 3000} for index in range(200)]
    async with FakeWonde(students=rows) as wonde:
        assert len(await _ids(client_for(wonde.api_url))) == 200


async def test_rate_limits_are_waited_out(client_for: MakeClient, clock: object) -> None:
    left = 5

    def limited(asked: Asked) -> Said | None:
        nonlocal left
        left -= 1
        return said({}, 429, Retry_After="3") if left >= 0 else None

    async with FakeWonde() as wonde:
        wonde.before = limited
        assert (await client_for(wonde.api_url).school(SCHOOL_ID)).id == SCHOOL_ID
    assert max(clock.slept) >= 3  # type: ignore[attr-defined]


async def test_a_wait_that_is_too_long_is_told(client_for: MakeClient) -> None:
    async with FakeWonde() as wonde:
        wonde.before = lambda asked: said({}, 429, Retry_After="900")
        with pytest.raises(TooManyRequests, match="Wait 900 seconds") as caught:
            await client_for(wonde.api_url).school(SCHOOL_ID)
    assert caught.value.wait_s == 900
    assert len(wonde.asked) == 1


async def test_a_hanging_server_is_one_line_within_the_timeout(client_for: MakeClient) -> None:
    async with FakeWonde() as wonde, Transport(timeouts=Timeouts(read_s=0.05)) as transport:
        wonde.before = lambda asked: Said(hang=True)
        with pytest.raises(Unreachable, match="sent nothing for"):
            await _ids(client_for(wonde.api_url, transport=transport))
    assert wonde.paths().count(f"/schools/{SCHOOL_ID}/students") == 1, (
        "the first answer is not waited for twice"
    )


async def test_nobody_there(client_for: MakeClient) -> None:
    async with FakeWonde() as wonde:
        url = wonde.api_url
    with pytest.raises(Unreachable, match="refused the connection") as caught:
        await client_for(url).school(SCHOOL_ID)
    assert caught.value.code == "wonde.unreachable"


async def test_a_token_withdrawn_midway(client_for: MakeClient) -> None:
    async with FakeWonde(students=people(1000)) as wonde:
        wonde.after_page = lambda kind, number: setattr(wonde, "token", "another") if number == 2 else None
        with pytest.raises(TokenDiedMidway, match="while data was being read"):
            await _ids(client_for(wonde.api_url))


async def test_nobody_at_all_is_an_error_with_its_causes(client_for: MakeClient) -> None:
    async with FakeWonde(students=[]) as wonde:
        wonde.state = {"online": False, "approved": True, "audited": False}
        wonde.permissions = []
        wonde.access = {"mode": "only", "ids": ["1"]}
        with pytest.raises(EmptyAnswer) as caught:
            await _ids(client_for(wonde.api_url))
    kinds = [cause.kind for cause in caught.value.causes]
    assert kinds == [EmptyCause.OFFLINE, EmptyCause.AWAITING_AUDIT, EmptyCause.ACCESS_CONTROL]
    assert "MIS connection is offline" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"state": {"online": True, "approved": False}}, EmptyCause.NOT_APPROVED),
        ({"state": {"online": True, "approved": True, "audited": True}}, EmptyCause.FIRST_SYNC),
        ({"permissions": [{"name": "Classes name read", "approved": True}]}, EmptyCause.SCOPE_WITHHELD),
        (
            {"school": {"id": SCHOOL_ID, "region": {"domain": "api-ap-southeast-2.wonde.com"}}},
            EmptyCause.WRONG_REGION,
        ),
        ({"counts": {"students": 812}}, EmptyCause.COUNT_DIFFERS),
    ],
)
async def test_each_cause_of_emptiness(
    client_for: MakeClient, change: dict[str, object], cause: EmptyCause
) -> None:
    async with FakeWonde(students=[]) as wonde:
        for name, value in change.items():
            setattr(wonde, name, value)
        with pytest.raises(EmptyAnswer) as caught:
            await _ids(client_for(wonde.api_url))
    assert cause in [one.kind for one in caught.value.causes]


async def test_a_primary_without_classes_is_fine(client_for: MakeClient) -> None:
    async with FakeWonde(classes=[], groups=[], students=[]) as wonde:
        client = client_for(wonde.api_url)
        assert await _ids(client, "classes") == []
        assert await _ids(client, "groups") == []
        assert await _ids(client, "students", allow_empty=True) == []
        wonde.counts = {"classes": 5}
        with pytest.raises(EmptyAnswer, match="5 classes"):
            await _ids(client, "classes")


async def test_everything_of_a_school_at_once(client_for: MakeClient) -> None:
    async with FakeWonde(
        students=people(900), employees=people(90, "E"), groups=people(260, "G"), classes=[]
    ) as wonde:
        client = client_for(wonde.api_url)
        async with asyncio.TaskGroup() as group:
            loads = [
                group.create_task(_ids(client, kind))
                for kind in ("students", "employees", "groups", "classes")
            ]
            group.create_task(client.permissions(SCHOOL_ID))
    assert [len(set(load.result())) for load in loads] == [900, 90, 260, 0]
