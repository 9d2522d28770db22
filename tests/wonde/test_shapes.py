"""Wonde's answers in every drift form, and whatever else could arrive."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wonde import shapes
from app.wonde.shapes import WrongShape
from tests.fakes.wild_json import JSON, OBJECTS

FULL: dict[str, Any] = {
    "id": "A1000000001",
    "name": "Example High School",
    "establishment_number": "4001",
    "urn": 123456,
    "phase_of_education": "SECONDARY",
    "la_code": "201",
    "timezone": "Europe/London",
    "mis": "SIMS",
    "address": {"address_town": "Town", "address_postcode": "AB1 2CD"},
    "extended": {"audit_approved_at": {"date": "2024-01-28 15:45:10", "timezone_type": 3, "timezone": "UTC"}},
    "region": {"code": "GBR", "domain": "api.wonde.com", "identifiers": {"urn": 123456}},
    "never_heard_of": {"data": [1, 2]},
}


def test_a_whole_school() -> None:
    school = shapes.school_of(FULL)
    assert (school.id, school.urn, school.establishment_number, school.la_code) == (
        "A1000000001",
        "123456",
        "4001",
        "201",
    )
    assert (school.mis, school.phase, school.postcode, school.town) == (
        "SIMS",
        "SECONDARY",
        "AB1 2CD",
        "Town",
    )
    assert (school.region_domain, school.region_code, school.audited_on) == (
        "api.wonde.com",
        "GBR",
        "2024-01-28",
    )


@pytest.mark.parametrize("form", ["4001", 4001, 4001.0, {"id": 4001}, {"data": {"id": "4001"}}])
def test_identifiers_are_text_in_every_form(form: object) -> None:
    assert shapes.school_of({"id": 1, "establishment_number": form}).establishment_number == "4001"


def test_identifiers_are_also_looked_for_in_the_region() -> None:
    school = shapes.school_of(
        {"id": 1, "urn": None, "region": {"identifiers": {"urn": 99, "la_code": "201"}}}
    )
    assert (school.urn, school.la_code) == ("99", "201")


@pytest.mark.parametrize(
    ("region", "domain"),
    [
        ({"domain": "API-us-west-2.wonde.com"}, "api-us-west-2.wonde.com"),
        ({"domain": "https://api.wonde.com/v1.0"}, "api.wonde.com"),
        ({"school_url": "https://api.wonde.com/v1.0/schools/A1"}, "api.wonde.com"),
        ({"data": {"domain": "api.wonde.com"}}, "api.wonde.com"),
        ({"domain": "127.0.0.1:5000"}, "127.0.0.1:5000"),
        ({"domain": "me@evil.test"}, None),
        ({"domain": "//[x"}, None),
        ({"domain": None}, None),
        ([], None),
        (None, None),
    ],
)
def test_regions(region: object, domain: str | None) -> None:
    assert shapes.school_of({"id": 1, "region": region}).region_domain == domain


@pytest.mark.parametrize(
    "form",
    [
        {"mis": None},
        {"address": None},
        {"address": []},
        {"extended": []},
        {"extended": {"audit_approved_at": None}},
    ],
)
def test_missing_parts_are_unknown(form: dict[str, Any]) -> None:
    school = shapes.school_of({"id": "1", **form})
    assert (school.mis, school.postcode, school.audited_on) == (None, None, None)


@pytest.mark.parametrize(
    ("raw", "approved", "audited", "declined"),
    [
        ({"approved": True, "audited": False}, True, False, None),
        ({"approved": 1, "declined": False}, True, None, False),
        ({"approved": "0", "declined": "1"}, False, None, True),
        ({"approved": None}, None, None, None),
        ({}, None, None, None),
    ],
)
def test_permissions(
    raw: dict[str, Any], approved: bool | None, audited: bool | None, declined: bool | None
) -> None:
    permission = shapes.permission_of({"name": "Students upn read", "parent": None, **raw})
    assert (permission.approved, permission.audited, permission.declined) == (approved, audited, declined)


def test_a_permission_in_full() -> None:
    permission = shapes.permission_of(
        {
            "identity": 12,
            "name": "Students upn read",
            "description": "text",
            "parent": {"name": "Students read"},
            "group": {"data": {"name": "Students education details read"}},
            "optional": True,
            "active_from": {"date": "2024-09-01 00:00:00.000000"},
        }
    )
    assert (permission.identity, permission.parent, permission.optional) == ("12", "Students read", True)
    assert (permission.group, permission.active_from) == ("Students education details read", "2024-09-01")


@pytest.mark.parametrize(
    ("raw", "students", "employees", "others"),
    [
        (
            {"mode": None, "ids": [{"id": "A1", "type": "student"}, {"id": 2, "type": "Employee"}]},
            {"A1"},
            {"2"},
            set(),
        ),
        ({"mode": "only", "ids": ["A1", 2, None, []]}, set(), set(), {"A1", "2"}),
        ({"ids": {"data": [{"id": 1, "type": "students"}]}}, {"1"}, set(), set()),
        ({"mode": None, "ids": None}, set(), set(), set()),
    ],
)
def test_access_control(
    raw: dict[str, Any], students: set[str], employees: set[str], others: set[str]
) -> None:
    access = shapes.access_control_of(raw)
    assert (access.student_ids, access.employee_ids, access.other_ids) == (students, employees, others)
    assert access.listed == len(students | employees | others)
    assert access.limits is (access.listed > 0)


@pytest.mark.parametrize(
    "form", [812, "812", {"count": 812}, {"data": {"count": 812}}, {"data": {"count": "812"}}]
)
def test_counts_in_every_form(form: object) -> None:
    assert shapes.counts_of({"data": {"students": form}}, ["students", "rooms"]) == {
        "students": 812,
        "rooms": None,
    }


@pytest.mark.parametrize("form", [-1, "x", None, [], {"data": {"count": None}}, True])
def test_what_is_no_count_is_unknown_and_never_zero(form: object) -> None:
    assert shapes.counts_of({"data": {"students": form}}, ["students"]) == {"students": None}


@pytest.mark.parametrize(
    ("raw", "has_more", "present"),
    [
        ({"next": "https://x/?page=2", "more": True, "per_page": 50, "current_page": 1}, True, True),
        ({"next": None, "more": False}, False, True),
        ({"next": None, "more": "true"}, True, True),
        ({"next": "https://x", "more": None}, True, True),
        ({"next": "", "more": 0}, False, True),
        ([], False, False),
        (None, False, False),
        ({}, False, False),
    ],
)
def test_pagination(raw: object, has_more: bool, present: bool) -> None:
    pagination = shapes.pagination_of({"data": [], "meta": {"pagination": raw}})
    assert (pagination.has_more, pagination.present) == (has_more, present)


@pytest.mark.parametrize("envelope", [None, [], {}, {"meta": None}, {"meta": []}, "x"])
def test_no_envelope_has_no_pagination(envelope: object) -> None:
    assert shapes.pagination_of(envelope).present is False


@pytest.mark.parametrize(
    "raw",
    [
        {"success": True, "state": "pending", "message": "m"},
        {"data": {"success": True, "state": "pending", "message": "m"}},
    ],
)
def test_access_answers(raw: dict[str, Any]) -> None:
    answer = shapes.access_answer_of(raw)
    assert (answer.success, answer.state, answer.message) == (True, "pending", "m")


@pytest.mark.parametrize(
    ("body", "message", "fields"),
    [
        ({"error": "e"}, "e", ()),
        ({"error": {"message": "e"}}, "e", ()),
        ({"message": "m"}, "m", ()),
        ({"errors": ["one", "two"]}, "one", ()),
        ({"errors": [{"detail": "d"}]}, "d", ()),
        ({"errors": {"urn": ["must be"]}}, "must be", ("urn",)),
        ({"postcode": ["is wrong"]}, "postcode", ("postcode",)),
        ("plain", "plain", ()),
        ([], "", ()),
        (None, "", ()),
    ],
)
def test_error_bodies(body: object, message: str, fields: tuple[str, ...]) -> None:
    assert shapes.message_in(json.dumps(body).encode()) == (message, fields)


def test_error_bodies_that_are_not_json() -> None:
    assert shapes.message_in(b"Service down") == ("Service down", ())
    assert shapes.message_in(b"<html>secret page") == ("", ())
    assert shapes.shortened("a\n\tb\x00c" + "d" * 500).startswith("a b c")
    assert len(shapes.shortened("d" * 500)) == 200


@pytest.mark.parametrize(
    "shape",
    [
        lambda value: shapes.rows_in(value),
        lambda value: shapes.object_in(value),
        lambda value: shapes.access_answer_of(value),
        lambda value: shapes.counts_of(value, ["students"]),
        lambda value: shapes.pagination_of(value),
        lambda value: shapes.message_in(json.dumps(value).encode()),
    ],
)
@given(value=JSON)
def test_no_answer_breaks_a_shape(shape: Callable[[Any], Any], value: Any) -> None:
    with contextlib.suppress(WrongShape):
        shape(value)


@pytest.mark.parametrize(
    "shape",
    [shapes.school_of, shapes.state_of, shapes.permission_of, shapes.access_control_of, shapes.deletion_of],
)
@given(value=OBJECTS)
def test_no_record_breaks_a_shape(shape: Callable[[Any], Any], value: dict[str, Any]) -> None:
    with contextlib.suppress(WrongShape):
        shape(value)


@given(st.binary(max_size=60))
def test_no_bytes_break_the_decoder(body: bytes) -> None:
    with contextlib.suppress(WrongShape):
        shapes.decode(body)
    shapes.message_in(body)


@given(JSON)
def test_json_survives_the_decoder(value: Any) -> None:
    text = json.dumps(value)
    assert json.dumps(shapes.decode(text.encode())) == text
    assert json.dumps(shapes.decode(b"\xef\xbb\xbf" + text.encode())) == text
