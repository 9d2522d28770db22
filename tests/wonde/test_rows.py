"""Values out of rows, in every form they are known to come, and whatever else JSON can hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wonde import rows
from tests.fakes.wild_json import JSON, OBJECTS


@given(JSON, OBJECTS)
def test_nothing_breaks_and_every_answer_has_its_type(value: Any, row: dict[str, Any]) -> None:
    for found in (
        rows.text(value),
        rows.date10(value),
        rows.key_of(value),
        rows.id_of(row),
        rows.email_of(row),
    ):
        assert found is None or (isinstance(found, str) and found == found.strip() and found)
    assert rows.flag(value) in (True, False, None)
    number = rows.number(value)
    assert number is None or (isinstance(number, int) and not isinstance(number, bool))
    one = rows.one(row, "x")
    assert one is None or (isinstance(one, dict) and one)
    assert all(isinstance(entry, dict) for entry in rows.many(row, "x"))
    assert isinstance(rows.pivot(row), dict)
    assert rows.main_teacher(row) in (True, False, None)
    for part in rows.subject_of(row):
        assert part is None or isinstance(part, str)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"x": {"data": {"id": "1"}}}, {"id": "1"}),
        ({"x": {"data": [{"id": "1"}]}}, {"id": "1"}),
        ({"x": {"id": "1"}}, {"id": "1"}),
        ({"x": [{"id": "1"}]}, {"id": "1"}),
        ({}, None),
        ({"x": None}, None),
        ({"x": {"data": None}}, None),
        ({"x": {"data": []}}, None),
        ({"x": {"data": {}}}, None),
        ({"x": {}}, None),
        ({"x": []}, None),
        ({"x": "A123"}, None),
        ({"x": 7}, None),
    ],
)
def test_one(value: dict[str, Any], expected: dict[str, Any] | None) -> None:
    assert rows.one(value, "x") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"x": {"data": [{"id": 1}, {"id": 2}]}}, [1, 2]),
        ({"x": [{"id": 1}, {"id": 2}]}, [1, 2]),
        ({"x": {"data": {"id": 1}}}, [1]),
        ({"x": {"data": [{"id": 1}, None, "2", []]}}, [1]),
        ({}, []),
        ({"x": None}, []),
        ({"x": {"data": None}}, []),
        ({"x": {"data": []}}, []),
        ({"x": {"data": {}}}, []),
        ({"x": {}}, []),
        ({"x": "A1"}, []),
    ],
)
def test_many(value: dict[str, Any], expected: list[int]) -> None:
    assert [row["id"] for row in rows.many(value, "x")] == expected


@given(st.dates())
def test_every_form_of_a_date_is_the_same_day(day: date) -> None:
    text = day.isoformat()
    for form in (
        text,
        f"{text} 00:00:00",
        f"{text}T23:59:59Z",
        {"date": f"{text} 23:59:59.000000", "timezone_type": 3, "timezone": "Europe/London"},
        {"date": f"{text} 00:00:00", "timezone_type": 3, "timezone": "Pacific/Auckland"},
        {"date": text},
    ):
        assert rows.date10(form) == text


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "0000-00-00",
        "2016-13-01",
        "29/09/2016",
        20160929,
        {},
        {"date": None},
        {"date": {}},
        [],
        True,
    ],
)
def test_what_is_no_date(value: object) -> None:
    assert rows.date10(value) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (" A1 ", "A1"),
        (7, "7"),
        (7.0, "7"),
        (0, "0"),
        ({"id": 7}, "7"),
        ({"data": {"id": "A1"}}, "A1"),
        ({"data": "A1"}, "A1"),
        ({"id": None, "data": {"id": 3}}, "3"),
        (None, None),
        ("", None),
        ({}, None),
        ([], None),
        (True, None),
        ({"id": {"id": {"id": {"id": {"id": 1}}}}}, None),
    ],
)
def test_identifiers(value: object, expected: str | None) -> None:
    assert rows.key_of(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, True),
        (False, False),
        (1, True),
        (0, False),
        ("1", True),
        ("TRUE", True),
        (" no ", False),
        (1.0, True),
        (None, None),
        ("", None),
        (2, None),
        ("maybe", None),
        ([], None),
        ({}, None),
    ],
)
def test_flags(value: object, expected: bool | None) -> None:
    assert rows.flag(value) is expected


@pytest.mark.parametrize(
    ("emails", "expected"),
    [
        ({"email": "a@b", "work": "c@d"}, "a@b"),
        ({"email": None, "primary": " p@q "}, "p@q"),
        ({"email": "", "home": "h@i"}, "h@i"),
        ({"email": "none", "work": "c@d"}, "c@d"),
        ({"email": "none"}, "none"),
        ({"data": {"work": "c@d"}}, "c@d"),
        ([], None),
        (None, None),
        ("x@y", None),
    ],
)
def test_email_addresses(emails: object, expected: str | None) -> None:
    assert rows.email_of({"emails": emails}) == expected
    assert rows.email_of(None) is None


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"subject": "S1"}, ("S1", None)),
        ({"subject": 5}, ("5", None)),
        ({"subject": {"data": {"id": "S1", "name": "Maths"}}}, ("S1", "Maths")),
        ({"subject": {"id": 5, "name": "Maths"}}, ("5", "Maths")),
        ({"subject": {"data": []}}, (None, None)),
        ({"subject": {"data": "S1"}}, ("S1", None)),
        ({"subject": None}, (None, None)),
        ({}, (None, None)),
    ],
)
def test_subjects(row: dict[str, Any], expected: tuple[str | None, str | None]) -> None:
    assert rows.subject_of(row) == expected


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ({"is_main_teacher": True}, True),
        ({"is_main_teacher": 0, "role": "Main Class Teacher"}, False),
        ({"role": "Main Class Teacher"}, True),
        ({"role": "Class Teacher"}, False),
        ({"role": "Class Teacher", "all_roles": ["Main Class Teacher"]}, True),
        ({}, None),
        ([], None),
        (None, None),
    ],
)
def test_teachers(meta: object, expected: bool | None) -> None:
    assert rows.main_teacher({"meta": meta}) is expected


@pytest.mark.parametrize(
    ("row", "expected"), [({}, False), ({"x": None}, False), ({"x": []}, True), ({"x": {}}, True)]
)
def test_a_missing_include_is_told_from_an_empty_one(row: dict[str, Any], expected: bool) -> None:
    assert rows.said(row, "x") is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("12", 12), (" -3 ", -3), (4.0, 4), (4.5, None), ("²", None), (True, None), ("1" * 30, None)],
)
def test_numbers(value: object, expected: int | None) -> None:
    assert rows.number(value) == expected
