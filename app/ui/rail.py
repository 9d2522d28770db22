"""The rail at the left: the journey, its steps and whose turn each is, how the window looks, and PRACTICE."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.journey.model import JourneyState, Status, StepId, StepState
from app.storage.paths import APP_NAME
from app.ui import icons, theme
from app.ui.icons import IconView
from app.ui.messages import KIND_SUBTITLES, PRACTICE_BANNER
from app.ui.tokens import Token
from app.ui.turns import Work
from app.ui.view_menu import ViewButton
from app.ui.widgets.text import Role, label, set_tone

_TONES = {Status.WAITING: "waiting", Status.ATTENTION: "look-at"}


class RailStep(QPushButton):
    """One step: its mark, its title, and one line saying whose turn it is or what is waited for."""

    def __init__(self, step: StepId, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step = step
        self.setObjectName(f"rail-{step.value}")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(9), theme.px(8), theme.px(9), theme.px(8))
        row.setSpacing(theme.px(11))
        self._mark = IconView("ready", Token.BORDER, scale=1.25, parent=self)
        words = QVBoxLayout()
        words.setSpacing(theme.px(1))
        self._title = label("", Role.BODY, parent=self)
        self._line = label("", Role.SMALL, parent=self)
        for part in (self._mark, self._title, self._line):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._line)
        words.addStretch(1)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)

    def show_state(self, state: StepState, *, current: bool) -> None:
        """Draws a step as it stands now."""
        name, token, says = icons.state_icon(state, current=current)
        self._mark.show_icon(name, token, says)
        self._title.setText(state.title)
        font = self._title.font()
        font.setWeight(font.Weight.DemiBold if current else font.Weight.Medium)
        self._title.setFont(font)
        self._line.setText(state.line)
        self._line.setVisible(bool(state.line))
        set_tone(self._line, _TONES.get(state.status, ""))
        self.setProperty("current", current)
        set_tone(self, "true" if current else "false", name="currentState")
        self.style().unpolish(self)
        self.style().polish(self)
        open_now = ", open now" if current and "open now" not in says else ""
        self.setAccessibleName(f"{state.title}: {says}{open_now}")
        self.setAccessibleDescription(state.line)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(236), self.heightForWidth(theme.px(236)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(96), theme.px(50))

    def heightForWidth(self, width: int) -> int:
        return max(super().heightForWidth(width), theme.px(50))


class PracticeBanner(QFrame):
    """Says, wherever it stands, that nothing here is real."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("practice-banner")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), theme.px(9), theme.px(12), theme.px(9))
        column.setSpacing(theme.px(1))
        title, text = PRACTICE_BANNER
        column.addWidget(label(title, Role.STRONG, parent=self))
        column.addWidget(label(text, Role.SMALL, parent=self))
        self.setAccessibleName(f"{title}. {text}")


class Rail(QFrame):
    """Signal `chosen(object)`: the StepId pressed; `home()`: the program's name was pressed."""

    chosen = Signal(object)
    home = Signal()

    def __init__(self, view: ViewButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName("Steps of this journey")
        self._steps: dict[StepId, RailStep] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget(self)
        inside.setProperty("scrolled", True)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(theme.px(16), theme.px(20), theme.px(16), theme.px(16))
        self._column.setSpacing(theme.px(4))
        self._build_head()
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(4))
        self._column.addLayout(self._list)
        self._column.addStretch(1)
        self._banner = PracticeBanner(self)
        view.setParent(inside)
        self._column.addWidget(view, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self._banner)
        self._area.setWidget(inside)
        column.addWidget(self._area)

    def _build_head(self) -> None:
        self._program = QLabel(APP_NAME, self)
        self._program.setProperty("railTitle", True)
        self._program.setWordWrap(True)
        self._journey = label("", Role.SMALL, parent=self)
        self.home_button = QPushButton("All journeys", self)
        self.home_button.setObjectName("rail-home")
        self.home_button.setProperty("link", True)
        self.home_button.setProperty("railLink", True)
        icons.dress(self.home_button, "chevron-left", Token.ACCENT)
        self.home_button.clicked.connect(self.home)
        self._column.addWidget(self._program)
        self._column.addWidget(self._journey)
        self._column.addWidget(self.home_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addSpacing(theme.px(8))

    def drawing(self, state: JourneyState, current: StepId | None) -> Work:
        """Draws a journey, a step in a turn; `current` is the step whose page is open."""
        self._journey.setText(KIND_SUBTITLES[state.kind])
        self._banner.setVisible(state.practice)
        if list(self._steps) != [step.id for step in state.steps]:
            self._clear()
        for step in state.steps:
            if step.id not in self._steps:
                self._add(step.id)
                yield
            self._steps[step.id].show_state(step, current=step.id is current)
        yield

    def step_button(self, step: StepId) -> RailStep | None:
        """The button of a step, if the journey has it."""
        return self._steps.get(step)

    def _clear(self) -> None:
        for button in self._steps.values():
            self._list.removeWidget(button)
            button.deleteLater()
        self._steps = {}

    def _add(self, step: StepId) -> None:
        button = RailStep(step, self)
        button.clicked.connect(lambda _=False: self.chosen.emit(step))
        self._list.addWidget(button)
        self._steps[step] = button
