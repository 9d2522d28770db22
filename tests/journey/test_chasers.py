"""Reminders: the text for whoever is waited for, and a calendar entry that any calendar can read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.journey import chasers
from app.journey.chasers import calendar_reminder, chaser_for, reminder_day, wait_words
from app.journey.events import (
    ApprovalDeadEnd,
    ApprovalRequested,
    MessageSent,
    SchoolDescribed,
    SsoDeadEnd,
    SsoStatement,
)
from app.journey.model import How, JourneyKind, Owner, StepId
from tests.fakes.ledgers import APPROVED, FLOWING, SCHOOL, START, Story

APPROVAL = StepId.WONDE_APPROVAL


def unfolded(ics: bytes) -> dict[str, str]:
    assert ics.endswith(b"\r\n")
    lines = ics.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")
    return dict(line.split(":", 1) for line in lines if line and not line.startswith(("BEGIN", "END")))


def test_nobody_is_chased_where_nobody_is_waited_for() -> None:
    story = Story().add(SCHOOL).add(FLOWING)
    assert chaser_for(story.facts, story.state, APPROVAL, story.now) is None
    assert calendar_reminder(story.facts, story.state, APPROVAL, story.now) is None
    assert reminder_day(story.step(APPROVAL), story.now) is None


def test_the_text_names_the_school_what_is_waited_for_and_since_when() -> None:
    story = Story().add(SCHOOL).add(APPROVED)
    chaser = chaser_for(story.facts, story.state, APPROVAL, story.now)
    assert chaser is not None
    assert not chaser.is_due
    assert (chaser.message_id, chaser.step) == ("chase-wonde", APPROVAL)
    for wanted in ("Brookfield High School", "123456", "3 November", "your check of our data", "SIMS"):
        assert wanted in chaser.text.text
    assert reminder_day(story.step(APPROVAL), story.now) == "Thursday"
    story.after(days=3)
    assert chaser_for(story.facts, story.state, APPROVAL, story.now).is_due  # type: ignore[union-attr]


def test_what_is_normal_goes_with_whether_anything_is_to_be_done_yet() -> None:
    says = "Wonde’s check takes a working day or two."
    story = Story().add(SCHOOL)
    assert wait_words(story.step(APPROVAL), says, story.now) == says
    story.add(APPROVED)
    assert wait_words(story.step(APPROVAL), says, story.now) == f"{says} Nothing to do before Thursday."
    story.after(days=3)
    assert wait_words(story.step(APPROVAL), says, story.now) == f"{says} That is over: time to ask."


def test_what_is_not_known_stands_as_a_gap() -> None:
    story = Story().add(SchoolDescribed(name="A School", mis="abacus", lgfl=True)).add(APPROVED)
    chaser = chaser_for(story.facts, story.state, APPROVAL, story.now)
    assert chaser is not None
    assert "[URN]" in chaser.text.subject
    assert "abacus" in chaser.text.body


def test_without_a_school_the_chaser_still_reads() -> None:
    story = Story(JourneyKind.HELP_SESSION)
    story.add(MessageSent(message="ask-wonde-client", to="wonde"), step=StepId.ONSITE_CLIENT)
    chaser = chaser_for(story.facts, story.state, StepId.ONSITE_CLIENT, story.now)
    assert chaser is not None
    assert "[school]" in chaser.text.body
    ics = calendar_reminder(story.facts, story.state, StepId.ONSITE_CLIENT, story.now)
    assert ics is not None
    assert "the school" in unfolded(ics)["SUMMARY"]


def test_whoever_was_asked_is_reminded_not_whoever_is_usually_waited_for() -> None:
    story = Story().add(SCHOOL).add(ApprovalDeadEnd(which="not-pending"))
    story.add(MessageSent(message="not-pending", to=Owner.ITSLEARNING), step=APPROVAL)
    chaser = chaser_for(story.facts, story.state, APPROVAL, story.now)
    assert chaser is not None
    assert (chaser.message_id, chaser.text.to) == ("chase-itslearning", "itslearning support")


def test_help_asked_of_lgfl_is_waited_for_and_chased_there() -> None:
    story = Story(JourneyKind.SINGLE_SIGN_ON_ONLY).add(SCHOOL)
    story.add(SsoStatement(since=START.date(), basis="seen-by-school"), How.READ_OFF)
    story.add(SsoDeadEnd(which="no-button"))
    story.add(MessageSent(message="sso-no-button", to=Owner.LGFL), step=StepId.SSO_APPROVAL)
    assert story.state.acts_next is Owner.LGFL
    chaser = chaser_for(story.facts, story.state, StepId.SSO_APPROVAL, story.now)
    assert chaser is not None
    assert (chaser.message_id, chaser.text.to) == ("chase-lgfl", "LGfL service desk")


def test_the_calendar_entry() -> None:
    story = Story(practice=True).add(SCHOOL).add(APPROVED)
    ics = calendar_reminder(story.facts, story.state, APPROVAL, story.now)
    assert ics is not None
    assert ics == calendar_reminder(story.facts, story.state, APPROVAL, story.now)
    found = unfolded(ics)
    assert found["DTSTART"] == "20261105T120000Z"
    assert found["DTEND"] == "20261105T123000Z"
    assert found["SUMMARY"] == r"PRACTICE: Wonde approval\, Brookfield High School: time to ask?"
    assert found["VERSION"] == "2.0"
    assert found["UID"].endswith("@provisioning-wizard")
    assert ics.startswith(b"BEGIN:VCALENDAR\r\n")
    assert ics.endswith(b"END:VCALENDAR\r\n")
    other = Story().add(SCHOOL).add(ApprovalRequested(to=Owner.HEADTEACHER))
    again = calendar_reminder(other.facts, other.state, APPROVAL, other.now)
    assert again is not None
    assert unfolded(again)["UID"] != found["UID"]


@pytest.mark.parametrize(
    ("approved_at", "starts"),
    [
        (datetime(2026, 11, 3, 10, 0, tzinfo=UTC), "20261105T100000Z"),
        (datetime(2026, 11, 3, 18, 30, tzinfo=UTC), "20261106T090000Z"),
        (datetime(2026, 11, 3, 5, 0, tzinfo=UTC), "20261105T090000Z"),
        (datetime(2026, 11, 4, 20, 0, tzinfo=UTC), "20261109T090000Z"),
        (datetime(2026, 7, 7, 17, 0, tzinfo=UTC), "20260710T080000Z"),
    ],
    ids=["in hours", "evening", "night", "friday evening", "summer time"],
)
def test_reminders_come_in_school_hours(approved_at: datetime, starts: str) -> None:
    story = Story().add(SCHOOL)
    story.now = approved_at
    story.add(APPROVED)
    ics = calendar_reminder(story.facts, story.state, APPROVAL, story.now)
    assert ics is not None
    assert unfolded(ics)["DTSTART"] == starts


def test_a_reminder_far_ahead_is_called_by_its_date() -> None:
    story = Story().add(SCHOOL).add(APPROVED)
    assert reminder_day(story.step(APPROVAL), START - timedelta(days=20)) == "5 November"


@given(st.text())
def test_no_line_is_longer_than_a_calendar_takes_and_nothing_is_lost(text: str) -> None:
    lines = list(chasers._folded("DESCRIPTION:" + chasers._escaped(text)))
    assert all(len(line) <= 77 and line.endswith(b"\r\n") for line in lines)
    for line in lines:
        line.decode("utf-8")
    joined = b"".join(lines).replace(b"\r\n ", b"").removesuffix(b"\r\n").decode("utf-8")
    value = joined.removeprefix("DESCRIPTION:")
    restored, escape = "", False
    for character in value:
        if escape:
            restored, escape = restored + ("\n" if character == "n" else character), False
        elif character == "\\":
            escape = True
        else:
            assert character not in ",;\n\r"
            restored += character
    plain = text.replace("\r\n", "\n")
    assert restored == "".join(c for c in plain if c in "\n\t" or ord(c) >= 32)
