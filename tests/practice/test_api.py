"""Wonde's API as the practice server answers it, over real HTTP: every path, form and refusal."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import pytest

from app.practice.lifecycle import Stage
from app.practice.serve import ServeOptions
from app.practice.world import Caller
from tests.fakes.practice import RunningPractice, practice_server

STUDENT_INCLUDES = "education_details,contact_details,identifiers,year,registration,house,groups,classes"


def everything(client: httpx.Client, path: str, **params: Any) -> list[dict[str, Any]]:
    """All rows of a list, following `next`."""
    rows: list[dict[str, Any]] = []
    answer = client.get(path, params=params).raise_for_status().json()
    while True:
        rows += answer["data"]
        link = answer["meta"].get("pagination", {}).get("next")
        if link is None:
            return rows
        answer = client.get(link).raise_for_status().json()


# -- signing in


def test_the_bare_address_checks_the_token(practice: RunningPractice, api: httpx.Client) -> None:
    assert api.get("").status_code == 200
    assert httpx.get(practice.address.api_url, trust_env=False, verify=False).status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic !!!", "Basic d3Jvbmc6", "Digest x"])
def test_without_a_valid_token_everything_is_401_json(practice: RunningPractice, header: str) -> None:
    for path in ("", "/schools", practice.school_path("/students"), "/nothing"):
        answer = httpx.get(
            practice.address.api_url + path, headers={"Authorization": header}, trust_env=False, verify=False
        )
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "unauthenticated"


def test_basic_takes_the_token_as_user_name(practice: RunningPractice) -> None:
    token = practice.address.token
    for password, status in (("", 200), ("x", 401)):
        coded = base64.b64encode(f"{token}:{password}".encode()).decode()
        headers = {"Authorization": f"Basic {coded}"}
        answer = httpx.get(
            practice.address.api_url + "/schools", headers=headers, trust_env=False, verify=False
        )
        assert answer.status_code == status


def test_tokens_are_forty_hex_characters_and_survive_a_restart(practice: RunningPractice) -> None:
    with practice_server(ServeOptions(students=620)) as again:
        assert again.address.token == practice.address.token
    assert len(practice.address.token) == 40
    assert int(practice.address.token, 16)


def test_a_page_elsewhere_cannot_reach_it_under_another_name(practice: RunningPractice) -> None:
    headers = {"Host": "evil.example", "Authorization": f"Bearer {practice.address.token}"}
    for path in ("/v1.0", "/portal", "/practice/state"):
        assert (
            httpx.get(practice.origin + path, headers=headers, trust_env=False, verify=False).status_code
            == 421
        )


# -- schools


def test_the_school_as_wonde_shows_it(practice: RunningPractice, api: httpx.Client) -> None:
    row = api.get(practice.school_path("")).json()["data"]
    assert row["id"] == practice.address.school_id
    assert isinstance(row["establishment_number"], str)
    assert isinstance(row["urn"], int)
    assert row["region"]["domain"] == practice.origin.removeprefix("http://")
    assert len(row["extended"]["audit_approved_at"]["date"]) == 19
    assert api.get("/schools").json()["data"] == [row]


def test_a_school_token_sees_one_school_and_the_applications_several(practice: RunningPractice) -> None:
    with practice.client() as own, practice.client(Caller.APPLICATION) as vendor:
        assert len(own.get("/schools/all").json()["data"]) == 1
        everyone = vendor.get("/schools/all").json()["data"]
        assert len(everyone) == 6
        lists = {
            name: {row["name"] for row in vendor.get(f"/schools/{name}").json()["data"]}
            for name in ("pending", "audited", "offline", "revoked", "declined")
        }
        assert lists["pending"] == {"Quarry Bank Nursery"}
        assert lists["offline"] == {"Heronsgate Academy"}
        assert lists["revoked"] == {"Fenwick High School"}
        assert lists["declined"] == {"St Piran's Infants"}
        assert "Larkmoor School" in lists["audited"]
        other = next(row for row in everyone if row["name"] == "Heronsgate Academy")
        assert own.get(f"/schools/{other['id']}").status_code == 404
        assert isinstance(other["establishment_number"], int)


def test_schools_are_filtered(practice: RunningPractice) -> None:
    with practice.client(Caller.APPLICATION) as vendor:
        names = [
            row["name"] for row in vendor.get("/schools/all", params={"postcode": "ZZ9 9"}).json()["data"]
        ]
        assert names == ["Larkmoor School"]
        urn = practice.school.identity.urn
        assert len(vendor.get("/schools/all", params={"urn": urn}).json()["data"]) == 1
        assert vendor.get("/schools/all", params={"la_code": "999"}).json()["data"] == []
        first = vendor.get("/schools/all", params={"per_page": 2}).json()
        assert len(first["data"]) == 2
        assert first["meta"]["pagination"]["more"] is True


def test_the_wrong_region_gives_no_data_and_no_error(practice: RunningPractice) -> None:
    with practice.client(Caller.APPLICATION) as vendor:
        schools = vendor.get("/schools/all").json()["data"]
        abroad = next(row for row in schools if row["name"] == "Wattle Creek College")
        assert abroad["region"]["domain"] == "api-ap-southeast-2.wonde.com"
        assert vendor.get(f"/schools/{abroad['id']}/students").json()["data"] == []
        counts = vendor.get(f"/schools/{abroad['id']}/counts", params={"include": "students"}).json()
        assert counts["data"]["students"]["data"]["count"] == 0


def test_meta_permissions_and_access_list(practice: RunningPractice, api: httpx.Client) -> None:
    meta = f"/meta/schools/{practice.address.school_id}"
    assert api.get(meta).json()["data"] == {
        "online": True, "approved": True, "audited": True, "custom_attendance_codes": False,
    }  # fmt: skip
    permissions = {row["name"]: row for row in api.get(f"{meta}/permissions").json()["data"]}
    assert permissions["Students upn read"]["approved"] is True
    assert permissions["Students upn read"]["optional"] is True
    assert permissions["Students forename read"]["optional"] is False
    assert permissions["Students forename read"]["audited"] is True
    assert permissions["Students date of birth read"]["declined"] is True
    assert "audited" not in permissions["Students date of birth read"]
    assert api.get(f"{meta}/acl", params={"with_user_type": "true"}).json()["data"] == {
        "mode": None,
        "ids": [],
    }
    assert api.get("/meta/schools/A0").status_code == 404


# -- lists


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/students", lambda s: len(s.students)),
        ("/employees", lambda s: len(s.staff)),
        ("/groups", lambda s: len(s.groups)),
        ("/classes", lambda s: len(s.classes)),
        ("/subjects", lambda s: len(s.subjects)),
        ("/students-leaver", lambda s: len(s.leavers)),
        ("/students-pre-admission", lambda s: len(s.future_starters)),
        ("/deletions", lambda s: len(s.deletions)),
    ],
)
@pytest.mark.parametrize("per_page", [None, 31, 200])
def test_every_list_is_complete_by_pages_and_by_cursor(
    practice: RunningPractice, api: httpx.Client, path: str, count: Any, per_page: int | None
) -> None:
    sizes = {} if per_page is None else {"per_page": per_page}
    by_page = everything(api, practice.school_path(path), **sizes)
    by_cursor = everything(api, practice.school_path(path), cursor="true", **sizes)
    ids = [row["id"] for row in by_page]
    assert len(set(ids)) == len(ids) == count(practice.school)
    assert [row["id"] for row in by_cursor] == ids


def test_fifty_rows_a_page_and_no_pagination_for_fewer(practice: RunningPractice, api: httpx.Client) -> None:
    first = api.get(practice.school_path("/students")).json()
    assert len(first["data"]) == 50
    assert first["meta"]["pagination"]["per_page"] == 50
    houses = api.get(practice.school_path("/groups"), params={"type": "HOUSE"}).json()
    assert "pagination" not in houses["meta"]
    asked = api.get(practice.school_path("/groups"), params={"type": "HOUSE", "per_page": 50}).json()
    assert asked["meta"]["pagination"] == {
        "next": None, "previous": None, "more": False, "per_page": 50, "current_page": 1,
    }  # fmt: skip


def test_per_page_has_a_limit_and_nonsense_is_ignored(practice: RunningPractice, api: httpx.Client) -> None:
    path = practice.school_path("/students")
    assert len(api.get(path, params={"per_page": 5000}).json()["data"]) == 250
    for nonsense in ("0", "-3", "many", "9" * 30):
        answer = api.get(path, params={"per_page": nonsense, "page": nonsense}).json()
        assert len(answer["data"]) == 50
    past = api.get(path, params={"per_page": 200, "page": 99}).json()
    assert past["data"] == []
    assert past["meta"]["pagination"]["more"] is False


def test_next_links_stay_here_and_carry_the_query(practice: RunningPractice, api: httpx.Client) -> None:
    params = {"per_page": 10, "include": "year,classes.subject"}
    answer = api.get(practice.school_path("/students"), params=params).json()
    link = httpx.URL(answer["meta"]["pagination"]["next"])
    assert str(link).startswith(practice.address.api_url)
    assert link.params["include"] == "year,classes.subject"
    assert link.params["page"] == "2"


def test_includes_come_only_when_asked_and_wrapped(practice: RunningPractice, api: httpx.Client) -> None:
    path = practice.school_path("/students")
    plain = api.get(path, params={"per_page": 200}).json()
    assert not {"year", "classes", "education_details"} & plain["data"][0].keys()
    assert "classes.subject" in plain["meta"]["includes"]
    rows = everything(api, path, per_page=200, include=STUDENT_INCLUDES)
    for row, student in zip(rows, practice.school.students, strict=True):
        assert row["education_details"]["data"]["upn"] == student.upn
        classes = [practice.school.classes[number].id for number in student.classes]
        assert [c["id"] for c in row["classes"]["data"]] == [*classes, *student.dangling]
        assert all(isinstance(c["subject"], str | None) for c in row["classes"]["data"])
        assert len(row["groups"]["data"]) == len(student.groups)
        emails = row["contact_details"]["data"]["emails"]
        assert student.email is None or student.email in emails.values()


def test_nested_includes_and_pivots(practice: RunningPractice, api: httpx.Client) -> None:
    school = practice.school
    rows = everything(
        api, practice.school_path("/classes"), per_page=200, include="subject,students,employees"
    )
    for row, taught in zip(rows, school.classes, strict=True):
        assert row["subject"]["data"]["name"] == school.subjects[taught.subject].name
        assert [s["id"] for s in row["students"]["data"]] == [school.students[n].id for n in taught.students]
        for employee, main in zip(row["employees"]["data"], taught.teachers.values(), strict=True):
            assert employee["meta"]["is_main_teacher"] is main
    nested = api.get(
        practice.school_path("/students"),
        params={"per_page": 5, "include": "classes.subject,classes.employees,registration.employees"},
    ).json()["data"]
    inner = nested[0]["classes"]["data"][0]
    assert inner["subject"]["data"]["name"]
    assert inner["employees"]["data"][0]["meta"]["role"] in ("Main Class Teacher", "Class Teacher")
    staff = everything(api, practice.school_path("/employees"), per_page=200, include="classes,groups,roles")
    for row, employee in zip(staff, school.staff, strict=True):
        assert [c["meta"]["is_main_teacher"] for c in row["classes"]["data"]] == list(
            employee.classes.values()
        )
        assert row["roles"]["data"][0]["role"] == employee.role


def test_types_drift_as_they_do(practice: RunningPractice, api: httpx.Client) -> None:
    with practice_server(ServeOptions(students=90, start="pending")) as other:
        everything_granted(other)
        with other.client() as client:
            rows = everything(client, other.school_path("/students"), include="house,boarding,campus,year")
    kinds = {type(row["date_of_birth"]) for row in rows}
    assert {dict, str} <= kinds
    assert {len(row["date_of_birth"]["date"]) for row in rows if isinstance(row["date_of_birth"], dict)} == {
        19,
        26,
    }
    forms = {json.dumps(row.get("boarding", "absent")) for row in rows}
    assert forms == {'"absent"', "null", '{"data": null}', '{"data": []}', '{"data": {}}'}
    staff = everything(api, practice.school_path("/employees"))
    assert {row["gender"] for row in staff} == {None}
    assert all(isinstance(row["mis_id"], str) for row in rows)


def everything_granted(running: RunningPractice) -> None:
    """Approves with every permission on."""
    from app.practice.content import all_permissions

    now = running.world.lifecycle.now()
    running.world.lifecycle.change(
        decision="approved", approved_at=now, granted=tuple(p.name for p in all_permissions())
    )


def test_updated_after_and_before(practice: RunningPractice, api: httpx.Client) -> None:
    path, moment = practice.school_path("/students"), "2026-08-01 00:00:00"
    later = everything(api, path, per_page=200, updated_after=moment)
    earlier = everything(api, path, per_page=200, updated_before="2026-08-01T00:00:00Z")
    assert later
    assert all(row["updated_at"]["date"] > moment for row in later)
    assert len(later) + len(earlier) == len(practice.school.students)


def test_list_filters(practice: RunningPractice, api: httpx.Client) -> None:
    school = practice.school
    years = everything(api, practice.school_path("/groups"), type="YEAR")
    assert {row["type"] for row in years} == {"YEAR"}
    filled = everything(api, practice.school_path("/groups"), has_students="true", per_page=200)
    assert {row["type"] for row in filled} == {"YEAR", "REGISTRATION", "HOUSE", "MISC"}
    empty = everything(api, practice.school_path("/classes"), has_students="false", per_page=200)
    assert {row["id"] for row in empty} == {c.id for c in school.classes if not c.students}
    teaching = everything(api, practice.school_path("/employees"), has_class="true", per_page=200)
    assert len(teaching) == sum(bool(e.classes) for e in school.staff)
    two = [student.mis_id for student in school.students[:2]]
    assert len(everything(api, practice.school_path("/students"), only_mis_ids=",".join(two))) == 2
    gone = everything(
        api, practice.school_path("/deletions"), type="student", updated_after="2020-01-01 00:00:00"
    )
    assert len(gone) == len(school.leavers)
    named = school.classes[3].name
    assert len(everything(api, practice.school_path("/classes"), class_name=named)) == 1


def test_one_record(practice: RunningPractice, api: httpx.Client) -> None:
    student = practice.school.students[5]
    answer = api.get(practice.school_path(f"/students/{student.id}"), params={"include": "education_details"})
    assert answer.json()["data"]["id"] == student.id
    assert "education_details" in answer.json()["data"]
    assert api.get(practice.school_path("/students/A404")).status_code == 404


def test_counts(practice: RunningPractice, api: httpx.Client) -> None:
    answer = api.get(
        practice.school_path("/counts"), params={"include": "students,classes,employees,dragons"}
    )
    assert answer.json() == {
        "data": {
            "students": {"data": {"count": len(practice.school.students)}},
            "classes": {"data": {"count": len(practice.school.classes)}},
            "employees": {"data": {"count": len(practice.school.staff)}},
        }
    }


@pytest.mark.parametrize("path", ["/contacts", "/photos", "/behaviours"])
def test_a_missing_scope_is_403_naming_it(practice: RunningPractice, api: httpx.Client, path: str) -> None:
    answer = api.get(practice.school_path(path))
    assert answer.status_code == 403
    assert f"{path[1:]}.read" in answer.json()["error"]["message"]


@pytest.mark.parametrize("path", ["/dragons", "/students/x/y", ""])
def test_unknown_addresses_are_404_json(practice: RunningPractice, api: httpx.Client, path: str) -> None:
    answer = api.get(f"/schools/A0000000000{path}")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"
    assert api.get("/dragons").status_code == 404


# -- permissions and access control


def approve(running: RunningPractice, *, without: str = "", **acl: Any) -> None:
    """Approves with the usual permissions but some."""
    from app.practice.content import granted_at_first

    granted = tuple(sorted(name for name in granted_at_first() if not without or without not in name))
    now = running.world.lifecycle.now()
    running.world.lifecycle.change(decision="approved", approved_at=now, granted=granted, **acl)


def test_withheld_fields_are_null_not_absent() -> None:
    with practice_server(ServeOptions(students=90, start="pending")) as running, running.client() as client:
        approve(running, without="upn")
        rows = everything(
            client, running.school_path("/students"), include="education_details,contact_details"
        )
        assert all(row["education_details"]["data"]["upn"] is None for row in rows)
        assert any(row["education_details"]["data"]["admission_number"] for row in rows)
        assert all(row["date_of_birth"] is None for row in rows)
        approve(running, without="email")
        rows = everything(client, running.school_path("/students"), include="contact_details")
        assert all(row["contact_details"]["data"]["emails"] is None for row in rows)


def test_classes_withheld_as_a_whole() -> None:
    with practice_server(ServeOptions(students=90, start="pending")) as running, running.client() as client:
        approve(running, without="Classes")
        assert client.get(running.school_path("/classes")).status_code == 403
        rows = everything(client, running.school_path("/students"), include="classes")
        assert all(row["classes"] == {"data": []} for row in rows)
        counts = client.get(running.school_path("/counts"), params={"include": "classes"}).json()
        assert counts["data"] == []


@pytest.mark.parametrize("mode", ["exclude", "only"])
def test_access_control_is_honoured_everywhere(mode: str) -> None:
    with practice_server(ServeOptions(students=90, start="pending")) as running, running.client() as client:
        school = running.school
        listed = (school.students[0].id, school.students[1].id, school.staff[0].id)
        approve(running, mode=mode, listed=listed)
        students = {row["id"] for row in everything(client, running.school_path("/students"))}
        everyone = {student.id for student in school.students}
        assert students == (everyone - set(listed) if mode == "exclude" else everyone & set(listed))
        counts = client.get(running.school_path("/counts"), params={"include": "students"}).json()
        assert counts["data"]["students"]["data"]["count"] == len(students)
        classes = everything(client, running.school_path("/classes"), include="students")
        assert {s["id"] for c in classes for s in c["students"]["data"]} <= students
        acl = client.get(
            f"/meta/schools/{running.address.school_id}/acl", params={"with_user_type": "true"}
        ).json()
        assert acl["data"]["mode"] == {"exclude": "exclude", "only": "include"}[mode]
        assert {"id": school.staff[0].id, "type": "employee"} in acl["data"]["ids"]
        bare = client.get(f"/meta/schools/{running.address.school_id}/acl").json()["data"]["ids"]
        assert set(bare) == set(listed)


# -- the life cycle


def stage_lists(client: httpx.Client) -> set[str]:
    names = ("", "/pending", "/audited", "/offline", "/revoked", "/declined")
    return {name for name in names if client.get("/schools" + name).json()["data"]}


def test_from_asked_to_online_and_revoked() -> None:
    options = ServeOptions(students=60, start="pending", audit_after_s=None, online_after_s=None)
    with practice_server(options) as running, running.client() as client, running.browser() as control:
        meta = f"/meta/schools/{running.address.school_id}"
        students = running.school_path("/students")
        assert stage_lists(client) == {"/pending"}
        assert client.get(students).status_code == 403
        approve(running)
        assert stage_lists(client) == {"", "/offline"}
        assert client.get(meta).json()["data"]["audited"] is False
        assert client.get(students).json()["data"] == []
        headers = {"Authorization": f"Bearer {running.address.token}"}
        assert control.post("/practice/advance", json={"to": "audited"}).status_code == 401
        told = control.post("/practice/advance", json={"to": "audited"}, headers=headers).json()
        assert told["stage"] == "audited"
        assert client.get(students).json()["data"] == []
        told = control.post("/practice/advance", json={"to": "online"}, headers=headers).json()
        assert told["stage"] == "online"
        assert stage_lists(client) == {"", "/audited"}
        assert len(client.get(students).json()["data"]) == 50
        control.post("/practice/connection", json={"connected": False}, headers=headers)
        assert client.get(meta).json()["data"]["online"] is False
        assert stage_lists(client) == {"", "/audited", "/offline"}
        answer = client.delete(running.school_path("/revoke-access")).json()
        assert answer["success"] is True
        assert answer["state"] == "revoked"
        assert client.get(students).status_code == 401
        with running.client(Caller.APPLICATION) as vendor:
            assert vendor.get(students).status_code == 403
        assert client.post(running.school_path("/request-access")).json()["state"] == "pending"
        assert running.world.stage is Stage.PENDING


def test_asking_for_access() -> None:
    with (
        practice_server(ServeOptions(students=30, start="not-requested")) as running,
        running.client() as client,
    ):
        path = running.school_path("/request-access")
        contact = {"first_name": "Ada", "last_name": "Byte", "email_address": "office@school.example"}
        for bad in (
            {"contacts": [{**contact, "email_address": "nobody"}]},
            {"contacts": [{"first_name": " "}]},
            {"contacts": "Ada"},
            {"contacts": ["Ada"]},
            [],
        ):
            answer = client.post(path, json=bad)
            assert answer.status_code == 422
            assert answer.json()["errors"]
        assert (
            client.post(path, content=b"{", headers={"Content-Type": "application/json"}).status_code == 422
        )
        assert running.world.stage is Stage.NOT_REQUESTED
        assert client.post(path, json={"contacts": [contact]}).json()["state"] == "pending"
        approve(running)
        again = client.post(path).json()
        assert again["success"] is False
        assert again["message"] == "School Already Approved"


def test_controls_refuse_what_makes_no_sense() -> None:
    with practice_server(ServeOptions(students=30, start="pending")) as running, running.browser() as control:
        headers = {"Authorization": f"Bearer {running.address.token}"}
        for path, body in (
            ("advance", b'{"to": "audited"}'),
            ("advance", b"{"),
            ("advance", b"[]"),
            ("restart", b'{"to": "nowhere"}'),
            ("connection", b'{"connected": "yes"}'),
        ):
            answer = control.post(f"/practice/{path}", content=body, headers=headers)
            assert answer.status_code == 422, path
        told = control.post("/practice/restart", json={"to": "online"}, headers=headers).json()
        assert told["stage"] == "online"


# -- latency


def test_answers_wait_for_the_latency_together() -> None:
    import asyncio
    import time

    with practice_server(ServeOptions(students=300, latency_ms=300)) as running:

        async def ask() -> tuple[float, set[int]]:
            headers = {"Authorization": f"Bearer {running.address.token}"}
            async with httpx.AsyncClient(
                headers=headers, trust_env=False, verify=False, timeout=30
            ) as client:
                url = running.address.api_url + running.school_path("/students")
                begun = time.monotonic()
                answers = await asyncio.gather(*(client.get(url, params={"page": n}) for n in range(1, 21)))
                return time.monotonic() - begun, {answer.status_code for answer in answers}

        took, statuses = asyncio.run(ask())
    assert statuses == {200}
    assert took >= 0.3
