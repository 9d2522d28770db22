"""How far the approval is, told from a ledger alone, and never with a solid tick that was not measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.guidance.permissions import Need, judge_permission
from app.journey.events import (
    ApprovalAuthority,
    ApprovalReceipt,
    ApprovalRequested,
    ApprovalSeen,
    Payload,
    PreviewTaken,
)
from app.journey.facts import Facts
from app.journey.folder import JourneyFolder
from app.journey.model import How, JourneyKind, Owner
from app.practice.content import permission_groups
from app.ui.pages.onsite_client.model import School
from app.ui.pages.wonde_approval import model as words
from app.ui.pages.wonde_approval.fields import believed_fields, measured_fields, noted_fields, title_of
from app.ui.pages.wonde_approval.look import Look, WhichSchool
from app.ui.pages.wonde_approval.model import Do
from app.ui.pages.wonde_approval.stages import normals, stages
from app.ui.widgets.mark import MarkKind
from app.wonde.errors import TokenRefused
from app.wonde.shapes import AccessControl, Permission, SchoolState
from tests.fakes.journeys import NOW, TECHNICIAN, school

Past = Sequence[tuple[Payload, How]]


def measured(**flags: bool) -> tuple[Payload, How]:
    return ApprovalSeen(via="wonde-api", **flags), How.MEASURED


def read_off(**flags: bool) -> tuple[Payload, How]:
    return ApprovalSeen(via="wonde-portal", **flags), How.READ_OFF


def facts_of(root: Path, past: Past) -> Facts:
    first = NOW - timedelta(hours=len(past) + 20)
    folder = JourneyFolder.create(
        root, JourneyKind.FIRST_SET_UP, practice=False, actor=TECHNICIAN, at=first - timedelta(hours=1)
    )
    for hour, (payload, how) in enumerate(past):
        folder.record(payload, actor=TECHNICIAN, how=how, at=first + timedelta(hours=hour))
    return folder.facts()


def marks(facts: Facts, students: int | None = None) -> list[MarkKind]:
    return [stage.mark for stage in stages(facts, NOW, students).values()]


A, M, R, T, W = (
    MarkKind.AHEAD,
    MarkKind.MEASURED,
    MarkKind.READ_OFF,
    MarkKind.TOLD,
    MarkKind.WAITING,
)
BY_MAIL: tuple[Payload, How] = (
    ApprovalReceipt(who="Ada Byte", position="Headteacher", when=NOW),
    How.READ_OFF,
)


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        ([], [A, A, A, A, A]),
        ([measured(pending=True, approved=False, online=False)], [M, A, A, A, A]),
        ([measured(approved=True, pending=False, audited=False)], [M, M, W, A, A]),
        ([measured(pending=True), read_off(approved=True)], [M, R, W, A, A]),
        ([BY_MAIL], [R, R, W, A, A]),
        ([measured(approved=True, audited=True, online=False)], [M, M, M, W, A]),
        ([read_off(approved=True, audited=True)], [R, R, R, MarkKind.UNKNOWN, A]),
        ([read_off(approved=True, audited=True, online=True)], [R, R, R, R, A]),
        ([measured(approved=True, audited=True, online=True)], [M, M, M, M, A]),
        (
            [measured(approved=True, audited=True, online=True), measured(online=False)],
            [M, M, M, MarkKind.LOOK_AT, A],
        ),
        ([measured(pending=True), measured(declined=True, approved=False)], [M, MarkKind.MEND, A, A, A]),
        ([measured(approved=True, online=True), read_off(revoked=True)], [R, MarkKind.MEND, A, A, A]),
        ([(ApprovalRequested(to=Owner.HEADTEACHER), How.TOLD)], [A, W, A, A, A]),
    ],
)
def test_the_life_cycle(tmp_path: Path, past: Past, expected: list[MarkKind]) -> None:
    assert marks(facts_of(tmp_path, past)) == expected


def test_no_solid_tick_without_a_measurement(tmp_path: Path) -> None:
    past = [
        read_off(pending=True),
        BY_MAIL,
        read_off(approved=True, audited=True, online=True),
        (PreviewTaken(phase="after", source="portal-numbers", students=9, staff=2), How.READ_OFF),
    ]
    facts = facts_of(tmp_path, past)
    assert MarkKind.MEASURED not in marks(facts)
    assert all(line.mark is not MarkKind.MEASURED for line in believed_fields().lines)
    assert all(
        line.mark is not MarkKind.MEASURED
        for line in noted_fields(("Students upi read", "Students medical notes read")).lines
    )


def test_first_data_is_measured_by_counting_or_by_the_preview(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, [measured(approved=True, audited=True, online=True)])
    assert marks(facts, students=812)[-1] is MarkKind.MEASURED
    assert marks(facts, students=0)[-1] is MarkKind.WAITING


def test_since_when_says_how_it_is_known(tmp_path: Path) -> None:
    shown = stages(facts_of(tmp_path, [measured(pending=True), read_off(approved=True)]), NOW)
    assert shown["requested"].line.startswith("seen Mon ")
    assert shown["approved"].line.startswith("read off Mon ")
    assert shown["audited"].line == "21 hours so far"
    since = [normal.since for normal in normals(shown, JourneyKind.FIRST_SET_UP)]
    assert since == [shown[stage].line or "not reached yet" for stage in shown]


@pytest.mark.parametrize(
    ("situation", "token", "authority", "more", "expected"),
    [
        ("ready", False, "", {}, (Do.AUTHORITY, Do.CONTINUE)),
        ("started", True, "me", {}, (Do.GUIDE, Do.LOOK)),
        ("started", False, "headteacher", {}, (Do.ASK, Do.CONTINUE)),
        ("started", False, "headteacher", {"copied": True}, (Do.SENT, Do.CONTINUE)),
        ("started", False, "me", {"end": True}, (Do.ASK, Do.CONTINUE)),
        ("audit", True, "me", {}, (Do.CLOSE, Do.LOOK)),
        ("audit", False, "me", {"overdue": True}, (Do.CHASE, Do.CONTINUE)),
        ("online-not-read", False, "me", {}, (Do.NOTE, Do.CONTINUE)),
        ("declined", True, "me", {}, (Do.LOOK, Do.CONTINUE)),
        ("revoked", False, "me", {}, (Do.NOTE, Do.CONTINUE)),
        ("done", False, "me", {}, (Do.CONTINUE, Do.NOTE)),
    ],
)
def test_the_next_thing_to_do(
    situation: str, token: bool, authority: str, more: dict[str, bool], expected: tuple[Do, Do]
) -> None:
    assert words.next_actions(situation, token=token, authority=authority, **more) == expected


def test_what_is_read_off_becomes_one_event_and_comes_back_as_choices(tmp_path: Path) -> None:
    read = {words.STATUS: "Approved", words.AUDITED: words.YES, words.ONLINE: words.NOT_SHOWN}
    event = words.read_off_event(read, "1,354")
    assert isinstance(event, ApprovalSeen)
    assert (event.approved, event.audited, event.online, event.people) == (True, True, None, 1354)
    again, how, _at = words.read_before(facts_of(tmp_path, [(event, How.READ_OFF)]))
    assert (again, how) == ({words.STATUS: "Approved", words.AUDITED: words.YES}, How.READ_OFF)


@pytest.mark.parametrize("status", words.STATUSES)
def test_every_status_can_be_read_off(tmp_path: Path, status: str) -> None:
    event = words.read_off_event({words.STATUS: status}, "")
    assert isinstance(event, ApprovalSeen)
    assert words.read_before(facts_of(tmp_path, [(event, How.READ_OFF)]))[0] == {words.STATUS: status}


def test_nothing_read_and_odd_numbers_are_told(tmp_path: Path) -> None:
    assert isinstance(words.read_off_event({}, ""), str)
    assert "number of people" in str(words.read_off_event({words.STATUS: "Approved"}, "many"))
    assert "number of people" in str(words.read_off_event({words.STATUS: "Approved"}, "²"))
    assert words.read_before(facts_of(tmp_path, [measured(approved=True)]))[0] == {}


def test_looks_of_our_own_are_kept_only_when_they_say_something_new(tmp_path: Path) -> None:
    look = Look(NOW, "A1", SchoolState(online=True, approved=True, audited=False), pending=False)
    event = look.event()
    assert event is not None
    seen = facts_of(tmp_path, [(event, How.MEASURED)])
    assert not words.worth_recording(look, seen, asked=False)
    assert words.worth_recording(look, seen, asked=True)
    later = replace(look, state=SchoolState(online=True, approved=True, audited=True))
    assert words.worth_recording(later, seen, asked=False)
    assert Look(NOW, "A1", SchoolState(None, None, None)).event() is None


def test_a_token_that_died_after_the_approval_is_explained(tmp_path: Path) -> None:
    before, after = facts_of(tmp_path, []), facts_of(tmp_path, [measured(approved=True)])
    assert "accepted before" not in words.trouble_of(TokenRefused(), before).text
    assert "accepted before" in words.trouble_of(TokenRefused(), after).text
    which = words.trouble_of(WhichSchool("WON-11", "It opens several schools.", "Ask."), after)
    assert (which.title, which.text) == ("It opens several schools", "Ask.")
    assert "RuntimeError" in words.trouble_of(RuntimeError("secret"), after).text
    assert "secret" not in words.trouble_of(RuntimeError("secret"), after).text


def test_every_dead_end_has_a_message_with_nothing_but_the_sender_left_open() -> None:
    for end in words.dead_ends():
        text = words.dead_end_message(end.id, School(school()), "https://portal.example").text
        assert "Brookfield High School" in text
        assert [part for part in text.split("[")[1:] if not part.startswith("sender]")] == []


def test_whoever_may_agree_is_whoever_is_asked(tmp_path: Path) -> None:
    assert words.authority_of(facts_of(tmp_path, [])) == ""
    known = facts_of(tmp_path, [(ApprovalAuthority(person="headteacher"), How.TOLD)])
    assert words.authority_of(known) == "headteacher"
    assert words.asked_owner("headteacher") is Owner.HEADTEACHER
    assert words.asked_owner("data-protection-officer") is Owner.DATA_PROTECTION_OFFICER


def permission(name: str, on: bool | None) -> Permission:
    return Permission(None, name, None, approved=on)


def test_permissions_are_sorted_by_what_to_make_of_them() -> None:
    fields = measured_fields(
        (
            permission("Students upi read", True),
            permission("Student UPN read", False),
            permission("Students medical notes read", True),
            permission("Employees surname read", False),
            permission("Students gender read", None),
        ),
        AccessControl("exclude", frozenset({"a", "b"})),
    )
    assert (fields.beyond, fields.missing) == (1, 1)
    by_title = {line.title: line for line in fields.lines}
    assert by_title["Student medical notes"].mark is MarkKind.MEND
    assert by_title["Staff surname"].mark is MarkKind.LOOK_AT
    assert by_title["Students"].mark is MarkKind.MEASURED
    assert "2 people are listed" in by_title["Access control"].verdict
    assert by_title["1 more"].verdict == "off"
    assert "gender" not in " ".join(line.title + line.detail for line in fields.lines)
    assert "Students medical notes read" in fields.question
    assert "Employees surname read" in fields.question


def test_one_odd_permission_has_its_own_question() -> None:
    fields = measured_fields((permission("Students medical notes read", True),), AccessControl())
    assert fields.question == judge_permission("Students medical notes read").question


def test_every_permission_of_the_practice_school_has_a_title() -> None:
    for group in permission_groups():
        for entry in group.permissions:
            assert title_of(entry.name)
            assert judge_permission(entry.name).need in Need
