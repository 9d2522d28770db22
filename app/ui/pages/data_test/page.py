"""The data test: ask itslearning for it, wait for their answer, and note what they said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from PySide6.QtWidgets import QPushButton, QWidget

from app.guidance.contacts import contact
from app.journey.model import StepId
from app.journey.wording import whole_day
from app.roster.mapping import Mapping as Setup
from app.ui.navigation import next_step
from app.ui.page import NEXT, Action, Route
from app.ui.pages import form_answers as said
from app.ui.pages.contact_card import ContactLines
from app.ui.pages.data_test import model as model
from app.ui.pages.data_test.parts import (
    ANSWER_FIELDS,
    REQUEST_FIELDS,
    AnswerCard,
    ProblemsCard,
    RequestCard,
    errors_of,
)
from app.ui.pages.onsite_client.parts import MessageToSend
from app.ui.pages.preview.setup_model import kept_setup
from app.ui.pages.record_each import ToRecord, record_each
from app.ui.pages.reminders import Reminder
from app.ui.pages.step_page import StepPage
from app.ui.services import Services
from app.ui.widgets.card import Card
from app.ui.widgets.lifecycle import Lifecycle
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.text import Role, label


class DataTestPage(StepPage):
    """A view over `data_test_model.view_of`. What is typed is kept as a draft until it is recorded."""

    help_topic: ClassVar[str] = "data-test"
    about: ClassVar[StepId] = StepId.DATA_TEST
    called: ClassVar[str] = "Data test"
    view_model: model.DataTestView | None

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self._answering = False
        self._setup: Setup | None = None

    def build(self) -> Iterator[QWidget]:
        self.progress = Lifecycle(self)
        self.remind = QPushButton("", self)
        self.remind.setObjectName("remind")
        self.progress.buttons.addWidget(self.remind)
        yield self.place(self.progress)
        self.counted = Notice(NoticeKind.INFO, "", parent=self)
        self.counted.setObjectName("counted")
        yield self.place(self.counted)
        self.problems = ProblemsCard(self)
        yield self.place(self.problems)
        self.request = RequestCard(self)
        yield self.place(self.request)
        self.chaser = Card("Time to ask how far they are", parent=self)
        self.chaser_text = MessageToSend("chaser", self)
        self.chaser.add(ContactLines(contact("itslearning"), self.chaser))
        self.chaser.add(self.chaser_text)
        yield self.place(self.chaser)
        self.answer = AnswerCard(self)
        yield self.place(self.answer)
        self.done = self._build_done()
        yield self.place(self.done)
        self.fill_up()
        self.request.edited.connect(self._edited)
        self.request.preview_asked.connect(lambda: self.go.emit(Route(StepId.PREVIEW)))
        self.answer.edited.connect(self._edited)
        self.chaser_text.sent.connect(self._chased)
        self.reminder = Reminder(self, lambda: StepId.DATA_TEST, "Data test reminder.ics")
        self.remind.clicked.connect(self.reminder.ask)

    def _build_done(self) -> Card:
        card = Card("In production", parent=self)
        card.add(
            label("Questions about what itslearning shows go to their support.", Role.SECONDARY, parent=card)
        )
        card.add(ContactLines(contact("itslearning"), card))
        return card

    # -- what the shell reads ------------------------------------------------------------------------

    @property
    def primary(self) -> Action | None:
        view = self.view_model
        if view is None or view.situation == "blocked":
            return None
        if self._shows_answer:
            return Action("Record their answer", self._record_answer)
        if view.asks:
            return Action("I have asked itslearning", self._record_asked)
        return Action(self._next_label(), lambda: self.go.emit(NEXT))

    @property
    def secondary(self) -> Action | None:
        view = self.view_model
        if view is None or view.waits or view.situation == "blocked":
            return None
        if self._answering:
            return Action("Back to the request" if view.asks else "Leave it as it is", self._toggle_answer)
        words = "They have answered already" if view.situation == "ready" else "Record another answer"
        return Action(words, self._toggle_answer)

    @property
    def _shows_answer(self) -> bool:
        return self.view_model is not None and (self.view_model.waits or self._answering)

    def initial_focus(self) -> QWidget | None:
        if self._shows_answer:
            return self.answer.first_field()
        if self.view_model is not None and self.view_model.asks:
            return self.request.text.button
        return None

    def step_back(self) -> bool:
        if self._answering:
            self._toggle_answer()
            return True
        return False

    # -- coming and going ----------------------------------------------------------------------------

    def enter(self) -> None:
        self._answering = False
        self._draw(fields=True)
        journey = self.services.journey
        if journey is not None:
            path = journey.path
            journey.read_in_turn(
                lambda: kept_setup(path),
                owner=self,
                done=self._setup_read,
                failed=lambda _problem: self._setup_read(None),
            )

    def _setup_read(self, setup: Setup | None) -> None:
        """A set-up that can't be read stands as a gap: the preview's own page says what is wrong with it."""
        self._setup = setup
        self._draw(fields=False)

    def journey_changed(self) -> None:
        self._draw(fields=False)

    def leave(self) -> None:
        self._keep_draft()

    def _draw(self, *, fields: bool) -> None:
        journey, now = self.services.journey, self.services.now()
        if journey is None:
            return
        before = self.view_model.situation if self.view_model else ""
        view = self.view_model = model.view_of(journey.facts, journey.state, now, self._setup)
        self.progress.set_stages(view.stages, view.normal)
        self.remind.setVisible(bool(view.remind_on))
        self.remind.setText(f"Remind me on {view.remind_on}")
        self.counted.say(NoticeKind.INFO, view.counted)
        self.counted.setVisible(bool(view.counted))
        self.request.show_view(view)
        self.problems.show_problems(view.problems)
        if view.chaser is not None:
            self.chaser_text.show_message(view.chaser)
        if fields or before != view.situation:
            self._fill()
        self._arrange(view)
        self.changed.emit()

    def _arrange(self, view: model.DataTestView) -> None:
        answering = self._shows_answer
        self.problems.setVisible(view.situation == "problems" and not answering)
        self.request.setVisible(view.asks and not answering)
        self.chaser.setVisible(view.chaser is not None)
        self.answer.setVisible(answering)
        self.done.setVisible(view.situation == "done" and not answering)

    def _toggle_answer(self) -> None:
        self._answering = not self._answering
        if self.view_model is not None:
            self._arrange(self.view_model)
        self.changed.emit()
        target = self.initial_focus()
        if target is not None:
            target.setFocus()

    # -- what is typed -------------------------------------------------------------------------------

    def _draft(self) -> dict[str, Any]:
        journey = self.services.journey
        return dict(journey.draft(StepId.DATA_TEST)) if journey else {}

    def _fill(self) -> None:
        draft, now = self._draft(), self.services.now()
        asked, answer = said.part(draft, "asked"), said.part(draft, "answer")
        self.request.on.setText(str(asked.get("on") or whole_day(said.today(now))))
        self.request.reference.setText(str(asked.get("reference") or ""))
        outcomes = self.view_model.outcomes if self.view_model else model.OUTCOMES
        self.answer.show_outcomes(outcomes, model.Answer.from_draft(answer, now))
        self.request.form.clear_errors()
        self.answer.form.clear_errors()

    def _keep_draft(self) -> None:
        journey = self.services.journey
        if journey is not None and self.view_model is not None:
            asked = {"on": self.request.on.text(), "reference": self.request.reference.text()}
            journey.save_draft(StepId.DATA_TEST, {"asked": asked, "answer": self.answer.answer().as_draft()})

    def _edited(self) -> None:
        self._keep_draft()
        if self.answer.form.errors() or self.request.form.errors():
            self._check()

    def _check(self) -> dict[str, str]:
        """What is wrong on the form that is shown, and shows it."""
        now = self.services.now()
        if self._shows_answer:
            wrong = model.answer_problems(self.answer.answer(), now)
            errors_of(self.answer.form, wrong, ANSWER_FIELDS)
        else:
            wrong = model.asked_problems(self.request.on.text(), self.request.reference.text(), now)
            errors_of(self.request.form, wrong, REQUEST_FIELDS)
        return wrong

    # -- recording -----------------------------------------------------------------------------------

    def _record_asked(self) -> None:
        if self._check():
            self.request.form.focus_first_error()
            return
        now = self.services.now()
        entries = model.asked(self.request.on.text(), self.request.reference.text(), now)
        self._record(entries, "Noted: itslearning was asked.")

    def _record_answer(self) -> None:
        wrong = self._check()
        if wrong:
            self.answer.focus_first_error(wrong)
            return
        situation = self.view_model.situation if self.view_model else ""
        entries = model.events_of(self.answer.answer(), situation, self.services.now())
        self._record(entries, "Noted: what itslearning said.")

    def _chased(self) -> None:
        if self.view_model is not None and self.view_model.chaser is not None:
            self._record(model.chased(self.view_model), "Noted: itslearning was asked again.")

    def _record(self, entries: tuple[ToRecord, ...], says: str) -> None:
        def noted() -> None:
            journey = self.services.journey
            if journey is not None:
                journey.save_draft(StepId.DATA_TEST, {})
            self._answering = False
            self._draw(fields=True)
            self.say(says)
            target = self.initial_focus()
            if target is not None:
                target.setFocus()

        record_each(self, entries, noted, step=StepId.DATA_TEST)

    def _next_label(self) -> str:
        journey = self.services.journey
        if journey is None:
            return "Go on"
        after = next_step(journey.state, StepId.DATA_TEST)
        return f"Go to “{journey.state.step(after).title}”"
