"""Wonde's client on a PC: here, stopped, half installed, unreadable, or on another machine."""

from __future__ import annotations

import pytest

from app.checks.catalogue import heading_for
from app.checks.client import client_checks
from app.checks.context import ClientPlace, Context
from app.checks.engine import Engine
from app.checks.model import Outcome, Result
from app.checks.report import exit_level
from app.checks.summary import summarise
from app.host.facts import NotRead, Program, ServiceState, StartType
from app.transport.client import Transport
from tests.fakes.host import FakeHost, service

pytestmark = pytest.mark.anyio

PROGRAM = Program("Wonde Client", "3.1", "Wonde Ltd", "")
REFUSED = NotRead("Windows would not show the list of services")


async def run(host: FakeHost, place: ClientPlace = ClientPlace.THIS_PC) -> dict[str, Result]:
    context = Context(Transport(), host, client_place=place)
    return {result.check_id: result for result in await Engine(client_checks()).run(context)}


def codes(results: dict[str, Result]) -> list[str]:
    return [found.code for result in results.values() for found in result.findings]


async def test_installed_running_and_automatic_is_fine() -> None:
    results = await run(FakeHost(services=(service(), service("Unrelated")), programs=(PROGRAM,)))
    assert {result.outcome for result in results.values()} == {Outcome.PASS}
    assert results["client.installed"].note == "WondeThing service, Wonde Client 3.1"
    assert results["client.running"].note == "as LocalSystem"


async def test_nothing_found_where_it_should_be_is_to_mend_and_says_the_name_is_not_known() -> None:
    results = await run(FakeHost())
    assert codes(results) == ["CLI-01"]
    assert "does not publish the exact name" in results["client.installed"].findings[0].summary
    assert results["client.running"].because == "client.installed"


async def test_nothing_found_where_nobody_knows_is_only_to_look_at() -> None:
    results = await run(FakeHost(), ClientPlace.NOT_KNOWN)
    assert codes(results) == ["CLI-07"]
    assert exit_level(results.values()) == 1


@pytest.mark.parametrize(
    "host",
    [
        FakeHost(),
        FakeHost(services=(service(state=ServiceState.STOPPED, start=StartType.DISABLED),)),
        FakeHost(programs=(PROGRAM,)),
    ],
)
async def test_a_client_that_runs_elsewhere_is_never_failed_by_this_pc(host: FakeHost) -> None:
    results = await run(host, ClientPlace.ELSEWHERE)
    assert codes(results) == []
    assert exit_level(results.values()) == 0
    assert results["client.running"].outcome is Outcome.SKIPPED
    assert results["client.starts"].outcome is Outcome.SKIPPED
    assert heading_for(ClientPlace.ELSEWHERE) == "About this PC only"
    assert heading_for(ClientPlace.THIS_PC) == ""


async def test_no_client_needed_leaves_the_checks_out() -> None:
    results = await run(FakeHost(), ClientPlace.NOT_NEEDED)
    assert {result.outcome for result in results.values()} == {Outcome.SKIPPED}
    assert "needed" in results["client.starts"].note


@pytest.mark.parametrize("services", [(), NotRead("this PC runs Linux")])
async def test_elsewhere_than_on_windows_the_checks_are_skipped_plainly(services: object) -> None:
    results = await run(FakeHost(is_windows=False, services=services))  # type: ignore[arg-type]
    assert {result.outcome for result in results.values()} == {Outcome.SKIPPED}
    assert "Windows" in results["client.installed"].note


@pytest.mark.parametrize("state", [ServiceState.STOPPED, ServiceState.PAUSED])
async def test_a_stopped_service_is_to_mend(state: ServiceState) -> None:
    results = await run(FakeHost(services=(service(state=state),)))
    assert codes(results) == ["CLI-02"]
    found = results["client.running"].findings[0]
    assert "WondeThing service" in found.title
    assert found.evidence["Account"] == "LocalSystem"


@pytest.mark.parametrize("state", [ServiceState.CHANGING, ServiceState.NOT_KNOWN])
async def test_an_unclear_state_is_to_look_at(state: ServiceState) -> None:
    results = await run(FakeHost(services=(service(state=state, account=""),)))
    assert codes(results) == ["CLI-06"]


@pytest.mark.parametrize("start", [StartType.MANUAL, StartType.DISABLED])
async def test_a_service_that_does_not_start_by_itself(start: StartType) -> None:
    results = await run(FakeHost(services=(service(start=start),)))
    assert codes(results) == ["CLI-03"]


async def test_what_windows_does_not_say_is_not_made_up() -> None:
    results = await run(FakeHost(services=(service(start=StartType.NOT_KNOWN, account=""),)))
    assert codes(results) == []
    assert results["client.starts"].note == "Windows does not say"
    assert results["client.running"].note == ""


async def test_a_program_without_a_service() -> None:
    results = await run(FakeHost(programs=(PROGRAM,)))
    assert codes(results) == ["CLI-04"]
    assert "Wonde Client 3.1" in results["client.installed"].findings[0].summary


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        (FakeHost(services=REFUSED), ["CLI-05"]),
        (FakeHost(services=REFUSED, programs=NotRead("refused")), ["CLI-05"]),
        (FakeHost(programs=NotRead("refused")), ["CLI-05"]),
        (FakeHost(services=REFUSED, programs=(PROGRAM,)), ["CLI-04"]),
        (FakeHost(services=(service(),), programs=NotRead("refused")), []),
    ],
)
async def test_what_cannot_be_read_is_said_not_guessed(host: FakeHost, expected: list[str]) -> None:
    assert codes(await run(host)) == expected


async def test_a_list_that_stops_being_readable_midway_claims_nothing() -> None:
    class Fickle(FakeHost):
        def services_like(self, patterns):  # type: ignore[no-untyped-def]
            reading, self.services = super().services_like(patterns), REFUSED
            return reading

    results = await run(Fickle(services=(service(),)))
    assert codes(results) == []
    assert results["client.running"].outcome is Outcome.SKIPPED
    assert results["client.starts"].outcome is Outcome.SKIPPED
    assert summarise(results.values()).client == "not-read"


@pytest.mark.parametrize(
    ("host", "place", "seen"),
    [
        (FakeHost(services=(service(),)), ClientPlace.THIS_PC, "running"),
        (
            FakeHost(services=(service(), service("Wonde2", state=ServiceState.STOPPED))),
            ClientPlace.THIS_PC,
            "stopped",
        ),
        (FakeHost(), ClientPlace.THIS_PC, "not-found"),
        (FakeHost(programs=(PROGRAM,)), ClientPlace.NOT_KNOWN, "not-found"),
        (FakeHost(services=REFUSED), ClientPlace.THIS_PC, "not-read"),
        (FakeHost(services=(service(),)), ClientPlace.ELSEWHERE, "not-read"),
        (FakeHost(services=(service(state=ServiceState.CHANGING),)), ClientPlace.THIS_PC, "not-read"),
    ],
)
async def test_the_summary_claims_only_what_was_seen(host: FakeHost, place: ClientPlace, seen: str) -> None:
    assert summarise((await run(host, place)).values()).client == seen
