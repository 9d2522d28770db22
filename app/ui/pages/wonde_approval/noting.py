"""What people note on the approval page, each as its own event, and the reminder for the calendar."""

from __future__ import annotations

import functools
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.guidance.portal import guide
from app.journey.chasers import Chaser, chaser_for
from app.journey.events import (
    ApprovalAuthority,
    ApprovalDeadEnd,
    ApprovalReceipt,
    ApprovalRequested,
    GuideDiffers,
    MessageSent,
)
from app.journey.facts import Facts
from app.journey.model import How, StepId
from app.journey.people import Actor, Role
from app.ui.page import NotSaved, Page
from app.ui.pages.onsite_client.parts import record
from app.ui.pages.record_each import ToRecord, record_each
from app.ui.pages.reminders import Reminder
from app.ui.pages.wonde_approval import model as words
from app.ui.pages.wonde_approval.advice import advice_events, write_draft
from app.ui.pages.wonde_approval.before_approval_content import before_approval
from app.ui.pages.wonde_approval.overview import Overview
from app.ui.pages.wonde_approval.portal import DeadEndCard
from app.ui.pages.wonde_approval.receipt import receipt_event
from app.ui.pages.wonde_approval.stages import after_words, waited_step
from app.ui.widgets.save_as import ask_where

GUIDE = "wonde-approval"


