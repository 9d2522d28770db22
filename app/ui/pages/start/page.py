"""The start page: journeys to go on with, and everything that can be begun."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QVBoxLayout, QWidget

from app.journey.model import JourneyKind
from app.practice.errors import PracticeOff
from app.storage.paths import APP_NAME
from app.ui import theme
from app.ui.choice_card import ChoiceCard
from app.ui.desk import JourneyDesk
from app.ui.journey_list import JourneyPanel
from app.ui.page import NEXT, Action, Busy, Page, PageError, Place, Route, StatusLine, View
from app.ui.pages.start.model import JourneyRow, rows_of, status_words
from app.ui.pages.start.parts import WayAhead, steps_ahead
from app.ui.services import Services
from app.ui.widgets.save_as import ask_folder
from app.ui.widgets.text import Role, label

PURPOSE = (
    "Connects your school’s MIS to Fronter 19 / itslearning through Wonde, and shows whose data would be"
    " shared before it is."
)
PRACTICE_PURPOSE = "An invented school with portals of its own. Try every step: nothing here reaches anyone."
NONE_IS_USUAL = (
    "Wonde’s tokens are issued to itslearning, seldom to a school. Everything can be done without one, by a"
    " report from the MIS and by what the portal shows."
)
TWO_COLUMNS_FROM_PX = 760
LONGEST_IN_BUTTON = 30


class StartPage(Page):
    """Lists what `JourneyDesk` finds; everything slow happens there."""

    help_topic: ClassVar[str] = "index"
    shows_names_switch: ClassVar[bool] = False

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self.setObjectName("start-page")
        self._desk: JourneyDesk | None = None
        self._rows: tuple[JourneyRow, ...] = ()
        self._panels: list[JourneyPanel] = []
        self._profile_warning = ""
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.px(24))

    def build(self) -> Iterator[QWidget]:
        left = self._build_journeys()
        self._layout.addWidget(left, 3)
        yield left
        right = self._build_choices()
        self._layout.addWidget(right, 2)
        yield right

    def attach(self, desk: JourneyDesk) -> None:
        self._desk = desk

    @property
    def title(self) -> str:
        return "Practice school" if self.services.is_practice else APP_NAME

    @property
    def purpose(self) -> str:
        return PRACTICE_PURPOSE if self.services.is_practice else PURPOSE

    @property
    def has_rail(self) -> bool:
        return False

    @property
    def back_label(self) -> str:
        return ""

    @property
    def status(self) -> StatusLine:
        return StatusLine(status_words(self._rows))

    @property
    def notice(self) -> str:
        return self.services.settings_problem or self._profile_warning

    @property
    def primary(self) -> Action | None:
        row = next((row for row in self._rows if row.can_open), None)
        if row is None:
            return Action("Start a first set-up", lambda: self._create(JourneyKind.FIRST_SET_UP))
        short = len(row.title) <= LONGEST_IN_BUTTON
        words = f"Continue with {row.title}" if short else "Continue where you left off"
        return Action(words, lambda: self._open(row))

    def enter(self) -> None:
        practice = self.services.is_practice
        self._practice.setVisible(not practice and self.services.policy.practice)
        self._leave_practice.setVisible(practice)
        self._without_token.setVisible(practice)
        self._without_token.setChecked(self.services.settings.practice_without_token)
        self._list()
        self.services.tasks.call(
            self._profile, owner=self, done=self._profile_read, failed=self._let_be, key="profile"
        )

    def start_practice(self) -> None:
        """Opens the practice school, as its card does."""
        if self._desk is None:
            return
        if not self.services.policy.practice:
            off = "The practice school is switched off"
            self._error = PageError(off, str(PracticeOff()), dismiss=self._dismiss)
            self.changed.emit()
            return
        self._busy = Busy(
            "Opening the practice school",
            "Inventing a school and starting its server on this PC",
            cancel=self._stop_practice,
        )
        self._error = None
        self.changed.emit()
        self._desk.start_practice(self, self._idle, self._practice_failed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.px(TWO_COLUMNS_FROM_PX)
        wanted = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._layout.direction() != wanted:
            self._layout.setDirection(wanted)
            self._layout.setStretch(0, 3 if wide else 0)
            self._layout.setStretch(1, 2 if wide else 1)

    def _build_journeys(self) -> QWidget:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        self._heading = label("Your journeys", Role.SECTION, parent=left)
        column.addWidget(self._heading)
        self._empty = WayAhead(left)
        self._empty.setVisible(False)
        column.addWidget(self._empty)
        self._journeys = QVBoxLayout()
        self._journeys.setSpacing(theme.px(10))
        column.addLayout(self._journeys)
        column.addStretch(1)
        return left

    def _build_choices(self) -> QWidget:
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(label("Begin", Role.SECTION, parent=right))
        first = ChoiceCard(
            "new-first-set-up", "plus", "First set-up", "Connect this school from the beginning.", right
        )
        first.clicked.connect(lambda: self._create(JourneyKind.FIRST_SET_UP))
        new_year = ChoiceCard(
            "new-new-school-year",
            "refresh",
            "New school year",
            "Joiners, leavers and new classes, once the MIS has rolled over.",
            right,
        )
        new_year.clicked.connect(lambda: self._create(JourneyKind.NEW_SCHOOL_YEAR))
        sign_on = ChoiceCard(
            "new-single-sign-on",
            "key",
            "Single sign-on only",
            "For LGfL schools whose accounts already work.",
            right,
        )
        sign_on.clicked.connect(lambda: self._create(JourneyKind.SINGLE_SIGN_ON_ONLY))
        head = ChoiceCard(
            "headteacher",
            "person",
            "I am the headteacher",
            "What you are asked to approve, one task at a time.",
            right,
        )
        head.clicked.connect(lambda: self.go.emit(Route(Place.HEADTEACHER, View.HEADTEACHER)))
        helped = ChoiceCard(
            "help-session",
            "lifebelt",
            "Help session",
            "On the phone with support: check this PC, read out codes.",
            right,
        )
        helped.clicked.connect(lambda: self.go.emit(Route(Place.HELP_SESSION)))
        schools = ChoiceCard(
            "schools", "school", "Several schools", "For a trust: where each school stands.", right
        )
        schools.clicked.connect(lambda: self.go.emit(Route(Place.SCHOOLS)))
        self._practice = ChoiceCard(
            "practice", "practice", "Practice school", "Try everything with a school that isn’t real.", right
        )
        self._practice.clicked.connect(self.start_practice)
        self._leave_practice = ChoiceCard(
            "leave-practice", "back", "Leave the practice school", "Back to your own journeys.", right
        )
        self._leave_practice.clicked.connect(self._leave)
        for card in (first, new_year, sign_on, head, helped, schools, self._practice, self._leave_practice):
            column.addWidget(card)
        self._without_token = QCheckBox("Practise without a token, as most schools must", right)
        self._without_token.setObjectName("practice-without-token")
        self._without_token.setAccessibleDescription(NONE_IS_USUAL)
        self._without_token.toggled.connect(
            lambda on: self.services.change_settings(practice_without_token=on)
        )
        column.addWidget(self._without_token)
        if self.services.policy.sentence:
            managed = label(self.services.policy.sentence, Role.SECONDARY, parent=right)
            managed.setObjectName("set-by-administrator")
            column.addWidget(managed)
        column.addStretch(1)
        return right

    def _list(self) -> None:
        if self._desk is not None:
            self._desk.find(self, self._found, self._not_found)

    def _found(self, summaries: object) -> None:
        self._rows = rows_of(summaries, self.services.now())  # type: ignore[arg-type]
        self._error = None
        for panel in self._panels:
            self._journeys.removeWidget(panel)
            panel.deleteLater()
        self._panels = []
        for number, row in enumerate(self._rows, start=1):
            panel = JourneyPanel(row, number, self)
            panel.opened.connect(self._open)
            panel.move_asked.connect(self._ask_where)
            panel.folder_asked.connect(self._show_folder)
            self._journeys.addWidget(panel)
            self._panels.append(panel)
        self._empty.setVisible(not self._rows)
        if not self._rows:
            self.services.tasks.call(steps_ahead, owner=self, done=self._empty.show_steps, key="steps ahead")
        self._heading.setText("Your journeys" if self._rows else "Nothing is started yet")
        self.changed.emit()

    def _not_found(self, problem: Exception) -> None:
        self._error = PageError(
            "Your journeys could not be listed",
            str(problem),
            "Check that the folder or share they are on can be reached.",
            retry=self._list,
        )
        self.changed.emit()

    def _open(self, row: JourneyRow) -> None:
        if self._desk is not None:
            self._desk.open(row.path, NEXT, self._not_opened)

    def _create(self, kind: JourneyKind) -> None:
        if self._desk is not None:
            self._desk.create(kind, self._not_opened)

    def _not_opened(self, problem: Exception) -> None:
        self._error = PageError("The journey could not be opened", str(problem), dismiss=self._dismiss)
        self.changed.emit()

    def _dismiss(self) -> None:
        self._error = None
        self._list()
        self.changed.emit()

    def _ask_where(self, row: JourneyRow) -> None:
        ask_folder(self, "Move this journey to a folder or share", lambda chosen: self._move(row, chosen))

    def _move(self, row: JourneyRow, to: Path) -> None:
        if self._desk is None:
            return
        self._busy = Busy("Moving the journey", "Copying, then checking the copy")
        self.changed.emit()
        self._desk.move(row.path, to, self, self._moved, self._not_moved)

    def _moved(self, _: Path) -> None:
        self._idle()
        self.say("The journey was moved")

    def _not_moved(self, problem: Exception) -> None:
        self._busy = None
        self._error = PageError("The journey was not moved", str(problem), dismiss=self._dismiss)
        self.changed.emit()

    def _show_folder(self, row: JourneyRow) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        QDesktopServices.openUrl(QUrl.fromLocalFile(str(row.path)))

    def _idle(self) -> None:
        self._busy = None
        self._list()
        self.changed.emit()

    def _stop_practice(self) -> None:
        if self._desk is not None:
            self._desk.stop_starting(self)
        self._idle()

    def _practice_failed(self, problem: Exception) -> None:
        self._busy = None
        self._error = PageError(
            "The practice school could not be opened",
            str(problem),
            "Nothing of yours is affected. Try again; if it fails again, restart the program.",
            retry=self.start_practice,
            dismiss=self._dismiss,
        )
        self.changed.emit()

    def _leave(self) -> None:
        if self._desk is not None:
            self._desk.leave_practice()

    def _profile(self) -> bool:
        reading = self.services.host.is_temporary_or_roaming_profile()
        return bool(getattr(reading, "value", False))

    def _profile_read(self, fleeting: bool) -> None:
        self._profile_warning = (
            "This Windows account’s files may not stay on this PC. Move a journey to a share, so that it is"
            " still there tomorrow."
            if fleeting
            else ""
        )
        self.changed.emit()

    def _let_be(self, _: Exception) -> None:
        """The warning is an extra: without an answer there is none."""
