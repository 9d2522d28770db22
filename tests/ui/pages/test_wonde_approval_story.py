"""Whole stories of the approval in the window, as a technician without a token lives through them."""

from __future__ import annotations

import json
import zipfile
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPlainTextEdit

from app.journey.events import (
    AdviceNoted,
    ApprovalAuthority,
    ApprovalReceipt,
    ApprovalSeen,
    MessageSent,
    Payload,
    PreviewTaken,
)
from app.journey.model import How, JourneyState, Status, StepId
from app.ui.pages.wonde_approval.page import WondeApprovalPage
from tests.fakes.journeys import NOW, TECHNICIAN
from tests.fakes.small_school import small_school
from tests.ui.pages.conftest import OnPage, Show

STEP = StepId.WONDE_APPROVAL
ME: tuple[Payload, How] = (ApprovalAuthority(person="me"), How.TOLD)


def page_of(on: OnPage) -> WondeApprovalPage:
    assert isinstance(on.page, WondeApprovalPage)
    return on.page


def journey(on: OnPage) -> JourneyState:
    found = on.shown.shell.services.journey
    assert found is not None
    return found.state


def texts(on: OnPage) -> str:
    labels = on.page.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisibleTo(on.page) and label.text())


def says(on: OnPage, words: str) -> None:
    """Waits until it can be read: stages drawn anew are shown at the next turn of the event loop."""
    on.shown.qtbot.waitUntil(lambda: words in texts(on))


def later(on: OnPage, **by: float) -> None:
    """Lets time go by, as the window does once a minute."""
    services = on.shown.shell.services
    services.now = lambda: NOW + timedelta(**by)
    assert services.journey is not None
    services.journey._now = services.now
    services.journey.refresh()
    on.settle()


def read_off(on: OnPage, **chosen: str) -> None:
    for name, words in chosen.items():
        on.choose(f"portal-{name}", words)
    on.press("note-portal")


def test_wonde_takes_nine_days_as_seen_without_a_token(show: Show) -> None:
    on = show(STEP, past=(ME,))
    read_off(on, status="Approved")
    assert journey(on).step(STEP).situation == "audit"
    says(on, "less than an hour so far")
    assert "Nothing to do before" in texts(on)
    assert on.primary.text() == "Close; look again when I reopen"
    reminder = on.button("remind").text()
    assert reminder.startswith("Remind me on ")

    later(on, days=1)
    says(on, "24 hours so far")
    assert not page_of(on).overview.chaser.isVisibleTo(on.page), "chasing is not offered before it is fair"

    later(on, days=5)
    assert journey(on).step(STEP).overdue
    assert "That is over: time to ask." in texts(on)
    assert on.primary.text() == "Copy the reminder"
    on.primary.click()
    text = on.shown.find("chaser-text")
    assert isinstance(text, QPlainTextEdit)
    assert "waiting since 24 November for your check of our data for itslearning" in text.toPlainText()
    on.press("chaser-sent")
    assert on.events("message.sent")[-1].data == MessageSent(message="chase-wonde", to="wonde")
    assert not journey(on).step(STEP).overdue, "asking starts the normal wait again"

    later(on, days=9)
    says(on, "9 days so far")
    read_off(on, audited="Yes", online="Yes")
    assert journey(on).step(STEP).status is Status.DONE
    assert journey(on).step(STEP).how is How.READ_OFF
    assert on.solid_ticks() == []
    says(on, "none seen yet")
    assert "read off 24 November" in texts(on), "approved since it was first seen, not since today"
    assert on.primary.text() == "Continue to Preview"


