"""The PC itself: updates, sleep, room, restarts, .NET; and only the client’s PC is held to what it needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.checks.client import client_checks
from app.checks.context import ClientPlace, Context
from app.checks.engine import Engine
from app.checks.model import Check, Found, Outcome, Result
from app.checks.pc import pc_checks
from app.checks.report import exit_level
from app.guidance.this_pc import this_pc
from app.host.facts import Machine, NotRead
from app.host.pc_facts import DiskSpace, PowerPlan, RestartReason
from app.transport.client import Transport
from tests.fakes.host import ALWAYS_ON, GIB, OFFICE_PC, FakeHost, service

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
SLEEPY = replace(ALWAYS_ON, sleep_after_s=1800)
LAPTOP = PowerPlan(sleep_after_s=0, hibernate_after_s=0, lid_sleeps=True, portable=True)
REFUSED = NotRead("Windows would not show it (PermissionError)")


async def run(
    host: FakeHost, place: ClientPlace = ClientPlace.THIS_PC, now: datetime = NOW
) -> dict[str, Result]:
    async def on_a_network(_: Context) -> Found:
        return Found()

    checks = (Check("net.network", "Network", on_a_network), *pc_checks("net.network"), *client_checks())
    context = Context(Transport(), host, client_place=place, now=lambda: now)
    results = await Engine(checks).run(context)
    return {result.check_id: result for result in results if result.check_id.startswith("pc.")}


def codes(results: dict[str, Result]) -> list[str]:
    return [found.code for result in results.values() for found in result.findings]


async def test_a_good_pc_is_quiet() -> None:
    results = await run(FakeHost())
    assert codes(results) == []
    assert exit_level(results.values()) == 0
    notes = {name: result.note for name, result in results.items()}
    assert notes == {
        "pc.windows": "Windows 11 Education 25H2, build 26200.1",
        "pc.clock": "Only this PC itself is asked, and that has the same clock.",
        "pc.sleep": "never sleeps by itself",
        "pc.disk": "90.0 GB free on C:\\",
        "pc.restart": "",
        "pc.dotnet": "4.8.1 (release 533320); what Wonde’s client needs is not public",
    }


async def test_what_cannot_be_read_is_said_and_blamed_on_nobody() -> None:
    host = FakeHost(pc=REFUSED, power=REFUSED, restart=REFUSED, dotnet=REFUSED, disk=REFUSED)
    results = await run(host)
    assert {result.outcome for result in results.values()} == {Outcome.SKIPPED}
    assert all(
        result.note == "Could not be read, because Windows would not show it (PermissionError)."
        for name, result in results.items()
        if name != "pc.clock"
    )


async def test_another_system_is_no_old_windows() -> None:
    linux = Machine("school-server", "Linux", "6.1.0", "x86_64")
    result = (await run(FakeHost(pc=linux, is_windows=False)))["pc.windows"]
    assert (result.outcome, result.note) == (Outcome.SKIPPED, "This PC runs Linux, not Windows.")


@pytest.mark.parametrize(
    ("build", "edition", "last_good_day"),
    [
        ("22631.4317", "Professional", date(2025, 11, 11)),
        ("22631.4317", "Education", date(2026, 11, 10)),
        ("26100.1", "Core", date(2026, 10, 13)),
        ("19045.1", "Enterprise", date(2025, 10, 14)),
        ("19044.1", "EnterpriseS", date(2027, 1, 12)),
        ("14393.1", "ServerStandard", date(2027, 1, 12)),
        ("17763.1", "Server Standard", date(2029, 1, 9)),
    ],
)
async def test_updates_end_on_the_day_microsoft_says(build: str, edition: str, last_good_day: date) -> None:
    host = FakeHost(pc=replace(OFFICE_PC, build=build, edition=edition))
    on_the_day = datetime(last_good_day.year, last_good_day.month, last_good_day.day, 12, tzinfo=UTC)
    assert codes(await run(host, now=on_the_day)) == []
    after = await run(host, now=on_the_day.replace(year=on_the_day.year + 1))
    assert codes(after) == ["PCS-01"]
    assert f"{last_good_day.day} " in after["pc.windows"].findings[0].summary
    assert exit_level(after.values()) == 1


@pytest.mark.parametrize(
    ("build", "edition"),
    [
        ("99999.1", "Professional"),
        ("22631.1", "SomethingNew"),
        ("", "Professional"),
        ("17763.1", "Professional"),
    ],
)
async def test_a_windows_that_is_not_listed_is_not_judged(build: str, edition: str) -> None:
    host = FakeHost(pc=replace(OFFICE_PC, build=build, edition=edition))
    assert codes(await run(host, now=datetime(2040, 1, 1, tzinfo=UTC))) == []


@pytest.mark.parametrize(
    ("plan", "code", "words"),
    [
        (SLEEPY, "PCS-21", "goes to sleep after 30 minutes"),
        (replace(ALWAYS_ON, hibernate_after_s=10_800), "PCS-21", "goes to sleep after 3 hours"),
        (replace(SLEEPY, hibernate_after_s=60), "PCS-21", "goes to sleep after 1 minute"),
        (replace(SLEEPY, hibernate_after_s=None), "PCS-21", "goes to sleep after 30 minutes"),
        (LAPTOP, "PCS-22", "sleeps when its lid is closed"),
    ],
)
async def test_a_pc_with_the_client_must_stay_on(plan: PowerPlan, code: str, words: str) -> None:
    results = await run(FakeHost(power=plan))
    assert codes(results) == [code]
    assert words in results["pc.sleep"].findings[0].summary


async def test_evidence_says_what_each_setting_is() -> None:
    found = (await run(FakeHost(power=replace(LAPTOP, sleep_after_s=None))))["pc.sleep"].findings[0]
    assert found.evidence == {
        "Sleep": "could not be read",
        "Hibernation": "never",
        "Closing the lid": "sends it to sleep",
    }


async def test_half_an_answer_is_not_called_the_whole() -> None:
    results = await run(FakeHost(power=replace(ALWAYS_ON, hibernate_after_s=None)))
    assert results["pc.sleep"].note == "as far as Windows says"


async def test_where_nobody_knows_sleep_matters_only_if_the_client_is_here() -> None:
    without = await run(FakeHost(power=SLEEPY), ClientPlace.NOT_KNOWN)
    assert codes(without) == []
    assert "matters only where" in without["pc.sleep"].note
    with_it = await run(FakeHost(power=SLEEPY, services=(service(),)), ClientPlace.NOT_KNOWN)
    assert codes(with_it) == ["PCS-21"]


@pytest.mark.parametrize("place", [ClientPlace.ELSEWHERE, ClientPlace.NOT_NEEDED])
async def test_a_pc_without_the_client_is_never_failed(place: ClientPlace) -> None:
    full = DiskSpace("C:\\", 1, 250 * GIB)
    results = await run(FakeHost(power=SLEEPY, dotnet=None, disk=full), place)
    assert codes(results) == ["PCS-31"]
    assert exit_level(results.values()) == 1
    assert results["pc.sleep"].outcome is Outcome.SKIPPED
    assert results["pc.dotnet"].outcome is Outcome.SKIPPED


@pytest.mark.parametrize(
    ("free", "code"), [(GIB - 1, "PCS-31"), (GIB, "PCS-32"), (5 * GIB - 1, "PCS-32"), (5 * GIB, None)]
)
async def test_room_on_the_disk(free: int, code: str | None) -> None:
    results = await run(FakeHost(disk=DiskSpace("C:\\", free, 250 * GIB)))
    assert codes(results) == ([code] if code else [])


async def test_a_restart_that_windows_waits_for() -> None:
    waiting = (RestartReason.UPDATES, RestartReason.FILES)
    results = await run(FakeHost(restart=waiting))
    assert codes(results) == ["PCS-41"]
    assert "Windows has installed updates" in results["pc.restart"].findings[0].summary


async def test_files_that_some_program_leaves_for_the_next_restart_are_no_reason_to_restart() -> None:
    results = await run(FakeHost(restart=(RestartReason.FILES,)))
    assert codes(results) == []
    assert results["pc.restart"].note == "some program replaces files at the next restart"


@pytest.mark.parametrize(
    ("release", "note"),
    [(528372, "4.8 (release 528372)"), (378389, "4.5 (release"), (100, "4, older than 4.5 (release 100)")],
)
async def test_which_dotnet(release: int, note: str) -> None:
    assert (await run(FakeHost(dotnet=release)))["pc.dotnet"].note.startswith(note)


async def test_no_dotnet_is_unusual() -> None:
    assert codes(await run(FakeHost(dotnet=None))) == ["PCS-51"]


def test_the_catalogue_of_releases_is_in_order_and_names_each_build_once() -> None:
    catalogue = this_pc()
    releases = [entry.release for entry in catalogue.dotnet]
    assert releases == sorted(set(releases))
    builds = [(entry.build, entry.server) for entry in catalogue.windows if "ltsc" not in entry.updates_end]
    assert len(builds) == len(set(builds))
    assert catalogue.limits.disk_full_gib < catalogue.limits.disk_low_gib
