"""Reading only what is used gives the very same people, groups and memberships as reading everything."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.practice.listings import SchoolLists
from app.practice.school import SchoolSpec, generate
from app.roster import from_wonde
from app.roster.wonde_rows import PersonRow, selections
from app.wonde.selection import Selection
from app.wonde.shapes import WrongShape, decode
from tests.fakes.practice_rosters import EVERYTHING, LISTS, pages

TODAY = "2026-11-26"

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["A1", " 7 ", "2026-09-01 00:00:00", "a@school.example", "REGISTRATION", "true"])
)
LOOSE = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
RELATED = st.dictionaries(
    st.sampled_from(["id", "type", "name", "code", "description", "subject", "mis_id", "meta", "created_at"]),
    SCALARS | st.fixed_dictionaries({"data": SCALARS}) | st.fixed_dictionaries({"role": SCALARS}),
    max_size=6,
)
INCLUDE = (
    SCALARS
    | RELATED
    | st.lists(RELATED, max_size=3)
    | st.fixed_dictionaries({"data": SCALARS | RELATED | st.lists(RELATED, max_size=3)})
    | LOOSE
)
DETAILS = st.dictionaries(
    st.sampled_from(["data", "upn", "current_nc_year", "admission_date", "staff_code", "emails", "username"]),
    LOOSE,
    max_size=5,
)
TEXTS = (
    "upi", "mis_id", "name", "title", "forename", "surname", "middle_names", "legal_forename",
    "legal_surname", "gender", "updated_at",
)  # fmt: skip
INCLUDES = ("year", "registration", "house", "groups", "classes")
ROW = st.fixed_dictionaries(
    {"id": SCALARS | st.fixed_dictionaries({"id": SCALARS})},
    optional={
        **dict.fromkeys(INCLUDES, INCLUDE),
        **{name: DETAILS | LOOSE for name in PersonRow.__annotations__ if name.endswith("_details")},
        **dict.fromkeys(("upi", "forename", "surname", "title", "updated_at"), SCALARS),
        "date_of_birth": SCALARS | st.fixed_dictionaries({"date": SCALARS}),
        "identifiers": DETAILS | LOOSE,
    },
)

People = Callable[[list[dict[str, Any]], str, from_wonde.Seen], from_wonde.Batch]
PEOPLE: dict[str, People] = {"students": from_wonde.students, "employees": from_wonde.employees}


def read(kind: str, rows: list[dict[str, Any]]) -> str:
    """Everything that comes of a page, as text: NaN is not equal to itself."""
    if kind in PEOPLE:
        seen = from_wonde.Seen({}, {})
        return repr((PEOPLE[kind](rows, TODAY, seen), seen))
    return repr(from_wonde.groups(rows) if kind == "groups" else from_wonde.classes(rows))


@pytest.mark.parametrize("phase", ["primary", "secondary", "all-through"])
def test_the_practice_school_with_all_its_dirt_is_read_alike(phase: str) -> None:
    lists = SchoolLists(generate(SchoolSpec(students=120, phase=phase, seed=3)), EVERYTHING)
    for kind in LISTS:
        for body in pages(lists, kind):
            selected = selections()[kind].of(body)
            assert selected is not None, "a page in Wonde's own shape is selected from"
            plain = decode(body)
            assert len(json.dumps(selected)) < len(json.dumps(plain))
            assert read(kind, selected["data"]) == read(kind, plain["data"])
            assert selected["meta"] == plain.get("meta")


@given(kind=st.sampled_from(sorted(PEOPLE)), rows=st.lists(ROW, max_size=3), meta=LOOSE)
def test_rows_in_any_form_are_read_alike(kind: str, rows: list[dict[str, Any]], meta: object) -> None:
    body = json.dumps({"data": rows, "meta": meta}).encode()
    assert read(kind, decode(body, selections()[kind])["data"]) == read(kind, decode(body)["data"])


@given(kind=st.sampled_from(["groups", "classes"]), rows=st.lists(RELATED, max_size=3))
def test_groups_in_any_form_are_read_alike(kind: str, rows: list[dict[str, Any]]) -> None:
    body = json.dumps({"data": rows}).encode()
    assert read(kind, decode(body, selections()[kind])["data"]) == read(kind, decode(body)["data"])


@pytest.mark.parametrize(
    "body",
    [
        b'{"data": [{"id": 1}, "not a row"]}',
        b'{"data": {"id": 1}}',
        b'{"message": "no data here"}',
        b"[]",
        b'{"data": [{"id": NaN}]}',
        b'{"data": [{"id": 1e999}]}',
        b'{"data": [{"groups": {"data": {"7": {"id": 7}}, "9": 1}, "year": [[1]]}]}',
    ],
)
def test_what_it_does_not_foresee_is_left_to_the_plain_decoder(body: bytes) -> None:
    assert repr(decode(body, Selection(PersonRow))) == repr(decode(body))


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"data": [{"id": 1}', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_refused_as_ever(body: bytes) -> None:
    with pytest.raises(WrongShape):
        decode(body, Selection(PersonRow))


def test_a_byte_order_mark_is_no_matter() -> None:
    assert decode(b'\xef\xbb\xbf{"data": [{"id": "A1", "created_at": 1}]}', Selection(PersonRow)) == {
        "data": [{"id": "A1"}],
        "meta": None,
    }