def test_after_all_three_the_first_data_is_waited_for_and_chased_here(show: Show) -> None:
    on = show(STEP, past=(ME, (ApprovalSeen(via="wonde-portal", approved=True, audited=True, online=True),
                               How.READ_OFF)))  # fmt: skip
    nobody = PreviewTaken(phase="after", source="portal-numbers", students=0, staff=0)
    on.folder.record(nobody, actor=TECHNICIAN, how=How.READ_OFF, step=StepId.PREVIEW, at=NOW)
    later(on, minutes=30)
    says(on, "less than an hour so far")
    assert "can take four hours" in texts(on)
    assert on.primary.text() == "Continue to Preview"
    later(on, hours=6)
    assert on.primary.text() == "Copy the reminder"
    text = on.shown.find("chaser-text")
    assert isinstance(text, QPlainTextEdit)
    assert "the first data: no pupils are shown so far" in text.toPlainText()
    on.press("chaser-sent")
    sent = on.events("message.sent")[-1]
    assert (sent.step, sent.data) == (StepId.PREVIEW, MessageSent(message="chase-wonde", to="wonde"))
    some = PreviewTaken(phase="after", source="portal-numbers", students=1212, staff=141)
    on.folder.record(some, actor=TECHNICIAN, how=How.READ_OFF, step=StepId.PREVIEW, at=NOW)
    later(on, hours=7)
    assert on.primary.text() == "Continue to Preview"


def test_what_is_normal_and_what_to_do_past_it_stands_for_every_stage(show: Show) -> None:
    on = show(STEP, past=(ME,))
    page_of(on).overview.waits.unfold()
    said = texts(on)
    for part in (
        "Requested: not seen yet",
        "Not known: nothing public says how soon itslearning asks",
        "Checked by Wonde: not reached yet",
        "A day or two is normal.",
        "First data: not reached yet",
        "No public figure was found; our own judgement.",
        "Wonde support: 01638 779 144, support@wonde.com",
    ):
        assert part in said
    for word in ("LGfL", "USO", "Atomwide"):
        assert word not in said, "not an LGfL school"


def test_withdrawn_later_the_way_out_is_ready(show: Show) -> None:
    all_three = ApprovalSeen(via="wonde-portal", approved=True, audited=True, online=True)
    on = show(STEP, past=(ME, (all_three, How.READ_OFF)))
    card = page_of(on).overview.after
    assert card.isVisibleTo(on.page)
    assert not card.is_open, "nobody is pushed towards it"
    read_off(on, status="Withdrawn")
    assert journey(on).step(STEP).situation == "revoked"
    assert card.is_open
    assert "does not delete anything" in texts(on)
    text = on.shown.find("after-text")
    assert isinstance(text, QPlainTextEdit)
    assert "please delete the data we shared through Wonde" in text.toPlainText()
    assert "we first saw that on 24 November" in text.toPlainText()
    on.press("after-sent")
    assert on.events("message.sent")[-1].data == MessageSent(message="ask-deletion", to="itslearning")
    read_off(on, status="Approved")
    assert journey(on).step(STEP).situation != "revoked"
    assert not card.is_open


def test_declined_is_a_valid_answer_and_can_be_turned_round(show: Show) -> None:
    on = show(STEP, past=(ME,))
    read_off(on, status="Declined")
    assert "That is as valid an answer as approving" in texts(on)
    text = on.shown.find("after-text")
    assert isinstance(text, QPlainTextEdit)
    assert "Please request access to this school through Wonde again" in text.toPlainText()
    on.press("after-sent")
    assert on.events("message.sent")[-1].data == MessageSent(message="ask-again", to="itslearning")
    read_off(on, status="Approved")
    assert journey(on).step(STEP).situation == "audit"


def test_people_under_access_control_stand_beside_the_preview(show: Show) -> None:
    on = show(STEP, past=(ME,))
    before = PreviewTaken(phase="before", source="mis-report", students=1212, staff=142)
    on.folder.record(before, actor=TECHNICIAN, how=How.MEASURED, step=StepId.PREVIEW, at=NOW)
    later(on, minutes=1)
    people = on.shown.find("portal-people")
    assert isinstance(people, QLineEdit)
    people.setText("1,340")
    read_off(on, status="Approved")
    said = texts(on)
    assert "“1,340”, read off by the technician" in said
    assert "counted 1,354 (1,212 pupils, 142 staff): 14 fewer on the portal" in said
    people.setText("1354")
    read_off(on, audited="No")
    assert "“1,354”, read off by the technician" in texts(on)
    assert "the same number" in texts(on)


