"""The approval page in the real window: with a token Wonde is asked, without one people read the portal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPlainTextEdit

from app.journey.events import (
    ApprovalAuthority,
    ApprovalDeadEnd,
    ApprovalReceipt,
    ApprovalRequested,
    ApprovalSeen,
    GuideDiffers,
    MessageSent,
    Payload,
)
from app.journey.model import How, Status, StepId, StepState
from app.journey.people import Role
from app.practice.lifecycle import Receipt, Stage
from app.practice.serve import ServeOptions
from app.practice.wonde_portal import receipt_text
from app.ui.page import Place
from app.ui.pages.wonde_approval.page import WondeApprovalPage
from app.ui.widgets.mark import MarkKind
from tests.fakes.journeys import NOW
from tests.fakes.practice import RunningPractice
from tests.ui.pages.conftest import OnPage, Past, Show

STEP = StepId.WONDE_APPROVAL
Serve = Callable[..., RunningPractice]


def me() -> tuple[Payload, How]:
    return ApprovalAuthority(person="me"), How.TOLD


def seen(**flags: bool) -> tuple[Payload, How]:
    return ApprovalSeen(via="wonde-portal", **flags), How.READ_OFF


def page_of(on: OnPage) -> WondeApprovalPage:
    assert isinstance(on.page, WondeApprovalPage)
    return on.page


def state(on: OnPage) -> StepState:
    journey = on.shown.shell.services.journey
    assert journey is not None
    return journey.state.step(STEP)


def texts(on: OnPage) -> str:
    labels = on.page.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisibleTo(on.page) and label.text())


def flags(on: OnPage) -> list[tuple[How, dict[str, object]]]:
    return [
        (event.how, event.data.model_dump(exclude_none=True, exclude={"kind"}))
        for event in on.events("approval.seen")
    ]


# -- with a token ------------------------------------------------------------------------------------


def test_on_entering_wonde_is_asked_and_the_answer_is_measured(show: Show, practice: Serve) -> None:
    on = show(STEP, practice=practice(ServeOptions(students=60, start="pending")), past=(me(),))
    assert flags(on)[0][0] is How.MEASURED
    assert flags(on)[0][1]["pending"] is True
    assert on.primary.text() == "Show me how to approve"
    assert on.secondary.text() == "Look now"
    assert "Measured: answered by Wonde at 10:42" in on.shown.shell.foot.status.text()


def test_approving_on_the_portal_shows_at_the_next_look(show: Show, practice: Serve) -> None:
    served = practice(ServeOptions(students=60, start="pending", audit_after_s=None))
    life = served.world.lifecycle
    life.change(connected=False)
    on = show(STEP, practice=served, past=(me(),))
    life.replace(life.beginning(life.state.school, Stage.APPROVED))
    on.secondary.click()
    on.settle()
    assert state(on).situation == "audit"
    assert on.primary.text() == "Close; look again when I reopen"
    assert "What itslearning may read" in texts(on)
    assert on.solid_ticks()
    life.advance(Stage.ONLINE)
    on.secondary.click()
    on.settle()
    assert state(on).solid
    assert on.primary.text() == "Continue to Preview"
    on.shown.qtbot.waitUntil(lambda: "pupils, seen" in texts(on))
    on.primary.click()
    on.shown.qtbot.waitUntil(lambda: on.shown.shell.route.to is StepId.PREVIEW)


def test_a_look_of_its_own_is_recorded_once_and_an_asked_one_each_time(show: Show, practice: Serve) -> None:
    on = show(STEP, practice=practice(ServeOptions(students=60, start="pending")), past=(me(),))
    page = page_of(on)
    page.enter()
    on.settle()
    assert len(flags(on)) == 1
    page.look_now()
    on.settle()
    assert len(flags(on)) == 2


def test_a_declined_request_is_told_as_a_valid_answer(show: Show, practice: Serve) -> None:
    on = show(STEP, practice=practice(ServeOptions(students=60, start="declined")), past=(me(),))
    assert state(on).situation == "declined"
    assert "as valid an answer as approving" in texts(on)
    assert on.primary.text() == "Look now"


def test_a_withdrawn_approval_kills_the_token_and_the_portal_has_the_last_word(
    show: Show, practice: Serve
) -> None:
    served = practice(ServeOptions(students=60, start="revoked"))
    on = show(STEP, practice=served, past=(me(), seen(approved=True, audited=True, online=True)))
    assert state(on).situation == "done", "a refused token proves nothing"
    assert "It was accepted before" in texts(on)
    assert on.solid_ticks() == []
    page_of(on).overview.read_off.unfold()
    on.choose("portal-status", "Withdrawn")
    on.press("note-portal")
    assert state(on).situation == "revoked"
    assert "What it already has is not deleted" in texts(on)


def test_wonde_out_of_reach_is_told_and_nothing_is_lost(show: Show) -> None:
    on = show(
        STEP,
        token="0123456789abcdef0123456789abcdef01234567",
        past=(me(), seen(approved=True, pending=False)),
    )
    on.shown.qtbot.waitUntil(lambda: page_of(on).overview.asking.isVisibleTo(on.page), timeout=60_000)
    assert state(on).situation == "audit"
    assert on.solid_ticks() == []
    assert len(flags(on)) == 1


def test_leaving_stops_the_look(show: Show, practice: Serve) -> None:
    served = practice(ServeOptions(students=60, latency_ms=60_000))
    on = show(STEP, practice=None, past=(me(),))
    on.shown.shell.services.practice = served.address
    page = page_of(on)
    page.look_now()
    assert not on.secondary.isEnabled() or on.primary.text() != "Look now"
    page.leave()
    on.settle()
    assert flags(on) == []


# -- without one -------------------------------------------------------------------------------------


def test_the_whole_step_without_a_token(show: Show) -> None:
    on = show(STEP)
    assert on.focus().objectName() == "authority"
    assert on.primary.text() == "Note who may agree"
    on.choose("authority", "The headteacher")
    on.primary.click()
    on.settle()
    assert on.primary.text() == "Copy the request"
    on.primary.click()
    assert "your approval is needed" in QGuiApplication.clipboard().text()
    assert on.primary.text() == "I have sent it"
    on.primary.click()
    on.settle()
    asked = on.events("approval.requested")[0]
    assert isinstance(asked.data, ApprovalRequested)
    assert (asked.how, asked.data.to) == (How.TOLD, "headteacher")
    assert state(on).status is Status.WAITING
    on.choose("portal-status", "Approved")
    on.choose("portal-audited", "No")
    people = on.shown.find("portal-people")
    assert isinstance(people, QLineEdit)
    people.setText("1,354")
    on.choose("portal-who", "The school office")
    on.press("note-portal")
    how, read = flags(on)[-1]
    assert how is How.READ_OFF
    assert read == {
        "via": "wonde-portal", "approved": True, "pending": False, "audited": False, "people": 1354,
    }  # fmt: skip
    assert on.events("approval.seen")[-1].actor.role is Role.OFFICE
    assert state(on).situation == "audit"
    on.choose("portal-audited", "Yes")
    on.choose("portal-online", "Yes")
    on.press("note-portal")
    assert state(on).status is Status.DONE
    assert state(on).how is How.READ_OFF
    assert on.solid_ticks() == []
    assert on.primary.text() == "Continue to Preview"


def test_the_guide_leads_through_the_portal(show: Show) -> None:
    on = show(STEP, past=(me(),))
    page, shell = page_of(on), on.shown.shell
    on.primary.click()
    assert page.guide.isVisibleTo(page)
    assert on.focus().objectName() == "open-portal"
    on.press("open-portal")
    assert on.shown.opened == ["https://school.wonde.com/login"]
    on.press("copy-address")
    assert QGuiApplication.clipboard().text() == "https://school.wonde.com/login"
    on.primary.click()
    on.press("differs")
    differs = on.events("guide.differs")[0].data
    assert isinstance(differs, GuideDiffers)
    assert (differs.guide, differs.task) == ("wonde-approval", "find-app")
    shell.go_back()
    assert page.guide.place == 0
    for _ in range(4):
        on.primary.click()
    assert on.primary.text() == "It shows as approved"
    on.primary.click()
    on.settle()
    assert flags(on) == [(How.READ_OFF, {"via": "wonde-portal", "approved": True, "pending": False})]
    assert not page.guide.isVisibleTo(page)
    assert on.solid_ticks() == []


def test_back_leaves_the_guide_at_its_first_task(show: Show) -> None:
    on = show(STEP, past=(me(),))
    on.primary.click()
    on.shown.shell.go_back()
    assert not page_of(on).guide.isVisibleTo(on.page)
    assert on.shown.shell.route.to is STEP


@pytest.mark.parametrize(
    ("which", "message", "to"),
    [
        ("no-login", "no-login", "wonde"),
        ("not-pending", "not-pending", "itslearning"),
        ("read-only", "read-only", "headteacher"),
    ],
)
def test_each_dead_end(show: Show, which: str, message: str, to: str) -> None:
    on = show(STEP, past=(me(),))
    on.press(f"dead-end-{which}")
    page = page_of(on)
    assert page.end.isVisibleTo(page)
    assert on.focus().objectName() == "dead-end-copy"
    on.press("note-dead-end")
    event = on.events("approval.dead-end")[0]
    assert isinstance(event.data, ApprovalDeadEnd)
    assert (event.data.which, event.how) == (which, How.READ_OFF)
    assert state(on).situation == "stuck"
    assert on.primary.text() == "Copy the request"
    on.primary.click()
    assert "Brookfield High School" in QGuiApplication.clipboard().text()
    on.press("dead-end-sent")
    sent = on.events("message.sent")[0].data
    assert isinstance(sent, MessageSent)
    assert (sent.message, sent.to) == (message, to)
    assert state(on).situation == "stuck-asked"
    assert len(on.events("approval.dead-end")) == 1


def test_a_dead_end_chosen_by_mistake_leaves_no_trace(show: Show) -> None:
    on = show(STEP, past=(me(),))
    on.press("dead-end-no-login")
    on.press("close-dead-end")
    assert not page_of(on).end.isVisibleTo(on.page)
    assert on.events("approval.dead-end") == []


def test_sending_the_message_of_a_dead_end_notes_both(show: Show) -> None:
    on = show(STEP, past=(me(),))
    on.press("dead-end-not-pending")
    on.press("dead-end-sent")
    assert [e.kind for e in on.folder.events()][-2:] == ["approval.dead-end", "message.sent"]
    assert state(on).situation == "stuck-asked"


def test_a_receipt_is_shown_before_it_is_noted_and_its_text_is_kept_nowhere(show: Show) -> None:
    receipt = Receipt(
        reference="PR-1A2B", who="Ada Byte", position="Headteacher", at=NOW - timedelta(days=1), people=1354,
        granted=("Students read", "Students upn read"), withheld=(), mode="all",
    )  # fmt: skip
    on = show(STEP, past=(me(),))
    page_of(on).overview.receipt.unfold()
    box = on.shown.find("receipt-text")
    assert isinstance(box, QPlainTextEdit)
    box.setPlainText(receipt_text(receipt, "Larkmoor School") + "\nA sentence that must not be kept.")
    assert "Understood: Ada Byte · Headteacher" in texts(on)
    assert "2 permissions" in texts(on)
    on.settle()
    assert on.folder.draft(STEP)["receipt"]["who"] == "Ada Byte"
    on.press("note-receipt")
    event = on.events("approval.receipt")[0]
    assert isinstance(event.data, ApprovalReceipt)
    assert (event.how, event.data.who, event.data.reference) == (How.READ_OFF, "Ada Byte", "PR-1A2B")
    assert state(on).situation == "audit"
    assert on.solid_ticks() == []
    assert box.toPlainText() == ""
    kept = b"".join(file.read_bytes() for file in on.folder.path.rglob("*") if file.is_file())
    assert b"must not be kept" not in kept
    assert b"Students upn read" not in kept


def test_a_receipt_that_says_nothing_has_to_be_filled_in(show: Show) -> None:
    on = show(STEP, past=(me(),))
    page = page_of(on)
    page.overview.receipt.unfold()
    page.overview.receipt.text.setPlainText("Thank you for using our portal.")
    assert "Nothing could be made out" in texts(on)
    on.press("note-receipt")
    assert set(page.overview.receipt.form.errors()) == {"receipt-who", "receipt-position", "receipt-when"}
    assert on.events("approval.receipt") == []


def test_permissions_read_on_the_portal_are_judged_by_name(show: Show) -> None:
    on = show(STEP, past=(me(),))
    page = page_of(on)
    page.overview.notes.unfold()
    on.press("permission-ask")
    assert page.overview.notes.form.errors()
    field = on.shown.find("permission-name")
    assert isinstance(field, QLineEdit)
    field.setText("Students medical notes read")
    on.press("permission-ask")
    assert "We know of no need" in texts(on)
    on.press("notes-question-copy")
    assert "Students medical notes read" in QGuiApplication.clipboard().text()
    assert on.folder.draft(STEP)["names"] == ["Students medical notes read"]
    assert on.solid_ticks() == []


def test_a_reminder_for_the_calendar(show: Show, tmp_path: Path) -> None:
    on = show(STEP, past=(me(), seen(approved=True, audited=False)))
    remind = on.button("remind")
    assert remind.text().startswith("Remind me on ")
    remind.click()
    dialog = on.page.findChild(QFileDialog, "save-reminder")
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "reminder.ics"))
    dialog.close()
    on.settle()
    assert (tmp_path / "reminder.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_chasing_is_offered_when_the_normal_wait_is_over(show: Show) -> None:
    past: Past = (me(), seen(approved=True, audited=False))
    on = show(STEP, past=past)
    page = page_of(on)
    assert not page.overview.chaser.isVisibleTo(page)
    later = NOW + timedelta(days=7)
    on.shown.shell.services.now = lambda: later
    journey = on.shown.shell.services.journey
    assert journey is not None
    journey._now = lambda: later
    journey.refresh()
    on.settle()
    assert state(on).overdue
    assert on.primary.text() == "Copy the reminder"
    on.primary.click()
    assert "waiting since" in QGuiApplication.clipboard().text()
    on.primary.click()
    on.settle()
    sent = on.events("message.sent")[0].data
    assert isinstance(sent, MessageSent)
    assert (sent.message, sent.to) == ("chase-wonde", "wonde")


def test_closing_goes_to_the_start_page(show: Show) -> None:
    on = show(STEP, past=(me(), seen(approved=True, audited=False)))
    assert on.primary.text() == "Close; look again when I reopen"
    on.shown.qtbot.keyClick(on.focus(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    on.shown.qtbot.waitUntil(lambda: on.shown.shell.route.to is Place.START)


def test_what_was_chosen_comes_back_after_a_kill(show: Show) -> None:
    on = show(STEP, past=(me(),))
    on.choose("portal-status", "Pending")
    on.settle()
    assert on.folder.draft(STEP)["read"] == {"portal-status": "Pending"}
    page = page_of(on)
    page.overview.read_off.clear()
    page.enter()
    on.settle()
    assert page.overview.read_off.chosen == {"portal-status": "Pending"}


def test_nothing_is_noted_before_something_is_chosen(show: Show) -> None:
    on = show(STEP, past=(me(),))
    on.press("note-portal")
    assert page_of(on).overview.read_off.form.errors()
    assert flags(on) == []


def test_marks_of_what_people_say_are_outlined(show: Show) -> None:
    on = show(STEP, past=(me(), seen(approved=True, audited=True, online=True)))
    kinds = {mark.kind for mark in on.page.findChildren(type(page_of(on).overview.trouble._mark))}
    assert MarkKind.READ_OFF in kinds
    assert on.solid_ticks() == []
