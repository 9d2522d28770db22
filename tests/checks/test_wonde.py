"""What Wonde says about the school: through the real client over real HTTP, and through every way to fail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from app.checks.context import Context
from app.checks.engine import Engine
from app.checks.model import Check, Found, Mender, Outcome, Result
from app.checks.wonde import WITHOUT_ONE, wonde_checks
from app.transport.client import Transport
from app.transport.errors import ConnectionRefused
from app.wonde import errors
from app.wonde.client import WondeClient
from app.wonde.shapes import Permission, School, SchoolState
from tests.fakes.host import FakeHost
from tests.fakes.wire import Asked, Said, WireServer, said

pytestmark = pytest.mark.anyio

SCHOOL = School("A1", name="Brookfield High School", mis="SIMS", region_domain="api.wonde.com")


class FakeWonde:
    """Wonde as it would be for a school where all is well, until told otherwise."""

    def __init__(self) -> None:
        self.opened = [SCHOOL]
        self.works = True
        self.school_state = SchoolState(online=True, approved=True, audited=True)
        self.allowed = [permission("Students forename read"), permission("Students surname read")]
        self.counted: dict[str, int | None] = {"students": 812, "employees": 94, "classes": 140}
        self.problem: dict[str, Exception] = {}

    def _answer(self, call: str, value: Any) -> Any:
        if call in self.problem:
            raise self.problem[call]
        return value

    async def token_works(self) -> bool:
        return self._answer("token_works", self.works)

    async def schools(self, which: str = "approved", *, limit: int | None = None) -> list[School]:
        return self._answer("schools", self.opened[:limit])

    async def school(self, school_id: str) -> School:
        return self._answer("school", next(s for s in self.opened if s.id == school_id))

    async def state(self, school_id: str) -> SchoolState:
        return self._answer("state", self.school_state)

    async def permissions(self, school_id: str) -> list[Permission]:
        return self._answer("permissions", self.allowed)

    async def counts(self, school_id: str, names: Iterable[str]) -> dict[str, int | None]:
        return self._answer("counts", {name: self.counted.get(name) for name in names})


def permission(name: str | None, approved: bool | None = True) -> Permission:
    return Permission(identity=None, name=name, group=None, approved=approved)


async def run(wonde: FakeWonde | None, school_id: str | None = None) -> dict[str, Result]:
    context = Context(Transport(), FakeHost(), wonde=wonde, school_id=school_id)
    return await run_in(context)


async def run_in(context: Context) -> dict[str, Result]:
    async def clear(_: Context) -> Found:
        return Found()

    way = Check("way", "The way to Wonde is clear", clear)
    results = await Engine((way, *wonde_checks(way.id))).run(context)
    return {result.check_id: result for result in results if result is not results[0]}


def codes(results: dict[str, Result]) -> list[str]:
    return [found.code for result in results.values() for found in result.findings]


def one(results: dict[str, Result], code: str) -> Result:
    (found,) = [result for result in results.values() if code in [entry.code for entry in result.findings]]
    return found


async def test_without_a_token_all_is_skipped_with_the_plain_reason() -> None:
    results = await run(None)
    assert {(r.outcome, r.note, r.because) for r in results.values()} == {
        (Outcome.SKIPPED, WITHOUT_ONE, None)
    }
    assert "usual" in WITHOUT_ONE


async def test_all_well() -> None:
    results = await run(FakeWonde())
    assert {result.outcome for result in results.values()} == {Outcome.PASS}
    assert results["wonde.counts"].note == "812 students, 94 staff, 140 classes"
    assert results["wonde.school"].note == "Brookfield High School, SIMS"


@pytest.mark.parametrize("school_id", [None, "A1"])
async def test_a_token_for_this_school_only(school_id: str | None) -> None:
    assert codes(await run(FakeWonde(), school_id)) == []


async def test_a_token_that_opens_several_schools_is_named_as_such() -> None:
    wonde = FakeWonde()
    wonde.opened = [SCHOOL, School("A2", name="Elsewhere")]
    results = await run(wonde, "A1")
    assert codes(results) == ["WON-12"]
    assert results["wonde.school"].outcome is Outcome.PASS
    without_id = await run(wonde)
    assert codes(without_id) == ["WON-12"]
    assert without_id["wonde.school"].because == "wonde.schools"


async def test_a_vendors_token_is_not_counted_to_the_end() -> None:
    wonde = FakeWonde()
    wonde.opened = [School(f"A{n}", region_domain="api.wonde.com") for n in range(60)]
    assert "more than 50" in one(await run(wonde, "A1"), "WON-12").findings[0].summary


async def test_a_token_for_another_school() -> None:
    wonde = FakeWonde()
    assert "Brookfield" in one(await run(wonde, "A9"), "WON-13").findings[0].summary
    wonde.opened = [School("A1")]
    assert "another school" in one(await run(wonde, "A9"), "WON-13").findings[0].summary


async def test_a_token_that_opens_nothing() -> None:
    wonde = FakeWonde()
    wonde.opened = []
    assert codes(await run(wonde)) == ["WON-11"]


async def test_a_refused_token() -> None:
    wonde = FakeWonde()
    wonde.works = False
    results = await run(wonde)
    assert codes(results) == ["WON-01"]
    assert results["wonde.counts"].because == "wonde.token"


@pytest.mark.parametrize(
    ("call", "error", "code"),
    [
        ("token_works", errors.TokenUnusable(), "WON-01"),
        ("token_works", errors.Unreachable(ConnectionRefused("api.wonde.com")), "WON-02"),
        ("schools", errors.TooManyRequests(tries=5), "WON-03"),
        ("schools", errors.WondeUnavailable(status=503, tries=5), "WON-03"),
        ("permissions", errors.NotPermitted("the permissions", scope="x"), "WON-04"),
        ("school", errors.NotFound("this school"), "WON-05"),
        ("state", errors.NotWondeJson("x", host="api.wonde.com", got="a web page"), "WON-06"),
        ("counts", errors.ForeignLink(host="api.wonde.com", target="https://evil.test"), "WON-06"),
        ("counts", errors.AddressNotAllowed(target="http://x.test"), "WON-06"),
        ("counts", errors.UnexpectedAnswer("x", status=418), "WON-07"),
    ],
)
async def test_every_way_wonde_can_fail_has_its_code(call: str, error: Exception, code: str) -> None:
    wonde = FakeWonde()
    wonde.problem[call] = error
    found = one(await run(wonde), code).findings[0]
    assert isinstance(error, errors.WondeError)
    assert found.summary == error.summary
    assert found.remedy is not None
    assert found.remedy.text == error.remedy
    assert found.remedy.who.value == error.who


async def test_a_mender_this_program_does_not_know_leaves_the_catalogues() -> None:
    class Odd(errors.NotFound):
        @property
        def who(self) -> str:
            return "the caretaker"

    wonde = FakeWonde()
    wonde.problem["school"] = Odd("this school")
    found = one(await run(wonde), "WON-05").findings[0]
    assert found.remedy is not None
    assert found.remedy.who is Mender.ITSLEARNING


async def test_the_wrong_region_is_blamed_instead_of_the_empty_counts() -> None:
    wonde = FakeWonde()
    wonde.opened = [School("A1", region_domain="api-us-west-2.wonde.com")]
    wonde.counted = {"students": 0, "employees": 0, "classes": 0}
    results = await run(wonde)
    assert codes(results) == ["WON-21"]
    assert results["wonde.counts"].because == "wonde.region"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (SchoolState(False, True, True), ["WON-31"]),
        (SchoolState(True, False, None), ["WON-32"]),
        (SchoolState(True, True, False), ["WON-33"]),
        (SchoolState(True, True, None), ["WON-34"]),
    ],
)
async def test_where_the_approval_stands(state: SchoolState, expected: list[str]) -> None:
    wonde = FakeWonde()
    wonde.school_state = state
    assert codes(await run(wonde)) == expected


async def test_what_wonde_does_not_say_is_neither_pass_nor_fail() -> None:
    wonde = FakeWonde()
    wonde.opened = [School("A1")]
    wonde.school_state = SchoolState(None, None, True)
    results = await run(wonde)
    for name in ("wonde.region", "wonde.online", "wonde.approved"):
        assert results[name].outcome is Outcome.SKIPPED
    assert results["wonde.counts"].outcome is Outcome.PASS


async def test_permissions_beyond_need_and_missing_are_named() -> None:
    wonde = FakeWonde()
    wonde.allowed = [
        permission("Students forename read", approved=False),
        permission("Students medical notes read"),
        permission("Students photo read", approved=None),
        permission(None),
    ]
    results = await run(wonde)
    assert codes(results) == ["WON-42", "WON-43"]
    missing, beyond = results["wonde.permissions"].findings
    assert "Students forename read" in missing.summary
    assert "medical notes" in beyond.summary
    assert "photo" not in beyond.summary
    assert results["wonde.permissions"].note == "2 on, 1 off, 1 not said"


async def test_an_empty_list_of_permissions_is_not_nothing_shared() -> None:
    wonde = FakeWonde()
    wonde.allowed = []
    assert codes(await run(wonde)) == ["WON-41"]


async def test_zero_is_never_fine() -> None:
    wonde = FakeWonde()
    wonde.counted = {"students": 0, "employees": 0, "classes": 0}
    results = await run(wonde)
    assert codes(results) == ["WON-51", "WON-52", "WON-53"]
    assert results["wonde.counts"].outcome is Outcome.FAIL


async def test_a_missing_count_is_not_a_zero() -> None:
    wonde = FakeWonde()
    wonde.counted = {"students": 812}
    found = one(await run(wonde), "WON-54").findings[0]
    assert "staff, classes" in found.summary


def brookfield(port_of: Callable[[], int]) -> Callable[[Asked], Said]:
    """A Wonde with one school, as the API's answers look."""

    def handler(asked: Asked) -> Said:
        if asked.headers.get("authorization") != "Bearer good":
            return said({"error": "invalid_token"}, 401)
        school = {
            "id": "A1",
            "name": "Brookfield High School",
            "mis": "SIMS",
            "region": {"code": "GBR", "domain": f"127.0.0.1:{port_of()}"},
        }
        answers: dict[str, Any] = {
            "/v1.0": {},
            "/v1.0/schools": {"data": [school]},
            "/v1.0/schools/A1": {"data": school},
            "/v1.0/meta/schools/A1": {"data": {"online": True, "approved": True, "audited": True}},
            "/v1.0/meta/schools/A1/permissions": {
                "data": [{"name": "Students surname read", "approved": True, "audited": True}]
            },
            "/v1.0/schools/A1/counts": {
                "data": {name: {"data": {"count": 5}} for name in ("students", "employees", "classes")}
            },
        }
        return said(answers[asked.path]) if asked.path in answers else said({"error": "x"}, 404)

    return handler


@pytest.mark.parametrize(("token", "expected"), [("good", []), ("bad", ["WON-01"])])
async def test_through_the_real_client(token: str, expected: list[str]) -> None:
    server = WireServer(hello_later := lambda asked: handler(asked))
    handler = brookfield(lambda: server.port)
    assert hello_later
    async with server, Transport(proxy_for=lambda _: None) as transport:
        api_url = f"{server.url}/v1.0"
        client = WondeClient(transport, api_url=api_url, token=token)
        context = Context(transport, FakeHost(), wonde=client, api_url=api_url)
        results = (await run_in(context)).values()
    assert [found.code for result in results for found in result.findings] == expected
    if not expected:
        assert {result.outcome for result in results} == {Outcome.PASS}
