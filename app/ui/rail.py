"""The rail at the left: the journey, its steps and whose turn each is, how the window looks, and PRACTICE."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpacerItem,
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
from app.ui.widgets.scroll import CalmScroll
from app.ui.widgets.text import Role, label, set_tone

FLUSH_PX = 5
"""What a link's icon has around it, so that its drawing stands under the words above."""
HOME = "All journeys"
DOCUMENTS = "Documents to hand over"
_TONES = {Status.WAITING: "waiting", Status.ATTENTION: "look-at"}


class RailStep(QPushButton):
    """One step: its mark, its title, and one line saying whose turn it is or what is waited for."""

    def __init__(self, step: StepId, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step = step
        self.setObjectName(f"rail-{step.value}")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._compact = False
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(9), theme.px(8), theme.px(9), theme.px(8))
        row.setSpacing(theme.px(11))
        self._mark = IconView("ready", Token.BORDER, scale=1.25, parent=self)
        self._words = QWidget(self)
        self._words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        words = QVBoxLayout(self._words)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(theme.px(1))
        self._title = label("", Role.BODY, parent=self)
        self._line = label("", Role.SMALL, parent=self)
        for part in (self._mark, self._title, self._line):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._line)
        words.addStretch(1)
        # Level with the first two lines, however many the second part takes.
        self._beside = QVBoxLayout()
        self._beside.setContentsMargins(0, theme.px(6), 0, 0)
        self._beside.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignHCenter)
        self._beside.addStretch(1)
        row.addLayout(self._beside)
        row.addWidget(self._words, 1)

    def set_compact(self, compact: bool) -> None:
        """The mark alone, with its words as a tool tip."""
        self._compact = compact
        side, above = (theme.px(4), theme.px(2)) if compact else (theme.px(9), theme.px(8))
        self._row.setContentsMargins(side, above, side, above)
        self._beside.setContentsMargins(0, theme.px(2 if compact else 6), 0, 0)
        self._words.setVisible(not compact)
        self._tell()

    def _tell(self) -> None:
        words = f"{self._title.text()}: {self._line.text()}" if self._line.text() else self._title.text()
        self.setToolTip(words if self._compact else "")

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
        self._tell()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(236), self.heightForWidth(theme.px(236)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(40), self._least())

    def heightForWidth(self, width: int) -> int:
        return max(super().heightForWidth(width), self._least())

    def _least(self) -> int:
        return theme.px(30 if self._compact else 50)


def _link(name: str, words: str, icon: str, parent: QWidget) -> QPushButton:
    link = QPushButton(words, parent)
    link.setAccessibleName(words)
    link.setObjectName(name)
    link.setProperty("link", True)
    icons.dress(link, icon, Token.ACCENT)
    return link


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
    """Signals: `chosen(object)` a StepId; `home()` all journeys; `documents()` what to hand over."""

    chosen = Signal(object)
    home = Signal()
    documents = Signal()

    def __init__(self, view: ViewButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName("Steps of this journey")
        self._steps: dict[StepId, RailStep] = {}
        self._compact = False
        self._practice = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._area = CalmScroll(self)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(self)
        inside.setProperty("scrolled", True)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(theme.px(16), theme.px(22), theme.px(16), theme.px(16))
        self._column.setSpacing(theme.px(3))
        self._build_head()
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(5))
        self._column.addLayout(self._list)
        self._column.addStretch(1)
        self._banner = PracticeBanner(self)
        self._foot = QHBoxLayout()
        self._foot.setContentsMargins(-theme.px(FLUSH_PX), theme.px(8), 0, 0)
        self._foot.addWidget(self._build_foot(view, inside))
        self._column.addLayout(self._foot)
        self._column.addWidget(self._banner)
        self._area.setWidget(inside)
        column.addWidget(self._area)

    def _build_head(self) -> None:
        self._program = QLabel(APP_NAME, self)
        self._program.setProperty("railTitle", True)
        self._program.setWordWrap(True)
        self._journey = label("", Role.SMALL, parent=self)
        self._column.addWidget(self._program)
        self._column.addWidget(self._journey)
        self._gap = QSpacerItem(0, theme.px(12))
        self._column.addItem(self._gap)

    def _build_foot(self, view: ViewButton, inside: QWidget) -> QWidget:
        self._view = view
        self.home_button = _link("rail-home", HOME, "chevron-left", inside)
        self.home_button.clicked.connect(self.home)
        self.documents_button = _link("rail-documents", DOCUMENTS, "file", inside)
        self.documents_button.clicked.connect(self.documents)
        foot = QWidget(inside)
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(self.documents_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._links = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._links.setSpacing(theme.px(16))
        for link in (self.home_button, view):
            self._links.addWidget(link)
        self._links.addStretch(1)
        column.addLayout(self._links)
        self._foot_column = column
        return foot

    def set_compact(self, compact: bool) -> None:
        """Marks alone, where the text is too large for words beside the page; the page's title says which
        step it is."""
        if compact == self._compact:
            return
        self._compact = compact
        side = theme.px(8 if compact else 16)
        self._column.setContentsMargins(side, theme.px(12 if compact else 22), side, side)
        self._list.setSpacing(theme.px(2 if compact else 5))
        self._column.setSpacing(0 if compact else theme.px(3))
        left, above = (theme.px(3), 0) if compact else (-theme.px(FLUSH_PX), theme.px(8))
        self._foot.setContentsMargins(left, above, 0, 0)
        self._gap.changeSize(0, 0 if compact else theme.px(12))
        across = QBoxLayout.Direction.LeftToRight
        self._links.setDirection(QBoxLayout.Direction.TopToBottom if compact else across)
        self._links.setSpacing(theme.px(2 if compact else 16))
        for link in (self.home_button, self._view):
            middle = Qt.AlignmentFlag.AlignHCenter if compact else Qt.AlignmentFlag(0)
            self._links.setAlignment(link, middle)
        middle = Qt.AlignmentFlag.AlignHCenter if compact else Qt.AlignmentFlag.AlignLeft
        self._foot_column.setAlignment(self.documents_button, middle)
        for part in (self._program, self._journey):
            part.setVisible(not compact)
        for link, words in ((self.home_button, HOME), (self.documents_button, DOCUMENTS)):
            link.setText("" if compact else words)
            link.setToolTip(words if compact else "")
        self._view.set_compact(compact)
        self._banner.setVisible(self._practice and not compact)
        for step in self._steps.values():
            step.set_compact(compact)

    def drawing(self, state: JourneyState, current: StepId | None) -> Work:
        """Draws a journey, a step in a turn; `current` is the step whose page is open."""
        self._journey.setText(KIND_SUBTITLES[state.kind])
        self._practice = state.practice
        self._banner.setVisible(state.practice and not self._compact)
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
        button.set_compact(self._compact)
        button.clicked.connect(lambda _=False: self.chosen.emit(step))
        self._list.addWidget(button)
        self._steps[step] = button