class Noting(QObject):
    """Listens to the cards and writes. Signals: `kept()` what was typed is in the ledger, so drafts may go;
    `sent()` a message was noted as sent.
    """

    kept = Signal()
    sent = Signal()

    def __init__(self, page: Page, overview: Overview, end: DeadEndCard) -> None:
        super().__init__(page)
        self._page, self._overview, self._end = page, overview, end
        overview.authority.noted.connect(self._authority)
        overview.authority.sent.connect(self.request_sent)
        overview.read_off.noted.connect(self.portal)
        overview.receipt.noted.connect(self._receipt)
        overview.chaser.sent.connect(self.chaser_sent)
        overview.after.sent.connect(self.after_sent)
        overview.advice.noted.connect(self._advice)
        overview.advice.save.connect(self._ask_for_draft)
        self.reminder = Reminder(page, lambda: self.waited, "Wonde approval reminder.ics")
        overview.remind.clicked.connect(self.reminder.ask)
        end.recorded.connect(self._end_recorded)
        end.sent.connect(self.end_sent)

    @property
    def here(self) -> StepId:
        """The step that everything is noted under."""
        return self._page.step or StepId.WONDE_APPROVAL

    @property
    def facts(self) -> Facts:
        """What the journey says now."""
        journey = self._page.services.journey
        return journey.facts if journey else Facts()

    @property
    def chaser(self) -> Chaser | None:
        """The reminder to whoever is waited for, if anyone is."""
        journey = self._page.services.journey
        if journey is None:
            return None
        return chaser_for(journey.facts, journey.state, self.waited, self._page.services.now())

    @property
    def waited(self) -> StepId:
        """The step whose wait is shown: this one's, or the preview's for the first data."""
        journey = self._page.services.journey
        return waited_step(journey.state if journey else None)

    @property
    def _situation(self) -> str:
        journey = self._page.services.journey
        return journey.state.step(self.here).situation if journey else ""

    def differs(self, task: str) -> None:
        """Somebody sees something other than the guide shows."""
        event = GuideDiffers(guide=GUIDE, task=task, version=guide(GUIDE).version)
        record(self._page, event, How.READ_OFF, self.here)

    def request_sent(self) -> None:
        """The person who may agree was asked."""
        to = words.asked_owner(words.authority_of(self.facts))
        record(self._page, ApprovalRequested(to=to), How.TOLD, self.here, then=self._was_sent)

    def chaser_sent(self) -> None:
        """Whoever is waited for was reminded."""
        chaser, journey = self.chaser, self._page.services.journey
        if chaser is None or journey is None:
            return
        to = words.addressee(journey.state.step(chaser.step).acts_next)
        event = MessageSent(message=chaser.message_id, to=to)
        record(self._page, event, How.TOLD, chaser.step, then=self._was_sent)

    def after_sent(self) -> None:
        """What is asked once a decision is made went out to itslearning."""
        after = after_words(self._situation)
        if after is not None:
            event = MessageSent(message=after.message, to="itslearning")
            record(self._page, event, How.TOLD, self.here, then=self._was_sent)

    def end_sent(self, which: words.End) -> None:
        """The message of a dead end went out; that we are stuck is noted first, if it was not."""
        if self._situation not in ("stuck", "stuck-asked") or words.dead_end_of(self.facts) != which:
            self._end_recorded(which)
        to = words.dead_end_to(which, words.authority_of(self.facts))
        event = MessageSent(message=guide(GUIDE).dead_end(which).message, to=to)
        record(self._page, event, How.TOLD, self.here, then=self._was_sent)

    def portal(self) -> None:
        """What the portal shows was read off."""
        panel = self._overview.read_off
        event = words.read_off_event(panel.chosen, panel.people.text())
        if isinstance(event, str):
            panel.show_problem(event)
            return
        who = Actor(name=None, role=Role(panel.who.choice))
        record(self._page, event, How.READ_OFF, self.here, actor=who, then=self._portal_kept)

    def _portal_kept(self) -> None:
        self._overview.read_off.clear()
        self._page.say("Noted as read off")
        self.kept.emit()

    def _authority(self, person: words.Person) -> None:
        record(self._page, ApprovalAuthority(person=person), How.TOLD, self.here, then=self._noted)

    def _end_recorded(self, which: words.End) -> None:
        record(self._page, ApprovalDeadEnd(which=which), How.READ_OFF, self.here, then=self._noted)

    def _receipt(self, fields: dict[str, str]) -> None:
        event = receipt_event(**fields)
        if not isinstance(event, ApprovalReceipt):
            self._overview.receipt.show_problems(event)
            return
        record(self._page, event, How.READ_OFF, self.here, then=self._receipt_kept)

    def _receipt_kept(self) -> None:
        self._overview.receipt.clear()
        self._overview.receipt.unfold(False)
        self._page.say("The receipt is noted")
        self.kept.emit()

    def _noted(self) -> None:
        self._page.say("Noted")

    def _was_sent(self) -> None:
        self._page.say("Noted as sent")
        self.sent.emit()

    # -- advice, and the draft ------------------------------------------------------------------------

    def _advice(self) -> None:
        card = self._overview.advice
        found = advice_events(card.draft, self.facts, self._page.services.now())
        if isinstance(found, dict):
            card.show_problems(found)
            return
        record_each(
            self._page, [ToRecord(event, How.TOLD) for event in found], self._advice_kept, step=self.here
        )

    def _advice_kept(self) -> None:
        self._overview.advice.clear()
        self._noted()
        self.kept.emit()

    def _ask_for_draft(self) -> None:
        """Asks where to put the draft; nothing is written before that."""
        wording = before_approval()
        ask_where(
            self._page,
            wording.draft_title,
            wording.draft_file,
            "ZIP files (*.zip)",
            self.save_draft,
            called="save-draft-as",
        )

    def save_draft(self, file: Path) -> None:
        """Writes the draft for the data protection officer, off the main thread."""
        services = self._page.services
        journey = services.journey
        if journey is None:
            return
        folder, now = journey.folder, services.now()
        self._overview.advice.show_saving(saving=True)
        services.tasks.call(
            lambda: write_draft(folder, file, now, services.guard()),
            owner=self,
            done=lambda _nothing: self._draft_saved(file),
            failed=lambda problem: self._draft_not_saved(problem, file),
            must_run=True,
        )

    def _draft_saved(self, file: Path) -> None:
        self._overview.advice.show_saving(saving=False, file=file)
        self._page.say(f"The draft is saved as {file.name}.")

    def _draft_not_saved(self, problem: Exception, file: Path) -> None:
        self._overview.advice.show_saving(saving=False)
        self._page.not_saved.emit(NotSaved(problem, functools.partial(self.save_draft, file)))