def test_a_receipt_that_was_noted_is_shown(show: Show) -> None:
    receipt = ApprovalReceipt(who="Ada Byte", position="Headteacher", when=NOW, reference="PR-1A2B")
    on = show(STEP, past=(ME, (receipt, How.READ_OFF)))
    page_of(on).overview.receipt.unfold()
    assert "approved by Ada Byte, Headteacher, 24 November 2026, 10:42, reference PR-1A2B (read off" in texts(
        on
    )


# -- before anybody agrees ---------------------------------------------------------------------------


def test_advice_is_noted_without_reasons_and_holds_nothing_up(show: Show) -> None:
    on = show(STEP, past=(ME,))
    before = on.primary.text(), journey(on).step(STEP).situation
    page_of(on).overview.advice.unfold()
    assert "nothing noted yet" in texts(on)
    on.choose("advice-dpo", "No")
    on.choose("advice-dpia", "Yes")
    day = on.shown.find("advice-dpia-on")
    assert isinstance(day, QLineEdit)
    day.setText("2 November 2026")
    on.press("note-advice")
    noted = [(event.how, event.data) for event in on.events("advice.noted")]
    assert noted == [
        (How.TOLD, AdviceNoted(what="dpo", answer="no")),
        (How.TOLD, AdviceNoted(what="dpia", answer="yes", on=date(2026, 11, 2))),
    ]
    assert "2 of 3 noted" in texts(on)
    assert "Noted: “No” (as told by the technician, 10:42)" in texts(on)
    assert (on.primary.text(), journey(on).step(STEP).situation) == before
    on.choose("advice-dpo", "No")
    on.press("note-advice")
    assert len(on.events("advice.noted")) == 2, "what stands is not noted twice"


def test_what_is_wrong_with_an_answer_stands_beside_it(show: Show) -> None:
    on = show(STEP, past=(ME,))
    page_of(on).overview.advice.unfold()
    on.press("note-advice")
    assert "Choose an answer first." in texts(on)
    day = on.shown.find("advice-dpo-on")
    assert isinstance(day, QLineEdit)
    on.choose("advice-dpo", "Yes")
    day.setText("31 November 2026")
    on.press("note-advice")
    assert "Write the day as" in texts(on)
    on.choose("advice-dpo", "No")
    day.setText("2 November 2026")
    on.press("note-advice")
    assert "A day goes with a “yes”" in texts(on)
    assert on.events("advice.noted") == []


def saved_draft(on: OnPage, tmp_path: Path) -> Path:
    page_of(on).overview.advice.unfold()
    on.press("save-draft")
    dialog = on.shown.find("save-draft-as")
    assert isinstance(dialog, QFileDialog)
    file = tmp_path / "draft.zip"
    dialog.fileSelected.emit(str(file))
    dialog.close()
    on.shown.qtbot.waitUntil(lambda: "Saved as" in texts(on), timeout=20_000)
    return file


def test_a_draft_is_searched_for_everyone_who_is_loaded(show: Show, tmp_path: Path) -> None:
    on = show(STEP, past=(ME,))
    with small_school() as people:
        on.shown.shell.services.people = people
        with zipfile.ZipFile(saved_draft(on, tmp_path)) as archive:
            searched = json.loads(archive.read("manifest.json"))["searched"]
        on.shown.shell.services.people = None
    assert "of 7 people" in searched


def test_the_draft_for_the_data_protection_officer_is_saved_from_the_page(show: Show, tmp_path: Path) -> None:
    on = show(STEP, past=(ME, (AdviceNoted(what="dpo", answer="no"), How.TOLD)))
    with zipfile.ZipFile(saved_draft(on, tmp_path)) as archive:
        names = {entry["name"] for entry in json.loads(archive.read("manifest.json"))["files"]}
        page = archive.read("draft.html").decode()
    assert "draft.pdf" in names
    assert "Data protection officer consulted" in page
    for word in ("USO", "LGfL", "Atomwide"):
        assert word not in page, "not an LGfL school"
    assert on.events("advice.noted")[-1].data == AdviceNoted(what="dpo", answer="no")
