"""The last page: what is done and how it is known, who acts next, whom to ask, and closing the journey."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.journey.events import JourneyFinished
from app.journey.model import How, StepId
from app.journey.verify import Verification
from app.ui import theme
from app.ui.page import START, Action, Place, Route
from app.ui.pages.finish.model import FinishView, verified_words, view_of
from app.ui.pages.finish.parts import ContactsCard, LedgerCard, SeptemberCard, StepsCard
from app.ui.pages.record_each import ToRecord, record_each
from app.ui.pages.step_page import StepPage
from app.ui.pages.two_up import TwoUp
from app.ui.widgets.card import Card
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.text import Role, label

TWO_COLUMNS_FROM_PX = 700


class FinishPage(StepPage):
    """A view over `finish_model.view_of`. The ledger is checked on a worker thread each time it is shown."""

    help_topic: ClassVar[str] = "finish"
    about: ClassVar[StepId] = StepId.FINISH
    called: ClassVar[str] = "Finish"
    view_model: FinishView | None

    def build(self) -> Iterator[QWidget]:
        self.verdict = Notice(NoticeKind.INFO, "", parent=self)
        yield self.place(self.verdict)
        self.turn = Card("Who acts next", parent=self)
        self._next_title = label("", Role.STRONG, parent=self.turn)
        self._next_text = label("", Role.SECONDARY, parent=self.turn)
        self.turn.add(self._next_title)
        self.turn.add(self._next_text)
        yield self.place(self.turn)
        self.steps = StepsCard(self)
        yield self.place(self.steps)
        self.contacts = ContactsCard(self)
        aside = QWidget(self)
        right = QVBoxLayout(aside)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(theme.space(3))
        self.september = SeptemberCard(aside)
        right.addWidget(self.september)
        self.ledger = LedgerCard(aside)
        right.addWidget(self.ledger)
        right.addStretch(1)
        yield self.place(TwoUp(self.contacts, aside, from_px=TWO_COLUMNS_FROM_PX, gap=12, parent=self))
        self.fill_up()

    @property
    def primary(self) -> Action | None:
        view = self.view_model
        if view is None:
            return None
        if view.can_close:
            return Action("Close the journey", self._close)
        if view.next_step is not None:
            step, title = view.next_step, self._step_title(view.next_step)
            return Action(f"Go to “{title}”", lambda: self.go.emit(Route(step)))
        return Action("See all journeys", lambda: self.go.emit(START))

    @property
    def secondary(self) -> Action | None:
        if self.view_model is None:
            return None
        return Action("Documents to keep", lambda: self.go.emit(Route(Place.DOCUMENTS)))

    def enter(self) -> None:
        self._draw()
        self._check()

    def fill(self) -> Iterator[None]:
        if self.view_model is not None:
            yield from self.steps.show_steps(self.view_model.steps)

    def journey_changed(self) -> None:
        before = self.view_model.head_hash if self.view_model else ""
        self._draw()
        for _row in self.fill():
            pass
        if self.view_model is not None and self.view_model.head_hash != before:
            self._check()

    def _draw(self) -> None:
        journey = self.services.journey
        if journey is None:
            return
        view = self.view_model = view_of(journey.facts, journey.state, journey.events, self.services.now())
        self.verdict.say(view.verdict, view.detail, view.headline)
        self.turn.setVisible(bool(view.next_title))
        self._next_title.setText(view.next_title)
        self._next_text.setText(view.next_text)
        self.contacts.show_contacts(view.contacts)
        self.september.setVisible(view.shows_september)
        self.ledger.show_ledger(view.head_hash, str(journey.path))
        self.changed.emit()

    def _check(self) -> None:
        journey = self.services.journey
        if journey is None:
            return
        self.ledger.show_checking()
        self.services.tasks.call(
            journey.folder.verify, owner=self, done=self._checked, failed=self._not_checked, key="verify"
        )

    def _checked(self, found: Verification) -> None:
        self.ledger.show_checked(verified_words(found))

    def _not_checked(self, problem: Exception) -> None:
        self.ledger.show_not_checked(str(problem))

    def _close(self) -> None:
        def closed() -> None:
            self.journey_changed()
            self.say("The journey is closed.")

        record_each(self, (ToRecord(JourneyFinished(), How.TOLD),), closed, step=StepId.FINISH)

    def _step_title(self, step: StepId) -> str:
        journey = self.services.journey
        return journey.state.step(step).title if journey else ""
