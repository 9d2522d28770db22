"""Loading from Wonde over real HTTP on loopback: exact numbers, withheld parts named, nothing empty shown
as fine."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.formats.records import FieldState
from app.roster.document import ATTENTION, MUST_FIX, exit_level, preview_document
from app.roster.people import PeopleQuery
from app.roster.sources import Progress, load_wonde, problem_line
from app.roster.tree import build_tree
from app.transport.client import Transport
from app.wonde.client import WondeClient
from app.wonde.errors import EmptyAnswer, WondeError
from tests.fakes.wire import said
from tests.fakes.wonde_server import SCHOOL_ID, TOKEN, FakeWonde

pytestmark = pytest.mark.anyio

NAMES = ("Zoë", "Ada", "Björn", "Chidi", "O'Neil")


def group(key: str, type_: str, name: str) -> dict[str, Any]:
    return {"id": key, "name": name, "code": name, "type": type_}


def student(number: int) -> dict[str, Any]:
    year = 7 + number % 5
    return {
        "id": f"S{number}",
        "upi": f"{number:032x}",
        "mis_id": number,
        "forename": NAMES[number % 5],
        "surname": f"Student{number}",
        "legal_surname": None,
        "education_details": {"data": {"upn": None, "current_nc_year": str(year)}},
        "contact_details": {"data": {"emails": {"work": f"s{number}@school.example"}}},
        "year": {"data": group(f"Y{year}", "YEAR", f"Year {year}")},
        "registration": {"data": group(f"R{year}", "REGISTRATION", f"{year}A")},
        "house": [None, {"data": None}, {"data": []}, {"data": {}}][number % 4],
        # The same registration group again: one membership, not two.
        "groups": {"data": [group(f"R{year}", "REGISTRATION", f"{year}A"), group("U1", "USER", "Choir")]},
        "classes": {"data": [{"id": f"C{year}", "name": f"{year}a/Sc1"}]},
    }


def employee(number: int) -> dict[str, Any]:
    classes = [
        {"id": f"C{year}", "name": f"{year}a/Sc1", "meta": {"is_main_teacher": number == 0}}
        for year in range(7, 12)
    ]
    return {
        "id": f"E{number}",
        "upi": f"e{number}",
        "mis_id": f"{number}",
        "forename": "Tom",
        "surname": f"Staff{number}",
        "employment_details": {"data": {"current": True, "teaching_staff": 1, "staff_code": f"T{number}"}},
        "classes": {"data": classes},
        "groups": {"data": []},
    }


def lists(students: int = 450, staff: int = 3) -> dict[str, list[dict[str, Any]]]:
    years = [group(f"Y{year}", "YEAR", f"Year {year}") for year in range(7, 12)]
    registration = [group(f"R{year}", "REGISTRATION", f"{year}A") for year in range(7, 12)]
    return {
        "students": [student(number) for number in range(students)],
        "employees": [employee(number) for number in range(staff)],
        "groups": [*years, *registration, group("U1", "user", "Choir")],
        "classes": [
            {"id": f"C{year}", "name": f"{year}a/Sc1", "subject": {"data": {"id": "x", "name": "Science"}}}
            for year in range(7, 12)
        ],
    }


@pytest.fixture
async def wonde() -> AsyncIterator[FakeWonde]:
    async with FakeWonde(**lists()) as server:
        server.permissions.append(
            {"identity": "3", "name": "Students upn read", "group": "Students education details read",
             "approved": False, "optional": True}
        )  # fmt: skip
        yield server


@pytest.fixture
async def client(wonde: FakeWonde) -> AsyncIterator[WondeClient]:
    async with Transport() as transport:
        yield WondeClient(transport, api_url=wonde.api_url, token=TOKEN, jitter=lambda: 0.0)


async def test_a_school_arrives_whole(client: WondeClient) -> None:
    told: list[Progress] = []
    roster = await load_wonde(client, SCHOOL_ID, told.append)
    counts = roster.counts()
    assert (counts.students, counts.staff, counts.classes) == (450, 3, 5)
    assert counts.groups == {"REGISTRATION": 5, "USER": 1, "YEAR": 5}
    assert counts.memberships == 450 * 4 + 3 * 5
    assert roster.school == (SCHOOL_ID, "Example High School")
    assert [(year.label, year.students) for year in roster.years()] == [
        (f"Year {year}", 90) for year in range(7, 12)
    ]
    assert exit_level(roster) == ATTENTION
    states = {(row.kind, row.field): row.state for row in roster.fields()}
    assert states["student", "upn"] is FieldState.NOT_SHARED
    assert states["student", "email"] is FieldState.SHARED
    assert {issue.code for issue in roster.issues()} == {
        "upn-withheld",
        "class-too-large",
        "rule-needs-withheld",
    }
    assert roster.facts.counted["students"] == 450
    assert told[-1].total is not None
    assert [step.done for step in told] == sorted(step.done for step in told)
    roster.close()


async def test_the_document_holds_counts_and_no_names(client: WondeClient) -> None:
    roster = await load_wonde(client, SCHOOL_ID)
    document = preview_document(roster, 1.23456)
    assert document["source"] == "wonde"
    assert document["phase"] == "after approval"
    assert document["school"] == {"id": SCHOOL_ID, "name": "Example High School"}
    assert document["counts"]["students"] == 450
    assert document["elapsed_s"] == 1.235
    text = str(document)
    for name in (*NAMES, "Student1", "school.example", "Staff1"):
        assert name not in text
    roster.close()


async def test_the_tree_counts_distinct_people(client: WondeClient) -> None:
    roster = await load_wonde(client, SCHOOL_ID)
    top = build_tree(roster)
    assert (top.title, top.students, top.staff) == ("Example High School", 450, 3)
    first, *_, courses = top.children
    assert (first.title, first.students, [child.title for child in first.children]) == ("Year 7", 90, ["7A"])
    assert (courses.title, courses.students, courses.staff) == ("Courses", 450, 3)
    assert [(child.title, child.staff) for child in courses.children] == [("Science", 3)]
    roster.close()


async def test_what_may_not_be_read_is_named_and_the_rest_is_kept(
    client: WondeClient, wonde: FakeWonde
) -> None:
    wonde.before = lambda asked: (
        said({"error": "invalid_permissions"}, 403) if asked.path.endswith(("/groups", "/classes")) else None
    )
    roster = await load_wonde(client, SCHOOL_ID)
    assert roster.counts().students == 450
    assert roster.counts().groups == {"REGISTRATION": 5, "USER": 1, "YEAR": 5}, "as met beside the people"
    assert roster.counts().classes == 5
    assert roster.facts.unreadable == ("classes", "groups") or roster.facts.unreadable == (
        "groups",
        "classes",
    )
    assert exit_level(roster) == MUST_FIX
    roster.close()


async def test_no_students_is_an_error_with_causes(client: WondeClient, wonde: FakeWonde) -> None:
    wonde.lists["students"] = []
    with pytest.raises(EmptyAnswer) as caught:
        await load_wonde(client, SCHOOL_ID)
    line = problem_line(caught.value)
    assert "\n" not in line
    assert caught.value.remedy


async def test_no_staff_is_something_to_mend_beside_the_students(
    client: WondeClient, wonde: FakeWonde
) -> None:
    wonde.lists["employees"] = []
    roster = await load_wonde(client, SCHOOL_ID)
    assert exit_level(roster) == MUST_FIX
    assert "no-staff" in {issue.code for issue in roster.issues()}
    roster.close()


async def test_a_primary_without_classes_is_taught_in_registration_groups(
    client: WondeClient, wonde: FakeWonde
) -> None:
    wonde.lists["classes"] = []
    for row in (*wonde.lists["students"], *wonde.lists["employees"]):
        row["classes"] = {"data": []}
    roster = await load_wonde(client, SCHOOL_ID)
    assert exit_level(roster) == ATTENTION
    courses = build_tree(roster).children[-1]
    assert courses.note
    assert [child.title for child in courses.children] == ["7A", "8A", "9A", "10A", "11A"]
    roster.close()


async def test_a_list_that_changes_is_never_counted_twice_and_the_difference_is_named(
    client: WondeClient, wonde: FakeWonde
) -> None:
    def change(kind: str, number: int) -> None:
        if kind == "students" and number == 1:
            del wonde.lists["students"][0]

    wonde.after_page = change
    wonde.counts["students"] = 452
    roster = await load_wonde(client, SCHOOL_ID)
    ids = roster.people_ids(PeopleQuery(kind="student"))
    keys = [view.key for view in roster.people(ids)]
    assert len(keys) == len(set(keys)) == roster.counts().students
    assert roster.differences
    assert "count-differs" in {issue.code for issue in roster.issues()}
    roster.close()


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_refusal_is_raised_as_itself(client: WondeClient, wonde: FakeWonde, status: int) -> None:
    wonde.before = lambda asked: said({"error": "no"}, status) if asked.path.endswith("/students") else None
    with pytest.raises(WondeError) as caught:
        await load_wonde(client, SCHOOL_ID)
    assert "\n" not in problem_line(caught.value)


async def test_cancelling_ends_at_once_and_leaves_no_thread_busy(
    client: WondeClient, wonde: FakeWonde
) -> None:
    started = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hang(progress: Progress) -> None:
        loop.call_soon_threadsafe(started.set)

    wonde.latency_s = 0.0
    task = asyncio.create_task(load_wonde(client, SCHOOL_ID, hang))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for thread in threading.enumerate():
        if thread.name.startswith("roster"):
            thread.join(timeout=10)
            assert not thread.is_alive()
