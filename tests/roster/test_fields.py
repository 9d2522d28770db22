"""A withheld field is never called blank, and a file never claims to know what Wonde would share."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.formats.records import FieldState, Person
from app.guidance.permissions import Need, belief, judge_permission, permission_words
from app.roster.database import Roster, RosterBuilder
from app.roster.facts import FieldRow, LoadFacts, Origin, PermissionSeen, SourceKind
from app.roster.fields import beyond_need
from app.roster.mapping import Mapping, SyncKey, sync_key_problems

WONDE = LoadFacts(Origin(SourceKind.WONDE, datetime(2026, 9, 1, tzinfo=UTC)))


def approved(name: str) -> PermissionSeen:
    return PermissionSeen(name, "", True, True)


def withheld(name: str) -> PermissionSeen:
    return PermissionSeen(name, "", False, True)


def silent(name: str) -> PermissionSeen:
    return PermissionSeen(name, "", None, True)


def sealed(*permissions: PermissionSeen, known: bool = True, upn: str | None = None) -> Roster:
    builder = RosterBuilder()
    builder.add_people(
        [Person("1", "student", forename="A", surname="B", upn=upn), Person("2", "student", forename="C")]
    )
    return builder.seal(replace(WONDE, permissions=permissions if known else None))


def row(roster: Roster, kind: str, field: str) -> FieldRow:
    return next(row for row in roster.fields() if (row.kind, row.field) == (kind, field))


@pytest.mark.parametrize(
    ("permissions", "state"),
    [
        ([approved("Students upn read")], FieldState.BLANK),
        ([withheld("Students upn read")], FieldState.NOT_SHARED),
        ([withheld("Student UPN read")], FieldState.NOT_SHARED),
        ([withheld("students.upn.read")], FieldState.NOT_SHARED),
        ([withheld("Students education details upn read")], FieldState.NOT_SHARED),
        ([approved("Students surname read")], FieldState.NOT_SHARED),
        ([withheld("Students read")], FieldState.NOT_SHARED),
        ([approved("Students read")], FieldState.UNKNOWN),
        # Not said is not a no.
        ([silent("Students upn read")], FieldState.UNKNOWN),
        ([silent("Students read")], FieldState.UNKNOWN),
        ([silent("Students upn read"), approved("Students education details upn read")], FieldState.BLANK),
        ([], FieldState.UNKNOWN),
        ([withheld("Students local upn read")], FieldState.NOT_SHARED),
        ([approved("Contacts upn read")], FieldState.UNKNOWN),
    ],
)
def test_an_empty_field_is_judged_by_its_permission(
    permissions: list[PermissionSeen], state: FieldState
) -> None:
    upn = row(sealed(*permissions), "student", "upn")
    assert upn.state is state
    assert (upn.filled, upn.total) == (0, 2)
    assert upn.why


def test_what_was_seen_is_shared_whatever_the_list_says() -> None:
    upn = row(sealed(withheld("Students upn read"), upn="C304123424001"), "student", "upn")
    assert (upn.state, upn.filled, upn.total) == (FieldState.SHARED, 1, 2)


def test_without_a_list_of_permissions_an_empty_field_is_unknown() -> None:
    assert row(sealed(known=False), "student", "upn").state is FieldState.UNKNOWN


def test_a_field_whose_permission_name_is_only_inferred_stays_unknown() -> None:
    assert row(sealed(approved("Students upn read")), "student", "gender").state is FieldState.UNKNOWN


def test_a_kind_that_may_not_be_read_is_not_shared() -> None:
    builder = RosterBuilder()
    builder.add_people([Person("1", "student", forename="A", surname="B")])
    roster = builder.seal(replace(WONDE, permissions=(), unreadable=("employees", "classes")))
    assert row(roster, "staff", "surname").state is FieldState.NOT_SHARED
    assert row(roster, "student", "classes").state is FieldState.NOT_SHARED
    assert row(roster, "student", "groups").state is FieldState.UNKNOWN


@pytest.mark.parametrize("kind", [SourceKind.REPORT, SourceKind.ONEROSTER])
def test_a_file_never_tells_what_is_shared(kind: SourceKind) -> None:
    builder = RosterBuilder()
    builder.add_people([Person("1", "student", forename="A", surname="B")])
    roster = builder.seal(LoadFacts(Origin(kind, datetime(2026, 9, 1, tzinfo=UTC))))
    assert {row.state for row in roster.fields()} == {FieldState.UNKNOWN}
    assert row(roster, "student", "forename").filled == 1


def test_permissions_beyond_need_come_with_a_question() -> None:
    listed = [
        approved("Students upn read"),
        approved("Students ethnicity read"),
        withheld("Students religion read"),
    ]
    assert [entry.name for entry in beyond_need(listed)] == ["Students ethnicity read"]
    judged = judge_permission("Students ethnicity read")
    assert judged.need is Need.BEYOND
    assert "Students ethnicity read" in judged.question
    assert judge_permission("Students forename read").need is Need.NEEDED
    assert judge_permission("Students read").need is Need.NEEDED
    assert judge_permission("Employees date of birth read").need is Need.BEYOND
    assert judge_permission("").need is Need.BEYOND
    assert permission_words("  ") == ("", "")
    assert "believe" in belief()


def replaced(row: FieldRow, state: FieldState, filled: int) -> FieldRow:
    return row._replace(state=state, filled=filled)


def test_a_sync_key_that_does_not_tell_everyone_apart_is_a_problem() -> None:
    upi = Mapping(sync_key=SyncKey.UPI)
    fields = sealed(withheld("Students upi read")).fields()
    assert sync_key_problems(Mapping(), fields, ()) == ()
    (problem,) = sync_key_problems(upi, fields, ())
    assert "not shared" in problem
    blank = FieldRow("student", "upi", "UPI", FieldState.BLANK, 0, 9, Need.USEFUL)
    (problem,) = sync_key_problems(upi, [blank], ())
    assert "of students is blank" in problem
    for state in (FieldState.SHARED, FieldState.UNKNOWN):
        (problem,) = sync_key_problems(upi, [replaced(blank, state, 7)], ())
        assert problem.startswith("2 of 9 students have no UPI")
    unseen = replaced(blank, FieldState.UNKNOWN, 0)
    assert sync_key_problems(upi, [unseen], ()) == (), "what can't be seen is not blank"


@pytest.mark.parametrize(
    ("key", "field"), [(SyncKey.UPI, "upi"), (SyncKey.MIS_ID, "mis_id"), (SyncKey.WONDE_ID, "")]
)
def test_a_sync_key_that_two_people_have_is_a_problem(key: SyncKey, field: str) -> None:
    builder = RosterBuilder()
    shared = Person("A1", "student", forename="Ada", surname="Byte", **({field: "same"} if field else {}))
    builder.add_people([shared, shared._replace(key="A2") if field else shared])
    with builder.seal(WONDE) as roster:
        told = sync_key_problems(Mapping(sync_key=key), (), roster.issues())
        assert len(told) == 1
        assert "one account" in told[0]
        others = {SyncKey.UPI, SyncKey.MIS_ID} - {key}
        assert not any(sync_key_problems(Mapping(sync_key=k), (), roster.issues()) for k in others)
