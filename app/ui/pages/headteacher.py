"""For the headteacher: which school, and what they are asked to approve. No rail, one thing at a time."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.guidance.contacts import contacts
from app.journey.model import Status, StepId
from app.ui import theme
from app.ui.choice_card import ChoiceCard
from app.ui.desk import JourneyDesk
from app.ui.page import Action, Page, PageError, Route, StatusLine, View
from app.ui.pages.start_model import UNNAMED, has_single_sign_on
from app.ui.services import Services
from app.ui.widgets.card import Card
from app.ui.widgets.text import Role, label

if TYPE_CHECKING:
    from app.journey.listing import JourneySummary

WHAT = (
    "As headteacher you act for the school as Data Controller. You may be asked for two decisions: that Wonde"
    " may give itslearning the school’s data, and, for LGfL schools, that USO may tell itslearning who is"
    " signing in. The technical representative prepares both; nothing is approved by opening this page."
)
NONE_YET = (
    "Nothing is waiting for you on this PC. The technical representative starts a set-up first, and asks you"
    " when it is your turn. You can leave this page at any time."
)


class HeadteacherPage(Page):
    """Leads to the task that waits, in the school it waits in."""

    help_topic: ClassVar[str] = "headteacher"
    shows_names_switch: ClassVar[bool] = False

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self.setObjectName("headteacher-page")
        self._desk: JourneyDesk | None = None
        self._found: tuple[JourneySummary, ...] = ()
        self._cards: list[ChoiceCard] = []
        self._error: PageError | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(14))
        about = Card("What you may be asked", parent=self)
        about.add(label(WHAT, Role.BODY, parent=about))
        column.addWidget(about)
        self._waiting = Card("Waiting for you", parent=self)
        self._none = label(NONE_YET, Role.BODY, parent=self._waiting)
        self._waiting.add(self._none)
        column.addWidget(self._waiting)
        who = Card("If you would rather ask first", parent=self)
        for contact in contacts():
            who.add(label(contact.line, Role.BODY, parent=who))
        column.addWidget(who)
        column.addStretch(1)

    def attach(self, desk: JourneyDesk) -> None:
        self._desk = desk

    @property
    def title(self) -> str:
        return "For the headteacher"

    @property
    def purpose(self) -> str:
        return "What you are asked to decide for the school, one task at a time."

    @property
    def has_rail(self) -> bool:
        return False

    @property
    def status(self) -> StatusLine:
        return StatusLine("Headteacher’s view")

    @property
    def error(self) -> PageError | None:
        return self._error

    @property
    def primary(self) -> Action | None:
        if len(self._found) == 1:
            summary = self._found[0]
            return Action(f"See what waits at {_school(summary)}", functools.partial(self._open, summary))
        return None

    def enter(self) -> None:
        if self._desk is not None:
            self._desk.find(self, self._listed, self._not_listed)

    def _listed(self, summaries: Iterable[JourneySummary]) -> None:
        self._found = tuple(s for s in summaries if s.state is not None and has_single_sign_on(s.state))
        self._error = None
        for card in self._cards:
            card.deleteLater()
        self._cards = []
        for number, summary in enumerate(self._found, start=1):
            card = ChoiceCard(
                f"head-journey-{number}", "key", _school(summary), _line(summary), self._waiting
            )
            card.clicked.connect(functools.partial(self._pressed, summary))
            self._waiting.add(card)
            self._cards.append(card)
        waits = any(_waits(summary) for summary in self._found)
        self._waiting.set_title("Waiting for you" if waits or not self._found else "Not your turn yet")
        self._none.setVisible(not self._found)
        self.changed.emit()

    def _pressed(self, summary: JourneySummary, _checked: bool = False) -> None:
        self._open(summary)

    def _open(self, summary: JourneySummary) -> None:
        if self._desk is not None:
            route = Route(StepId.SSO_APPROVAL, View.HEADTEACHER)
            self._desk.open(summary.path, route, self._not_listed)

    def _not_listed(self, problem: Exception) -> None:
        self._error = PageError("The school’s set-up could not be opened", str(problem), retry=self.enter)
        self.changed.emit()


def _school(summary: JourneySummary) -> str:
    return (summary.state.school_name if summary.state else None) or UNNAMED


def _waits(summary: JourneySummary) -> bool:
    state = summary.state
    return state is not None and state.step(StepId.SSO_APPROVAL).status not in (Status.BLOCKED, Status.DONE)


def _line(summary: JourneySummary) -> str:
    if summary.state is None:
        return ""
    step = summary.state.step(StepId.SSO_APPROVAL)
    if step.status is Status.BLOCKED:
        return f"Single sign-on: comes {step.line[:1].lower()}{step.line[1:]}"
    return f"Single sign-on: {step.line}"
