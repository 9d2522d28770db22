"""Wonde's client on a PC: here, stopped, half installed, unreadable, or on another machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.checks.catalogue import heading_for
from app.checks.client import client_checks
from app.checks.context import ClientPlace, Context
from app.checks.engine import Engine
from app.checks.model import Outcome, Result
from app.checks.report import exit_level
from app.checks.summary import summarise
from app.host.facts import NotRead, Program, ServiceState, StartType
from app.host.pc_facts import ServiceError, ServiceEvent
from app.transport.client import Transport
from tests.fakes.host import FakeHost, service

pytestmark = pytest.mark.anyio

PROGRAM = Program("Wonde Client", "3.1", "Wonde Ltd", "")
REFUSED = NotRead("Windows would not show the list of services")


async def run(host: FakeHost, place: ClientPlace = ClientPlace.THIS_PC) -> dict[str, Result]:
    context = Context(Transport(), host, client_place=place, now=lambda: NOW)
    return {result.check_id: result for result in await Engine(client_checks()).run(context)}


def codes(results: dict[str, Result]) -> list[str]:
    return [found.code for result in results.values() for found in result.findings]


async def test_installed_running_and_automatic_is_fine() -> None:
    results = await run(FakeHost(services=(service(), service("Unrelated")), programs=(PROGRAM,)))
    assert {result.outcome for result in results.values()} == {Outcome.PASS}
    assert results["client.installed"].note == "WondeThing service 3.1.0.7, Wonde Client 3.1"
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


def test_every_state_and_start_of_one_service_has_one_answer() -> None:
    """What follows is the whole table: nothing is blamed twice, and nothing is left out."""
    assert len(STATES_AND_STARTS) == len(ServiceState) * len(StartType)


RUNNING, STOPPED = ServiceState.RUNNING, ServiceState.STOPPED
PAUSED, CHANGING, UNKNOWN = ServiceState.PAUSED, ServiceState.CHANGING, ServiceState.NOT_KNOWN
AUTO, MANUAL, DISABLED, UNSAID = (
    StartType.AUTOMATIC, StartType.MANUAL, StartType.DISABLED, StartType.NOT_KNOWN,
)  # fmt: skip
STATES_AND_STARTS: dict[tuple[ServiceState, StartType], list[str]] = {
    (RUNNING, AUTO): [],
    (RUNNING, MANUAL): ["CLI-03"],
    (RUNNING, DISABLED): ["CLI-09"],
    (RUNNING, UNSAID): [],
    **{(state, AUTO): ["CLI-02"] for state in (STOPPED, PAUSED)},
    **{(state, MANUAL): ["CLI-03", "CLI-02"] for state in (STOPPED, PAUSED)},
    **{(state, UNSAID): ["CLI-02"] for state in (STOPPED, PAUSED)},
    **{(state, AUTO): ["CLI-06"] for state in (CHANGING, UNKNOWN)},
    **{(state, MANUAL): ["CLI-03", "CLI-06"] for state in (CHANGING, UNKNOWN)},
    **{(state, UNSAID): ["CLI-06"] for state in (CHANGING, UNKNOWN)},
    **{(state, DISABLED): ["CLI-08"] for state in (STOPPED, PAUSED, CHANGING, UNKNOWN)},
}


@pytest.mark.parametrize(("state", "start"), list(STATES_AND_STARTS))
async def test_one_service_in_each_state_with_each_start(state: ServiceState, start: StartType) -> None:
    results = await run(FakeHost(services=(service(state=state, start=start),)))
    assert codes(results) == STATES_AND_STARTS[state, start]


async def test_a_disabled_service_is_blamed_once_and_explains_that_it_does_not_run() -> None:
    results = await run(FakeHost(services=(service(state=STOPPED, start=DISABLED),)))
    assert (results["client.running"].outcome, results["client.running"].because) == (
        Outcome.SKIPPED,
        "client.starts",
    )
    assert exit_level(results.values()) == 2
    assert summarise(results.values()).client == "stopped"


async def test_a_service_whose_program_is_missing_is_not_asked_to_start() -> None:
    results = await run(FakeHost(services=(service(state=STOPPED, program_there=False),)))
    assert codes(results) == ["CLI-13"]
    assert results["client.running"].because == "client.starts"
    assert summarise(results.values()).client == "stopped"


async def test_two_services_that_both_run_are_only_to_look_at() -> None:
    results = await run(FakeHost(services=(service(), service("WondeTwo"))))
    assert codes(results) == ["CLI-10"]
    found = results["client.single"].findings[0]
    assert found.evidence == {
        "WondeThing service": "running, starts by itself with Windows",
        "WondeTwo service": "running, starts by itself with Windows",
    }
    assert results["client.running"].outcome is Outcome.PASS


async def test_of_two_services_the_one_at_rest_is_not_blamed_while_the_other_runs() -> None:
    idle = service("WondeOld", state=STOPPED, start=DISABLED)
    results = await run(FakeHost(services=(service(), idle)))
    assert codes(results) == ["CLI-10"]
    running = results["client.running"]
    assert (running.outcome, running.because) == (Outcome.SKIPPED, "client.single")
    assert "WondeThing service" in running.note


async def test_two_services_neither_of_which_runs() -> None:
    both = (service(state=STOPPED), service("WondeOld", state=STOPPED, start=DISABLED))
    results = await run(FakeHost(services=both))
    assert codes(results) == ["CLI-10", "CLI-08", "CLI-02"]


NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def event(kind: ServiceError, *, hours_ago: float = 1, number: int = 7034) -> ServiceEvent:
    at = NOW - timedelta(hours=hours_ago)
    return ServiceEvent("WondeThing", kind, at, "Service Control Manager", number)


async def test_errors_in_the_log_are_counted_and_dated_and_their_texts_left_alone() -> None:
    events = (
        event(ServiceError.STOPPED_UNEXPECTEDLY, hours_ago=2),
        event(ServiceError.STOPPED_UNEXPECTEDLY, hours_ago=5),
        event(ServiceError.DID_NOT_START, hours_ago=6, number=7000),
        event(ServiceError.DID_NOT_START, hours_ago=24 * 8, number=7000),
    )
    results = await run(FakeHost(services=(service(),), events=events))
    assert codes(results) == ["CLI-11"]
    found = results["client.events"].findings[0]
    assert "3 errors" in found.title
    assert "26 November, 07:00 UTC" in found.summary
    assert found.evidence["Service Control Manager 7034"] == "2 ×, last 26 November 07:00 UTC"
    assert results["client.running"].outcome is Outcome.PASS


async def test_no_errors_is_a_quiet_line() -> None:
    assert (await run(FakeHost(services=(service(),))))["client.events"].note == "none in 7 days"


async def test_a_service_that_cannot_sign_in_is_told_so_and_not_to_be_started() -> None:
    events = (event(ServiceError.COULD_NOT_SIGN_IN, number=7038), event(ServiceError.DID_NOT_START))
    stopped = service(state=STOPPED, account=r"SCHOOL\wonde")
    results = await run(FakeHost(services=(stopped,), events=events))
    assert codes(results) == ["CLI-12"]
    assert r"SCHOOL\wonde" in results["client.events"].findings[0].summary
    assert results["client.running"].because == "client.events"


async def test_a_sign_in_that_failed_before_it_ran_again_is_history() -> None:
    events = (event(ServiceError.COULD_NOT_SIGN_IN, number=7038),)
    assert codes(await run(FakeHost(services=(service(),), events=events))) == ["CLI-11"]


async def test_a_log_that_cannot_be_read_hides_nothing_else() -> None:
    host = FakeHost(services=(service(state=STOPPED),), events=NotRead("Windows would not show its log"))
    results = await run(host)
    assert codes(results) == ["CLI-02"]
    assert results["client.events"].outcome is Outcome.SKIPPED
    assert "would not show its log" in results["client.events"].note


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


@pytest.mark.parametrize(
    ("host", "place", "seen"),
    [
        (FakeHost(services=(service(),)), ClientPlace.THIS_PC, "running"),
        (
            FakeHost(services=(service(), service("Wonde2", state=ServiceState.STOPPED))),
            ClientPlace.THIS_PC,
            "not-read",
        ),
        (FakeHost(services=(service(state=ServiceState.STOPPED),)), ClientPlace.THIS_PC, "stopped"),
        (FakeHost(), ClientPlace.THIS_PC, "not-found"),
        (FakeHost(programs=(PROGRAM,)), ClientPlace.NOT_KNOWN, "not-found"),
        (FakeHost(services=REFUSED), ClientPlace.THIS_PC, "not-read"),
        (FakeHost(services=(service(),)), ClientPlace.ELSEWHERE, "not-read"),
        (FakeHost(services=(service(state=ServiceState.CHANGING),)), ClientPlace.THIS_PC, "not-read"),
    ],
)
async def test_the_summary_claims_only_what_was_seen(host: FakeHost, place: ClientPlace, seen: str) -> None:
    assert summarise((await run(host, place)).values()).client == seen
